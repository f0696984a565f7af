// A button below a picture that fetches a livelier one. The drawn picture stays until that one is ready.

/**
 * Put the button below the caption of `figure`. `name` ("chart", "map"): `root.dataset[name]` is "busy" while loading.
 * `act` does the work and throws where it fails; then nothing changes and the reader is told.
 */
export function offer(figure, root, name, { label, done, act }) {
  const line = document.createElement("p");
  line.className = "werkzeuge nicht-drucken";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kern-btn kern-btn--tertiary";
  const text = document.createElement("span");
  text.className = "kern-label";
  text.textContent = label;
  button.append(text);
  const status = document.createElement("span");
  status.className = "klein";
  status.setAttribute("role", "status");
  line.append(button, status);
  figure.querySelector("figcaption")?.after(line);

  button.addEventListener("click", async () => {
    button.disabled = true;
    root.dataset[name] = "busy";
    status.textContent = "Bild wird geladen.";
    try {
      await act();
      button.hidden = true;
      status.textContent = done;
    } catch {
      button.disabled = false;
      status.textContent = "Das ließ sich nicht laden. Bild und Tabelle zeigen dieselben Zahlen.";
    } finally {
      root.dataset[name] = "idle";
    }
  });
}
