// Messages can be put away; a form that came back leads to what must be mended.
export function watchFlashes(page) {
  page.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest("[data-flash]").remove());
  page.querySelector("[data-focus]")?.focus();
}
