// Everything here improves pages that work without it. Each part looks for its own marks and does nothing else.
import { watchAnswered } from "./answered.js";
import { watchCode } from "./code.js";
import { watchDialogs } from "./dialogs.js";
import { watchFlashes } from "./flashes.js";
import { watchForms, watchNarrowed } from "./forms.js";
import { watchMenus } from "./menus.js";
import { watchSearch } from "./search.js";
import { watchTabs } from "./tabs.js";
import { watchThemeSwitch } from "./theme-switch.js";
import { watchTimes } from "./times.js";

watchAnswered(document);
watchThemeSwitch(document);
watchMenus(document);
watchDialogs(document);
watchFlashes(document);
watchForms(document);
watchSearch(document);

// On a line that broke the page goes on without what it could not load.
const without = () => {};
const TYPED = "main form[method=post] :is(textarea, [name=reason])";

// Also for what arrives later, as part of a page.
function improve(part) {
  watchTimes(part);
  watchCode(part);
  watchTabs(part);
  watchNarrowed(part);
  if (part.querySelector(TYPED)) import("./unsent.js").then(({ watchUnsent }) => watchUnsent(part), without);
  if (part.querySelector("form[data-draft]")) import("./drafts.js").then(({ watchDrafts }) => watchDrafts(part), without);
  if (part.querySelector("form[data-similar-url]")) import("./asking.js").then(({ watchAsking }) => watchAsking(part), without);
  if (part.querySelector("[data-editor]")) import("./editor.js").then(({ watchEditors }) => watchEditors(part), without);
}

improve(document);
document.addEventListener("htmx:after:swap", () => improve(document));
