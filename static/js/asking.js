// Beside the form of a new question: what is like it, and what would make it easy to answer.
const LEAST = 10;
const AFTER = 400;
// More of a text is not read by the search.
const READ = 400;

function watchSimilar(form) {
  const shown = form.querySelector("[data-similar]");
  const said = form.querySelector("[data-similar-said]");
  const { title, body } = form.elements;
  let waiting;
  let request;
  let last = "";
  const look = async () => {
    const asked = new URLSearchParams({ title: title.value.trim(), body: body.value.slice(0, READ) }).toString();
    if (asked === last || title.value.trim().length < LEAST) return;
    last = asked;
    request?.abort();
    request = new AbortController();
    try {
      const { signal } = request;
      const answer = await fetch(`${form.dataset.similarUrl}?${asked}`, { headers: { "HX-Request": "true" }, signal });
      if (!answer.ok) return;
      // Made safe by the server, as every list of hits.
      shown.innerHTML = await answer.text();
      said.textContent = shown.querySelector("h2, p")?.textContent ?? "";
    } catch {
      // Overtaken by the next words, or no network: what stands there stays.
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, AFTER);
  };
  title.addEventListener("input", soon);
  title.addEventListener("change", soon);
  body.addEventListener("change", soon);
  soon();
}

const CHECKS = {
  title: ({ title }) => title.value.trim().length >= 15,
  story: ({ body }) => body.value.trim().split(/\s+/).length >= 20,
  version: ({ release, environment }) => Boolean(release.value || environment.value.trim()),
  text: ({ body }) => /```[\s\S]+?```|^ {4}\S|`[^`\n]{6,}`/m.test(body.value),
};

function watchChecklist(form) {
  const list = form.querySelector("[data-checklist]");
  const tick = () => {
    for (const item of list.querySelectorAll("[data-check]")) {
      const done = CHECKS[item.dataset.check](form.elements);
      if (done === "ticked" in item.dataset) continue;
      if (done) {
        item.dataset.ticked = "";
        const word = Object.assign(document.createElement("span"), { className: "visually-hidden" });
        word.textContent = ` (${list.dataset.done})`;
        item.append(word);
      } else {
        delete item.dataset.ticked;
        item.querySelector("span").remove();
      }
    }
  };
  form.addEventListener("input", tick);
  form.addEventListener("change", tick);
  tick();
}

export function watchAsking(part) {
  for (const form of part.querySelectorAll("form[data-similar-url]:not([data-watched])")) {
    form.dataset.watched = "";
    watchSimilar(form);
    watchChecklist(form);
  }
}
