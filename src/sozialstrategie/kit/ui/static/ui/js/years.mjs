// A slider for the years of a map. The page works without it: the form beside has a list of years.
//
// `figure[data-year-map]`: address of the page that draws the map of any year. In the figure: `[data-slider]`, the place for
// the slider; `[data-map-part]`, what changes with the year; `form[data-map-choice]` with a field `jahr`, newest year first.

const PAUSE = 120; // milliseconds without movement before a picture is fetched

/** Put a slider at every `figure[data-year-map]` whose map has more than one year. */
export function startYears(root) {
  for (const figure of document.querySelectorAll("figure[data-year-map]")) {
    const form = figure.querySelector("form[data-map-choice]");
    const list = form?.elements.namedItem("jahr");
    if (list && list.options.length > 1) slider(figure, form, list, root);
  }
}

function slider(figure, form, list, root) {
  const years = [...list.options].map((option) => option.value).reverse(); // oldest first, as on an axis
  const parts = new Map(); // address -> fetched part, so that going back costs nothing
  const shown = figure.querySelector("[data-map-part] strong")?.textContent ?? years.at(-1);

  const line = document.createElement("div");
  line.className = "schieber nicht-drucken";
  const label = document.createElement("label");
  label.textContent = "Jahr der Karte";
  const range = document.createElement("input");
  range.type = "range";
  range.id = `jahr-${Math.random().toString(36).slice(2, 8)}`;
  label.htmlFor = range.id;
  Object.assign(range, { min: "0", max: String(years.length - 1), step: "1" });
  range.value = String(Math.max(0, years.indexOf(shown)));
  const output = document.createElement("output");
  output.htmlFor.add(range.id);
  const status = document.createElement("p");
  status.className = "klein";
  status.setAttribute("role", "status");
  line.append(label, range, output, status);
  figure.querySelector("[data-slider]").append(line);

  const year = () => years[Number(range.value)];
  const speak = () => {
    output.textContent = year();
    range.setAttribute("aria-valuetext", year());
    list.value = year(); // the form keeps the year when the classes are changed
  };
  speak();

  let timer;
  let latest = 0;
  range.addEventListener("input", () => {
    speak();
    root.dataset.years = "busy";
    clearTimeout(timer);
    timer = setTimeout(() => show(++latest), PAUSE);
  });

  async function show(number) {
    const address = addressOf(figure.dataset.yearMap, form, year());
    try {
      if (!parts.has(address)) parts.set(address, await fetchPart(address));
      if (number !== latest) return; // the slider has moved on
      swap(figure, parts.get(address));
      status.textContent = "";
      keepAddress(form, year());
    } catch {
      if (number !== latest) return;
      status.textContent = "Diese Karte ließ sich nicht laden. Die Liste der Jahre unter der Karte geht auch ohne Schieber.";
    }
    root.dataset.years = "idle";
  }
}

function choice(form, year) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("jahr", year);
  for (const [name, value] of [...fields]) if (value === "") fields.delete(name);
  return fields;
}

function addressOf(page, form, year) {
  const url = new URL(page, document.baseURI);
  url.search = choice(form, year);
  return url.href;
}

async function fetchPart(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.querySelector("[data-map-part]");
  if (!part) throw new Error("no map on the page");
  return part;
}

function swap(figure, part) {
  const old = figure.querySelector("[data-map-part]");
  const fresh = document.importNode(part, true);
  const open = old.querySelector("details")?.open;
  if (open) fresh.querySelector("details")?.setAttribute("open", "");
  old.replaceWith(fresh);
}

// The address of the window names what is shown, so that it can be sent on; going back leaves the page as before.
function keepAddress(form, year) {
  const url = new URL(window.location.href);
  url.search = choice(form, year);
  window.history.replaceState(window.history.state, "", url);
}
