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
    if (kept && Date.now() - kept.at < KEPT_DAYS * 86_400_000) return kept.text;
    localStorage.removeItem(key);
  } catch {
    // Storage may be forbidden or its content not ours.
  }
  return null;
}

function store(key, text) {
  try {
    if (text) localStorage.setItem(key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // Full or forbidden: writing goes on, only the copy is missing.
  }
}

function keepCopy(editor, text) {
  const key = `draft:${editor.dataset.saveKey}`;
  const note = editor.parentElement.querySelector("[data-restored]");
  const served = text.defaultValue;
  const kept = stored(key);
  // What somebody typed while this script was on its way stays, below the copy.
  const typed = text.value === kept ? served : text.value;
  if (kept && kept !== served && !text.matches("[aria-invalid]")) {
    text.value = typed === served ? kept : `${kept}\n\n${typed}`;
    note.hidden = false;
  }
  note.querySelector("[data-discard]").addEventListener("click", () => {
    text.value = typed;
    store(key, "");
    note.hidden = true;
    text.focus();
  });
  let waiting;
  const keep = () => store(key, text.value === served ? "" : text.value);
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  addEventListener("pagehide", keep);
  text.form?.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(waiting);
    removeEventListener("pagehide", keep);
    store(key, "");
  });
}

export function watchEditors(part) {
  for (const editor of part.querySelectorAll("[data-editor]:not([data-ready])")) {
    editor.dataset.ready = "";
    const text = editor.querySelector("textarea");
    if (editor.dataset.previewUrl) watchTabs(editor, text);
    if (editor.dataset.saveKey) keepCopy(editor, text);
  }
}
