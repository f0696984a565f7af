// Typed text survives a lost connection, a closed window and an expired login: `<form data-draft="key">`.
// It stays on this device, is offered (never forced) on return, and is dropped once the form has been accepted.

const PREFIX = "entwurf:";
const SENT = "entwurf-gesendet";
const KEEP_DAYS = 14;
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button"]);

/** Watch all forms with `data-draft`; drop what has been accepted, is too old, or belongs to someone who logs out. */
export function startDrafts() {
  const store = storage();
  if (!store) return;
  dropAccepted(store);
  dropOld(store);
  for (const form of document.querySelectorAll("form[data-draft]")) watch(form, store);
  for (const form of document.querySelectorAll("form[data-logout]")) {
    form.addEventListener("submit", () => keys(store).forEach((key) => store.removeItem(key)));
  }
}

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser forbids it; the form works without
  }
}

function keys(store) {
  return Object.keys(store).filter((key) => key.startsWith(PREFIX));
}

// A form was accepted when the server answered it by sending us on to another page, and that page is not the login.
function dropAccepted(store) {
  const sent = window.sessionStorage.getItem(SENT);
  if (!sent) return;
  const [navigation] = performance.getEntriesByType("navigation");
  const redirected = navigation?.redirectCount > 0;
  const login = document.querySelector('main input[type="password"]');
  if (redirected && !login) store.removeItem(PREFIX + sent);
  window.sessionStorage.removeItem(SENT);
}

function dropOld(store) {
  const limit = Date.now() - KEEP_DAYS * 24 * 3600 * 1000;
  for (const key of keys(store)) {
    if (!(read(store, key)?.at > limit)) store.removeItem(key);
  }
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null; // written by something else; dropOld removes it
  }
}

function watch(form, store) {
  const key = PREFIX + form.dataset.draft;
  const status = document.createElement("p");
  status.className = "klein";
  status.setAttribute("role", "status");
  form.append(status);
  offer(form, read(store, key), store, key);

  let timer;
  const save = () => {
    const at = Date.now();
    try {
      store.setItem(key, JSON.stringify({ at, fields: fieldsOf(form) }));
      status.textContent = `Ihr Text ist auf diesem Gerät gesichert (${clock(at)} Uhr).`;
    } catch {
      status.textContent = "Ihr Text lässt sich auf diesem Gerät nicht sichern. Bitte speichern Sie bald.";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save();
    window.sessionStorage.setItem(SENT, form.dataset.draft);
  });
}

function controls(form) {
  return [...form.elements].filter((control) => control.name && !SKIPPED.has(control.type));
}

// [name, value] in the order of the page; check boxes and radio buttons only where chosen.
function fieldsOf(form) {
  const fields = [];
  for (const control of controls(form)) {
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) fields.push([control.name, control.value]);
    } else if (control.multiple) {
      for (const option of control.selectedOptions) fields.push([control.name, option.value]);
    } else {
      fields.push([control.name, control.value]);
    }
  }
  return fields;
}

function offer(form, draft, store, key) {
  if (!draft) return;
  if (JSON.stringify(draft.fields) === JSON.stringify(fieldsOf(form))) return;
  const box = document.createElement("div");
  box.className = "entwurf";
  box.setAttribute("role", "status");
  const sentence = document.createElement("p");
  sentence.textContent = `Auf diesem Gerät liegt ein Entwurf von ${moment(draft.at)} Uhr.`;
  const line = document.createElement("p");
  line.className = "werkzeuge";
  line.append(
    button("Entwurf einsetzen", () => {
      apply(form, draft.fields);
      box.remove();
      controls(form)[0]?.focus();
    }),
    button("Entwurf verwerfen", () => {
      store.removeItem(key);
      box.remove();
      controls(form)[0]?.focus();
    }),
  );
  box.append(sentence, line);
  form.prepend(box);
}

function button(text, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "kern-btn kern-btn--secondary";
  const label = document.createElement("span");
  label.className = "kern-label";
  label.textContent = text;
  element.append(label);
  element.addEventListener("click", act);
  return element;
}

function apply(form, fields) {
  const wanted = new Map();
  for (const [name, value] of fields) wanted.set(name, [...(wanted.get(name) ?? []), value]);
  for (const control of controls(form)) {
    const chosen = wanted.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = chosen.includes(control.value);
    } else if (control.multiple) {
      for (const option of control.options) option.selected = chosen.includes(option.value);
    } else if (chosen.length) {
      control.value = chosen.shift();
    }
  }
}

function clock(at) {
  return new Date(at).toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
}

function moment(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clock(at) : `${date.toLocaleDateString("de-DE")}, ${clock(at)}`;
}
