// Which texts on this device have arrived: the page is the answer to a form that was sent from the page before it.
export const MARK = "draft:";

export function here() {
  return location.href.split("#")[0];
}

function forget(isGone) {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(MARK))) {
      if (isGone(JSON.parse(localStorage.getItem(key)), key)) localStorage.removeItem(key);
    }
  } catch {
    // Storage may be forbidden or its content not ours.
  }
}

export function watchAnswered(page) {
  // Whoever signs out leaves nothing on the device.
  page.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action")?.endsWith("/logout")) forget(() => true);
  });
  const { pathname, searchParams } = new URL(location.href);
  // Somebody signed in, and what they had typed stands in the form again.
  if (searchParams.has("kept")) forget(({ sent }) => sent && new URL(sent).pathname === pathname);
  // The page to sign in on carries the text; it has not arrived yet.
  const waits = page.querySelector("[name=kept]")?.value;
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (document.referrer && !waits && !isBack) forget(({ sent }) => sent === document.referrer);
}
