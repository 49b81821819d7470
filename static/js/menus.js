// Menus are <details>; this adds what hands expect: Escape and a click elsewhere close them, one is open at a time.
export function watchMenus(page) {
  const close = (except) => {
    for (const menu of page.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
  };
  page.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = page.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
