// "/" leads to the search box from anywhere but a text field.
export function watchSearch(page) {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    page.querySelector("[data-search]")?.focus();
  });
}
