// Long texts: formatting tools, a preview made by the server, and a copy on this device until the text is sent.
import "../vendor/markdown-toolbar-element-2.2.3/markdown-toolbar-element.js";
import { csrfToken } from "./csrf.js";

const KEPT_DAYS = 7;

async function preview(editor, text, pane) {
  if (!text.value.trim()) {
    pane.textContent = pane.dataset.empty;
    return;
  }
  pane.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(editor.dataset.previewUrl, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(text), "HX-Request": "true" },
      body: new URLSearchParams({ body: text.value }),
    });
    if (!answer.ok) throw new Error(answer.statusText);
    // Made safe by the server, by the same code that makes the page.
    pane.innerHTML = await answer.text();
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  } catch {
    pane.textContent = pane.dataset.failed;
  } finally {
    pane.removeAttribute("aria-busy");
  }
}

function watchTabs(editor, text) {
  const tabs = [...editor.querySelectorAll("[role=tab]")];
  const tools = editor.querySelector("markdown-toolbar");
  const show = (chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
    tools.hidden = chosen !== tabs[0];
    if (chosen === tabs[1]) preview(editor, text, editor.querySelector("[data-pane=preview]"));
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => show(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = tabs[1 - index];
      show(other);
      other.focus();
    });
  }
}

function stored(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept?.fields && Date.now() - kept.at < KEPT_DAYS * 86_400_000) return kept.fields;
    localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or its content not ours.
  }
  return {};
}

function store(key, fields) {
  try {
    if (fields) localStorage.setItem(key, JSON.stringify({ fields, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: writing goes on, only the copy is missing.
  }
}

// What somebody fills in: the text and all that stands beside it.
function filledIn(form) {
  return [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=file])"));
}

function put(field, value) {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function servedValue(field) {
  if (!field.matches("select")) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

// The name that the copy has on this device: the editor's own, or that of the form around it.
function saveKey(editor) {
  return editor.dataset.saveKey ?? editor.closest("form")?.dataset.saveKey;
}

function keepCopy(editor, text) {
  const key = `draft:${saveKey(editor)}`;
  const note = editor.parentElement.querySelector("[data-restored]");
  const { form } = text;
  const fields = filledIn(form);
  const kept = stored(key);
  const served = new Map(fields.map((field) => [field, servedValue(field)]));
  // What somebody typed while this script was on its way stays, a text below the copy.
  const typed = new Map(fields.map((field) => [field, field.value === kept[field.name] ? served.get(field) : field.value]));
  const changed = () => fields.some((field) => field.value !== served.get(field));
  if (!form.querySelector("[aria-invalid]")) {
    for (const field of fields) {
      const [copy, now] = [kept[field.name], typed.get(field)];
      if (!copy || copy === served.get(field)) continue;
      if (now === served.get(field)) put(field, copy);
      else if (field === text) put(field, `${copy}\n\n${now}`);
      note.hidden = false;
    }
  }
  note.querySelector("[data-discard]").addEventListener("click", () => {
    for (const field of fields) put(field, typed.get(field));
    store(key, null);
    note.hidden = true;
    text.focus();
  });
  let waiting;
  const keep = () => store(key, changed() ? Object.fromEntries(fields.map((field) => [field.name, field.value])) : null);
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    removeEventListener("pagehide", keep);
    store(key, null);
  });
}

export function watchEditors(part) {
  for (const editor of part.querySelectorAll("[data-editor]:not([data-ready])")) {
    editor.dataset.ready = "";
    const text = editor.querySelector("textarea");
    if (editor.dataset.previewUrl) watchTabs(editor, text);
    if (saveKey(editor) && text.form) keepCopy(editor, text);
    // What is typed is kept without waiting for it.
    import("./pictures.js").then(({ watchPictures }) => watchPictures(editor, text));
  }
}
