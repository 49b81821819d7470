// Staff lists by keyboard: j and k move, Enter opens, ? tells the keys. Forms inside name their own keys with data-key.
function typing(target) {
  return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog[open]");
}

function move(page, step) {
  const rows = [...page.querySelectorAll("[data-keys] [data-row]")];
  const here = rows.findIndex((row) => row === page.activeElement || (!rows.includes(page.activeElement) && row.ariaCurrent));
  const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

let watching = false;

export function watchKeys(page) {
  for (const part of page.querySelectorAll("[data-keys]")) part.dataset.ready = "";
  if (watching) return;
  watching = true;
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") move(page, 1);
    else if (event.key === "k") move(page, -1);
    else if (event.key === "?") page.getElementById("keys")?.showModal();
    else {
      const control = page.querySelector(`[data-keys] [data-key="${CSS.escape(event.key)}"]`);
      if (!control) return;
      control.click();
      control.focus();
    }
    event.preventDefault();
  });
}
