// Colours: as the system, light, dark, and round again.
const ORDER = ["auto", "light", "dark"];

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

function choose(theme) {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // The choice then holds for this page only.
  }
}

export function watchThemeSwitch(page) {
  const button = page.querySelector("[data-theme-switch]");
  if (!button) return;
  const name = () => {
    button.querySelector("span").textContent = button.dataset[current()];
  };
  name();
  button.addEventListener("click", () => {
    choose(ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length]);
    name();
  });
}
