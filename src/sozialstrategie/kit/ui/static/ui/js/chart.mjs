// Interactive charts. The drawn picture stays until somebody asks for the other one, and for ever where loading fails.

const OPTIONS = {
  ast: true, // expressions are interpreted, not compiled: the security policy forbids eval
  renderer: "svg",
  actions: false,
  defaultStyle: false, // our stylesheet, no inserted <style>
  tooltip: { disableDefaultStyle: true },
};
const NARROW = "(max-width: 62rem)";
const loading = new Map();

/** Offer the interactive picture at every `figure[data-chart]`; `root.dataset.chart` is "busy" while one is loading. */
export function startCharts(root) {
  for (const figure of document.querySelectorAll("figure[data-chart]")) offer(figure, root);
}

function offer(figure, root) {
  const line = document.createElement("p");
  line.className = "werkzeuge nicht-drucken";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kern-btn kern-btn--tertiary";
  button.append(label("Werte beim Zeigen"));
  const status = document.createElement("span");
  status.className = "klein";
  status.setAttribute("role", "status");
  line.append(button, status);
  figure.querySelector("figcaption")?.after(line);
  button.addEventListener("click", () => activate(figure, button, status, root));
}

function label(text) {
  const span = document.createElement("span");
  span.className = "kern-label";
  span.textContent = text;
  return span;
}

async function activate(figure, button, status, root) {
  button.disabled = true;
  root.dataset.chart = "busy";
  status.textContent = "Bild wird geladen.";
  try {
    const narrow = window.matchMedia(NARROW).matches;
    const response = await fetch(narrow ? figure.dataset.specNarrow : figure.dataset.spec, {
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const spec = await response.json();
    for (const address of figure.dataset.scripts.split(" ")) await script(address); // in this order
    await replace(figure.querySelector("[data-picture]"), spec);
    button.hidden = true;
    status.textContent = "Zeigen Sie auf eine Linie oder einen Punkt, um den Wert zu lesen.";
  } catch {
    // Nothing is lost: the drawn picture and the table are still there. Say so.
    button.disabled = false;
    status.textContent = "Das ließ sich nicht laden. Bild und Tabelle zeigen dieselben Zahlen.";
  } finally {
    root.dataset.chart = "idle";
  }
}

async function replace(picture, spec) {
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
