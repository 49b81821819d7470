// What somebody who is signed in writes is kept on the server while they write, so that any of their devices has it.
import { csrfToken } from "./csrf.js";

const EVERY = 3_000;

function watchDraft(form) {
  const said = form.querySelector("[data-draft-said]");
  let waiting = null;
  let ended = false;
  const fields = () => {
    const typed = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    typed.delete("csrf_token");
    typed.set("draft", form.dataset.draft);
    return typed;
  };
  const save = async (keepalive = false) => {
    clearTimeout(waiting);
    if (waiting === null || ended) return;
    waiting = null;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(form), "HX-Request": "true" },
        body: fields(),
        keepalive,
      });
      if (!answer.ok || ended) return;
      if (said) said.textContent = (await answer.text()).trim();
      if (waiting === null) form.dispatchEvent(new Event("draft:saved"));
    } catch {
      // Without a network the text stays in the form; the next words try again.
    }
  };
  const soon = () => {
    waiting ??= setTimeout(save, EVERY);
  };
  const end = () => {
    ended = true;
    clearTimeout(waiting);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) end();
  });
  form.parentElement.querySelector("[data-draft-end]")?.addEventListener("submit", end);
  addEventListener("pagehide", () => save(true));
  // Back from a page that never arrived.
  addEventListener("pageshow", (event) => {
    if (event.persisted) ended = false;
  });
}

export function watchDrafts(part) {
  for (const form of part.querySelectorAll("form[data-draft]:not([data-kept])")) {
    form.dataset.kept = "";
    watchDraft(form);
  }
}
