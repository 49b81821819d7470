// Long texts: formatting tools, and a preview made by the server.
import "../vendor/markdown-toolbar-element-2.2.3/markdown-toolbar-element.js";
import { csrfToken } from "./csrf.js";
import { watchPictures } from "./pictures.js";

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

export function watchEditors(part) {
  for (const editor of part.querySelectorAll("[data-editor]:not([data-ready])")) {
    editor.dataset.ready = "";
    const text = editor.querySelector("textarea");
    if (editor.dataset.previewUrl) watchTabs(editor, text);
    watchPictures(editor, text);
  }
}
