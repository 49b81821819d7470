// A language label and a copy button over each block of code. Text that is folded away as dangerous gets no button.
function label(block) {
  const named = block.closest("[data-language]") ?? block.querySelector("[data-language]");
  if (named) return named.dataset.language;
  const name = [...(block.querySelector("code") ?? block).classList].find((each) => each.startsWith("language-"));
  return name ? name.slice("language-".length) : "";
}

function bar(block, words) {
  const line = document.createElement("div");
  line.className = "code-bar";
  const language = document.createElement("span");
  language.textContent = label(block);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-plain";
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
  line.append(language, button);
  return line;
}

export function watchCode(part) {
  const words = document.body.dataset;
  for (const block of part.querySelectorAll(".prose pre:not([data-ready])")) {
    block.dataset.ready = "";
    if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
    if (block.closest(".folded")) continue;
    const box = block.closest(".code") ?? document.createElement("div");
    box.className = "code";
    if (!box.contains(block)) block.replaceWith(box);
    box.append(bar(block, { copy: words.copy, copied: words.copied, selected: words.selected }), block);
  }
}
