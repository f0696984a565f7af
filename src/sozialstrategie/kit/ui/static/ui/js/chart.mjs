// Interactive charts. The drawn picture stays until somebody asks for the other one, and for ever where loading fails.

import { offer } from "./offer.mjs";

const OPTIONS = {
  ast: true, // expressions are interpreted, not compiled: the security policy forbids eval
  renderer: "svg",
  actions: false,
  defaultStyle: false, // our stylesheet, no inserted <style>
  tooltip: { disableDefaultStyle: true },
};
const NARROW = "(max-width: 62rem)";
const loading = new Map();

/** Offer the interactive picture at every `figure[data-chart]`. */
export function startCharts(root) {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    offer(figure, root, "chart", {
      label: "Werte beim Zeigen",
      done: "Zeigen Sie auf eine Linie oder einen Punkt, um den Wert zu lesen.",
      act: () => activate(figure),
    });
  }
}

async function activate(figure) {
  const narrow = window.matchMedia(NARROW).matches;
  const response = await fetch(narrow ? figure.dataset.specNarrow : figure.dataset.spec, {
    headers: { Accept: "application/json" },
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const spec = await response.json();
  for (const address of figure.dataset.scripts.split(" ")) await script(address); // in this order
  const picture = figure.querySelector("[data-picture]");
  const live = document.createElement("div");
  live.className = "bild bild--lebt";
  picture.after(live);
  try {
    await window.vegaEmbed(live, spec, OPTIONS);
  } catch (error) {
    live.remove();
    throw error;
  }
  picture.hidden = true;
}

function script(address) {
  if (!loading.has(address)) {
    loading.set(
      address,
      new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = address;
        element.addEventListener("load", resolve);
        element.addEventListener("error", () => {
          loading.delete(address); // the next try may have a connection
          reject(new Error(address));
        });
        document.head.append(element);
      }),
    );
  }
  return loading.get(address);
}
