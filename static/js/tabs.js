// On a narrow page a row of tabs scrolls; the chosen one is brought into sight.
export function watchTabs(part) {
  for (const tab of part.querySelectorAll("nav.tabs [aria-current]")) {
    const row = tab.parentElement;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 16;
  }
}
