// Ctrl+Enter sends; a form is sent once, however often the button is pressed; requests in parts carry the token.
import { csrfToken } from "./csrf.js";

// A choice whose groups belong to the choices of another field: only the group of what is chosen there is offered.
export function watchNarrowed(part) {
  for (const field of part.querySelectorAll("[data-narrowed-by]:not([data-ready])")) {
    const by = field.form.elements[field.dataset.narrowedBy];
    field.dataset.ready = "";
    const narrow = () => {
      const wanted = by.value ? by.selectedOptions[0].text : null;
      for (const group of field.querySelectorAll("optgroup")) {
        group.hidden = group.disabled = wanted !== null && group.label !== wanted;
      }
      if (field.selectedOptions[0]?.parentElement.disabled) field.value = "";
    };
    by.addEventListener("change", narrow);
    narrow();
  }
}

export function watchForms(page) {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page that comes back from the browser's own memory may be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of page.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of page.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  });
  page.addEventListener("htmx:config:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    if (request.method !== "GET") request.headers["X-CSRFToken"] ??= csrfToken(sourceElement);
  });
}
