"""The same story told with different hands: with a mouse and no scripts, with a thumb on a phone, by keyboard alone.

A test of the fixture `story` is run once with each of them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import FilePayload, Locator, Page, expect

from forum.core.db import session
from tests.support.pictures import photo
from tests.support.stage import Stage

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
PICTURE: FilePayload = {"name": "IMG_1234.jpg", "mimeType": "image/jpeg", "buffer": photo(80, 60)}
# In pixels: what a thumb finds.
THUMB = 44
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
# Where the keys lead to, in the order of the page.
STOPS = """target => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    (each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
  return [all.indexOf(target), all.indexOf(document.activeElement)];
}"""

RING = """target => [target, target.parentElement].some((each) => {
  const { outlineStyle, boxShadow } = getComputedStyle(each);
  return outlineStyle !== "none" || boxShadow !== "none";
})"""


class Hands:
    """How somebody uses a page: with the mouse, in a browser that runs no scripts."""

    options: dict[str, Any] = {"java_script_enabled": False}  # noqa: RUF012 - never changed

    def press(self, target: Locator) -> None:
        """Press a button, follow a link, unfold."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Write into a field instead of what stands there."""
        target.fill(text)

    def choose(self, target: Locator) -> None:
        """Choose one of several."""
        target.check()

    def tick(self, target: Locator) -> None:
        """Tick a box, or take the tick away."""
        target.click()

    def pick(self, target: Locator, name: str) -> None:
        """Pick from a list."""
        target.select_option(label=name)

    def show(self, page: Page, shows: str) -> None:
        """Put a picture into the text, and say what it shows."""
        page.locator("#body-picture").set_input_files(PICTURE)
        self.write(page.locator("#body-picture-shows"), shows)


class WithScripts(Hands):
    """In a browser as most people have it."""

    options: dict[str, Any] = {}  # noqa: RUF012 - never changed

    def show(self, page: Page, shows: str) -> None:
        """Choose a picture, wait until it is here, and say what it shows."""
        with page.expect_file_chooser() as chosen:
            self.press(page.get_by_role("button", name="Picture", exact=True).first)
        chosen.value.set_files(PICTURE)
        panel = page.locator(".picture-panel")
        expect(panel.get_by_role("status")).to_have_text("The picture is here.")
        self.write(panel.get_by_role("textbox"), shows)
        self.press(panel.get_by_role("button", name="Put it into the text"))
        expect(panel).to_have_count(0)


class Thumb(WithScripts):
    """On a phone: what is pressed is large enough, and no page is wider than the screen."""

    options = PHONE

    def press(self, target: Locator) -> None:
        """Tap, after looking at the size."""
        page = target.page
        target.wait_for()
        page.wait_for_load_state()
        assert page.evaluate(OVERFLOW) == 0, page.url
        if target.evaluate("each => each.matches('.button')"):
            box = target.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= THUMB, (page.url, target, box)
        target.tap()


class Keys(WithScripts):
    """With the keyboard alone: what is wanted is reached by Tab, and is not hidden when it is reached."""

    def reach(self, target: Locator) -> None:
        """Move to something with Tab."""
        keyboard = target.page.keyboard
        target.page.wait_for_load_state()
        wanted, here = target.evaluate(STOPS)
        assert wanted >= 0, f"no key leads to {target}"
        for _ in range(max(0, wanted - here)):
            keyboard.press("Tab")
        # What scripts put there meanwhile is before or behind.
        for key, most in (("Tab", 15), ("Shift+Tab", 45)):
            for _ in range(0 if is_focused(target) else most):
                keyboard.press(key)
                if is_focused(target):
                    break
        expect(target).to_be_focused()
        expect(target).to_be_in_viewport()
        assert target.evaluate(RING), f"nothing shows the focus of {target}"

    def press(self, target: Locator) -> None:
        """Press Enter."""
        self.reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        """Type."""
        self.reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.insert_text(text)

    def choose(self, target: Locator) -> None:
        """Go through the choices with the arrows."""
        name, value = target.get_attribute("name"), target.get_attribute("value")
        group = target.page.locator(f"[name={name}]")
        self.reach(group.first)
        target.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                break
            target.page.keyboard.press("ArrowDown")
        assert target.is_checked(), (name, value)

    def tick(self, target: Locator) -> None:
        """Press the space bar."""
        self.reach(target)
        target.page.keyboard.press("Space")

    def pick(self, target: Locator, name: str) -> None:
        """Type the beginning of the name."""
        self.reach(target)
        target.page.keyboard.type(name)
        expect(target.locator("option:checked")).to_have_text(name)


def is_focused(target: Locator) -> bool:
    """Whether the keys are with it."""
    return bool(target.evaluate("each => each === document.activeElement"))


class Story:
    """People at one thread, each with a page of their own, and the hands with which they use it."""

    def __init__(self, stage: Stage, hands: Hands) -> None:
        """Nobody has opened anything yet."""
        self.stage, self.hands = stage, hands
        self.pages: dict[str, Page] = {}
        self.question = ""

    def at(self, name: str, path: str = "") -> Page:
        """Open a page as somebody; the question's own where no path is named."""
        if name not in self.pages:
            self.pages[name] = self.stage.page(name, **self.hands.options)
        page = self.pages[name]
        page.goto(path or self.question)
        return page

    def button(self, page: Page | Locator, name: str) -> None:
        """Press a button of the page."""
        self.hands.press(page.get_by_role("button", name=name, exact=True).first)

    def link(self, page: Page | Locator, name: str) -> None:
        """Follow a link."""
        self.hands.press(page.get_by_role("link", name=name).first)

    def more(self, post: Locator, name: str) -> None:
        """Unfold the menu of a text and follow a link in it."""
        menu = post.locator("details.menu").first
        self.hands.press(menu.locator("summary"))
        self.hands.press(menu.get_by_role("link", name=name))

    def agree(self, page: Page) -> None:
        """Say yes where a script asks whether it is meant."""
        if self.hands.options.get("java_script_enabled", True):
            self.hands.press(page.locator("#confirm [data-agree]"))

    def done(self, page: Page) -> None:
        """See that the page says that it was done."""
        expect(page.locator("[data-flash]")).to_be_visible()


def count(model: type) -> int:
    """How many rows there are."""
    session().rollback()
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture(params=[Hands, Thumb, Keys], ids=["without scripts", "at 360 pixels", "by keyboard"])
def story(stage: Stage, request: pytest.FixtureRequest) -> Iterator[Story]:
    """The story's people with one kind of hands."""
    told = Story(stage, request.param())
    yield told
    for page in told.pages.values():
        if told.hands.options is PHONE:
            assert page.evaluate(OVERFLOW) == 0, page.url
