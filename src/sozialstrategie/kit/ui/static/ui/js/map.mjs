// Map to move and enlarge, instead of the drawn one, once somebody asks for it. No tiles, nothing from elsewhere.
//
// GeoJSON at `data-geojson`: properties name, value (German text or sign), class (1-5, 0 = no figure), here (own place).

import { offer } from "./offer.mjs";

const COLOURS = ["#e4edf3", "#b7cfdf", "#7fa8c6", "#3a7199", "#174a70"]; // as .k5-1 to .k5-5 in app.css
const FILL = ["match", ["get", "class"], ...COLOURS.flatMap((colour, i) => [i + 1, colour]), "#fbf8f3"];
const INK = "#14162a";

/** Offer the moving map at every `figure[data-map]`. */
export function startMaps(root) {
  for (const figure of document.querySelectorAll("figure[data-map]")) {
    offer(figure, root, "map", {
      label: "Karte zum Bewegen",
      done: "Zeigen Sie auf eine Fläche, um den Wert zu lesen. Die Tabelle nennt alle Werte.",
      act: () => activate(figure),
    });
  }
}

async function activate(figure) {
  const [maplibre, areas] = await Promise.all([
    import(new URL(figure.dataset.library, document.baseURI).href),
    fetchJson(figure.dataset.geojson),
    stylesheet(figure.dataset.libraryStyle),
  ]);
  const picture = figure.querySelector("[data-picture]");
  const place = document.createElement("div");
  place.className = "karte";
  picture.after(place);
  try {
    await draw(maplibre, place, areas);
  } catch (error) {
    place.remove();
    throw error;
  }
  picture.hidden = true;
}

async function draw(maplibre, place, areas) {
  const map = new maplibre.Map({
    container: place,
    style: style(areas),
    bounds: bounds(areas),
    fitBoundsOptions: { padding: 16 },
    attributionControl: false, // the source stands below the picture
    dragRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    locale: {
      "NavigationControl.ZoomIn": "Vergrößern",
      "NavigationControl.ZoomOut": "Verkleinern",
      "Map.Title": "Karte",
      "CooperativeGesturesHandler.WindowsHelpText": "Strg gedrückt halten und rollen, um zu vergrößern",
      "CooperativeGesturesHandler.MacHelpText": "⌘ gedrückt halten und rollen, um zu vergrößern",
      "CooperativeGesturesHandler.MobileHelpText": "Mit zwei Fingern bewegen",
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  const popup = new maplibre.Popup({ closeButton: false, closeOnClick: false });
  map.on("mousemove", "areas", (event) => {
    const { name, value } = event.features[0].properties;
    popup.setLngLat(event.lngLat).setText(`${name}: ${value}`).addTo(map);
  });
  map.on("mouseleave", "areas", () => popup.remove());
  await new Promise((resolve, reject) => {
    map.once("idle", resolve);
    map.once("error", (event) => reject(event.error));
  });
}

function style(areas) {
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: areas } },
    layers: [
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": FILL } },
      { id: "edges", type: "line", source: "areas", paint: { "line-color": "#ffffff", "line-width": 1.6 } },
      {
        id: "here",
        type: "line",
        source: "areas",
        filter: ["==", ["get", "here"], true],
        paint: { "line-color": INK, "line-width": 3 },
      },
    ],
  };
}

function bounds(areas) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else {
      part.forEach(visit);
    }
  };
  areas.features.forEach((feature) => visit(feature.geometry.coordinates));
  return box;
}

async function fetchJson(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

function stylesheet(address) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.append(link);
  });
}
