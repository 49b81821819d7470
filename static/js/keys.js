// Staff lists by keyboard: j and k move, Enter opens. Forms inside name their own keys with data-key.
// Runs before the page is painted (a small blocking script in the head), so that no key is lost on somebody who is quick.
(() => {
  function typing(target) {
    return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog[open]");
  }

  function move(step) {
    const rows = [...document.querySelectorAll("[data-keys] [data-row]")];
    const active = document.activeElement;
    const here = rows.findIndex((row) => row === active || (!rows.includes(active) && row.ariaCurrent));
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else {
      const control = document.querySelector(`[data-keys] [data-key="${CSS.escape(event.key)}"]`);
      if (!control) return;
      control.click();
      // What opens a part is followed by writing in it.
      (control.matches("details[open] > summary") && control.parentElement.querySelector("textarea") || control).focus();
    }
    event.preventDefault();
  });
})();
