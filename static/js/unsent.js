// What is typed into a form stays on this device until our server has answered: a closed page, a line that breaks and a
// session that ends lose nothing. What a draft on the server holds needs no copy.
import { here, MARK } from "./answered.js";

const KEPT_DAYS = 7;
const TICKED = "[type=radio], [type=checkbox]";

function stored(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept?.fields && Date.now() - kept.at < KEPT_DAYS * 86_400_000) return kept;
    localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or its content not ours.
  }
  return { fields: {} };
}

function store(key, copy) {
  try {
    if (copy) localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: writing goes on, only the copy is missing.
  }
}

// What somebody fills in: the text, all that stands beside it, and what the page showed that it was written on.
function filledIn(form) {
  return [...form.elements].filter(
    (field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file]), [name=revision], [name=seen]"),
  );
}

function nameOf(field) {
  return field.matches(TICKED) ? `${field.name}=${field.value}` : field.name;
}

function valueOf(field) {
  return field.matches(TICKED) ? String(field.checked) : field.value;
}

function servedValue(field) {
  if (field.matches(TICKED)) return String(field.defaultChecked);
  if (!field.matches("select")) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

function put(field, value) {
  if (valueOf(field) === value) return;
  if (field.matches(TICKED)) field.checked = value === "true";
  else field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// The name that the copy has on this device: for people who are signed in their own, else one that the page gives.
function saveKey(form) {
  const given = form.dataset.saveKey ?? form.querySelector("[data-save-key]")?.dataset.saveKey;
  const { person } = document.body.dataset;
  if (given || !person) return given && `${MARK}${given}`;
  return `${MARK}${person}:${new URL(form.getAttribute("action") ?? "", location).pathname}:${form.elements.namedItem("answer")?.value ?? ""}`;
}

function noteIn(form) {
  const given = form.querySelector("[data-restored]");
  if (given) return given;
  const { restored, discard } = document.body.dataset;
  const note = Object.assign(document.createElement("p"), { className: "editor-note", hidden: true });
  note.setAttribute("role", "status");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button" });
  button.dataset.discard = "";
  button.textContent = discard;
  note.append(`${restored} `, button);
  form.querySelector("textarea, [name=reason]").after(note);
  return note;
}

function keepCopy(form, key) {
  const note = noteIn(form);
  const fields = filledIn(form);
  const text = form.querySelector("textarea");
  const { fields: kept, base } = stored(key);
  const served = new Map(fields.map((field) => [field, servedValue(field)]));
  // What somebody typed while this script was on its way stays, a text below the copy.
  const typed = new Map(
    fields.map((field) => [field, valueOf(field) === kept[nameOf(field)] ? served.get(field) : valueOf(field)]),
  );
  const changed = () =>
    fields.some((field) => !field.matches(`[type=hidden], ${TICKED}`) && field.value !== served.get(field));
  // The draft went on on another device. An edit of an older revision says so itself: its answer shows both texts.
  const sameStart = kept.revision === form.elements.namedItem("revision")?.value;
  const isOther = (now) => sameStart && base !== undefined && now !== base && now.trim() !== "";
  if (!form.querySelector("[aria-invalid]")) {
    for (const field of fields) {
      const [copy, now] = [kept[nameOf(field)], typed.get(field)];
      if (!copy || copy === served.get(field)) continue;
      if (now === served.get(field) && !(field === text && isOther(now))) put(field, copy);
      else if (field === text) put(field, `${copy}\n\n${now}`);
      note.hidden = false;
      const folded = form.closest("details");
      if (folded) folded.open = true;
    }
  }
  let waiting;
  let keeps = false;
  const forget = () => {
    clearTimeout(waiting);
    keeps = false;
    store(key, null);
  };
  const keep = (sent) => {
    if (!keeps) return;
    const all = Object.fromEntries(fields.map((field) => [nameOf(field), valueOf(field)]));
    store(key, changed() ? { fields: all, base: text && served.get(text), sent } : null);
  };
  note.querySelector("[data-discard]").addEventListener("click", () => {
    for (const field of fields) put(field, typed.get(field));
    forget();
    note.hidden = true;
    (text ?? fields[0]).focus();
  });
  const soon = () => {
    keeps = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("draft:saved", forget);
  const leave = () => keep();
  addEventListener("pagehide", leave);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    removeEventListener("pagehide", leave);
    keeps = true;
    keep(here());
    keeps = false;
  });
}

export function watchUnsent(part) {
  for (const form of part.querySelectorAll("main form:not([data-unsent])")) {
    if (form.method !== "post" || !form.querySelector("textarea, [name=reason]")) continue;
    form.dataset.unsent = "";
    const key = saveKey(form);
    if (key) keepCopy(form, key);
  }
}
