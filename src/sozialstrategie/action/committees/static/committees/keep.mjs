// Text typed while the connection is gone is kept on this device and sent later: `<form data-keep="person:point">`.
//
// The server answers JSON: 200 {version, saved}, 409 {version, text, state, state_words}, 422 {errors}. The form carries the
// version that it was opened with; what is kept is named after person, point and that version, so that words are never
// sent over newer ones without both being shown. Keys begin like those of drafts: logging out removes them, age too.

const PREFIX = "entwurf:sitzung:";
const PAUSE = 300; // milliseconds without typing before the text is kept
const RETRY = 5000;

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);

function keep(form) {
  const store = storage();
  if (!store) return; // the browser forbids it; the form works as a plain one
  const text = form.elements.namedItem("text");
  const version = form.elements.namedItem("version");
  const status = document.createElement("p");
  status.className = "klein";
  status.setAttribute("role", "status");
  form.append(status);
  const name = () => `${PREFIX}${form.dataset.keep}:${version.value}`;
  const state = () => form.querySelector('input[name="state"]:checked')?.value ?? "";
  let sent = words(); // what the server knows
  let busy = false;
  let again;
  let typing;

  function words() {
    return JSON.stringify([["text", text.value], ["state", state()]]);
  }

  function put(wanted) {
    const fields = [["text", text.value], ["state", state()]];
    try {
      store.setItem(name(), JSON.stringify({ at: Date.now(), fields, wanted }));
      return true;
    } catch {
      tell("Ihr Text lässt sich auf diesem Gerät nicht sichern. Bitte halten Sie ihn bald fest.");
      return false;
    }
  }

  function tell(sentence) {
    status.textContent = sentence;
  }

  function later(reason) {
    tell(`Nicht gesendet, liegt auf diesem Gerät. ${reason}`);
    clearTimeout(again);
    again = setTimeout(send, RETRY);
  }

  async function send(renewed = false) {
    if (busy && !renewed) return;
    clearTimeout(again);
    if (!navigator.onLine) return later("Es wird von selbst gesendet, sobald die Verbindung wieder da ist.");
    busy = true;
    const going = words();
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
    } catch {
      busy = false;
      return later("Es wird von selbst gesendet, sobald die Verbindung wieder da ist.");
    }
    try {
      await taken(response, going, renewed);
    } finally {
      busy = false;
    }
  }

  async function taken(response, going, renewed) {
    const isJson = (response.headers.get("Content-Type") ?? "").includes("application/json");
    if (response.status === 403 && !renewed && (await renewToken())) return send(true);
    if (!isJson) {
      const why = response.redirected ? "Bitte melden Sie sich in einem anderen Fenster neu an." : "Der Server antwortet gerade nicht.";
      return later(why);
    }
    const answer = await response.json();
    if (response.status === 409) return conflict(answer);
    if (!response.ok) {
      put(false);
      return tell(`Nicht gesendet, liegt auf diesem Gerät: ${answer.errors.join(" ")}`);
    }
    store.removeItem(name());
    version.value = String(answer.version);
    sent = going;
    form.querySelector("[data-conflict]")?.remove();
    tell(`Gesendet um ${answer.saved} Uhr.`);
    if (words() !== sent) put(false); // typed on while it was on its way
  }

  // After a new login the token of this page is an old one.
  async function renewToken() {
    try {
      const page = await fetch(window.location.href, { credentials: "same-origin" });
      if (!page.ok || page.redirected) return false;
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
      const token = fresh.querySelector('form[data-keep] input[name="csrfmiddlewaretoken"]');
      if (!token) return false;
      form.elements.namedItem("csrfmiddlewaretoken").value = token.value;
      return true;
    } catch {
      return false;
    }
  }

  // Somebody else wrote meanwhile: both texts stand here, and nothing is sent before somebody has chosen.
  function conflict(theirs) {
    store.removeItem(name());
    version.value = String(theirs.version);
    put(false);
    form.querySelector("[data-conflict]")?.remove();
    const box = document.createElement("div");
    box.className = "hinweis stapel-eng";
    box.dataset.conflict = "";
    box.setAttribute("role", "alert");
    const first = document.createElement("p");
    first.textContent = "Nicht gesendet: Inzwischen hat jemand anderes diesen Punkt festgehalten. Dort steht:";
    const quote = document.createElement("blockquote");
    quote.className = "text";
    quote.textContent = theirs.text || "(kein Text)";
    const last = document.createElement("p");
    last.textContent = `Ergebnis: ${theirs.state_words}. Ihr Text steht unverändert im Feld. Fügen Sie beides zusammen und halten Sie es fest.`;
    box.append(first, quote, last);
    form.prepend(box);
    tell("Nicht gesendet, liegt auf diesem Gerät.");
  }

  // What lies here from before: of this version it comes back into the field, of an older one it is sent to be compared.
  function restore() {
    const stem = `${PREFIX}${form.dataset.keep}:`;
    const found = Object.keys(store).filter((key) => key.startsWith(stem));
    for (const key of found) {
      const kept = read(store, key);
      if (!kept) {
        store.removeItem(key);
        continue;
      }
      if (JSON.stringify(kept.fields) === sent) {
        store.removeItem(key); // it arrived, only the answer got lost
        continue;
      }
      const values = Object.fromEntries(kept.fields);
      text.value = values.text;
      const chosen = [...form.querySelectorAll('input[name="state"]')].find((one) => one.value === values.state);
      if (chosen) chosen.checked = true;
      version.value = key.slice(stem.length);
      tell("Nicht gesendet, liegt auf diesem Gerät.");
      if (kept.wanted) send();
      return;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      if (words() !== sent && put(false)) tell("Nicht gesendet, liegt auf diesem Gerät.");
    }, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    if (put(true)) tell("Wird gesendet.");
    send();
  });
  window.addEventListener("online", () => {
    if (read(store, name())?.wanted) send();
  });
  restore();
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null; // written by something else
  }
}
