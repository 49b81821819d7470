// A copy button on each block of code. Text that is folded away as dangerous gets none.
function copyButton(block, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain code-copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = words.copied;
    } catch {
      getSelection().selectAllChildren(block);
      button.textContent = words.selected;
    }
    setTimeout(() => (button.textContent = words.copy), 2000);
  });
  return button;
}

export function watchCode(part) {
  for (const box of part.querySelectorAll(".prose .code:not([data-ready])")) {
    box.dataset.ready = "";
    if (!box.closest(".folded")) box.append(copyButton(box.querySelector("pre"), document.body.dataset));
  }
}
