"""Attacks meet a real browser, which has no policy to help it, and nothing happens."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from forum.core.markup import Format, render
from tests.core.markup_promises import OWN

FORMATS: tuple[Format, ...] = ("markdown", "html")
PAGE = "http://127.0.0.1/questions/1"
HOOKS = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"])
  window[name] = (...words) => window.fired.push(name + ": " + words[0]);
"""
EVENTS = ["blur", "click", "error", "focus", "focusin", "input", "keydown", "load", "mouseover", "scroll", "toggle"]
PROVOKE = """(events) => {
  document.addEventListener("click", (event) => event.preventDefault());
  const schemes = new Set();
  for (const element of document.querySelectorAll("main *")) {
    for (const name of events) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    if (element.href) schemes.add(element.protocol);
    for (const { name } of element.attributes)
      if (/^on|^(style|srcdoc|id|name)$/.test(name)) window.fired.push(element.outerHTML);
  }
  const clobbered = ["cookie", "forms", "body", "getElementById"].filter((name) => document[name] instanceof HTMLElement
    && name !== "body");
  return { fired: window.fired, schemes: [...schemes], clobbered };
}"""


@pytest.mark.browser
def test_the_browser_sees_what_fires(chromium: Browser) -> None:
    assert "alert: 1" in _troubles(chromium, ["<img src=x onerror=alert(1)>"])
    assert "javascript:" in _troubles(chromium, ["<a href='javascript:alert(1)'>a</a>"])


@pytest.mark.browser
def test_our_own_attacks_do_nothing(chromium: Browser) -> None:
    assert _troubles(chromium, _rendered(OWN)) == []


@pytest.mark.hard
@pytest.mark.browser
def test_known_attacks_do_nothing(shared_data: Path, chromium: Browser) -> None:
    files = sorted((shared_data / "attacks").glob("*.json"))
    attacks = [one for file in files if file.stem != "pathological" for one in json.loads(file.read_text())]
    assert attacks
    for start in range(0, len(attacks), 400):
        assert _troubles(chromium, _rendered(attacks[start : start + 400])) == []


def _rendered(attacks: list[str]) -> list[str]:
    return [render(attack, format=form).html for attack in attacks for form in FORMATS]


def _troubles(chromium: Browser, parts: list[str]) -> list[object]:
    """Show pieces of HTML, fire every handler, and return everything that happened."""
    document = f"<!doctype html><meta charset=utf-8><main><div>{'</div><div>'.join(parts)}</div></main>"
    asked: list[object] = []

    def answer(route: Route) -> None:
        if route.request.url == PAGE:
            route.fulfill(body=document, content_type="text/html")
            return
        if not route.request.url.startswith("http://127.0.0.1/images/"):
            asked.append(route.request.url)
        route.abort()

    with chromium.new_context() as context:
        context.add_init_script(HOOKS)
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(PAGE)
        found = page.evaluate(PROVOKE, EVENTS)
    schemes = set(found["schemes"]) - {"http:", "https:", "mailto:"}
    return [*asked, *found["fired"], *found["clobbered"], *schemes]
