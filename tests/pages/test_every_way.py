"""One story through the flows of a thread, told three times: by keyboard alone, on a phone, and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from forum.core.db import session
from forum.moderation.models import Suggestion
from forum.questions.models import Answer, Comment, Correction, Question, Verdict
from tests.support.stage import Stage
from tests.support.talk import ADVICE, BODY
from tests.support.town import follow

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
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

    def pick(self, target: Locator, name: str) -> None:
        """Pick from a list."""
        target.select_option(label=name)


class Thumb(Hands):
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


class Keys(Hands):
    """With the keyboard alone: what is wanted is reached by Tab, and is not hidden when it is reached."""

    options: dict[str, Any] = {}  # noqa: RUF012 - never changed

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


def test_the_flows_of_a_thread(story: Story) -> None:
    ask_and_answer(story)
    say_what_one_thinks(story)
    check_and_correct(story)
    take_over(story)
    moderate(story)
    find(story)


def ask_and_answer(story: Story) -> None:
    """Ada asks, Ben answers and edits his answer."""
    hands, before = story.hands, (count(Question), count(Answer))
    title = f"The lamp number {before[0]} at the back is red"
    ada = story.at("ada", "/questions/ask")
    hands.write(ada.locator("#title"), title)
    hands.write(ada.locator("#body"), f"{BODY} {title}.")
    hands.pick(ada.locator("#product"), "Router")
    hands.write(ada.locator("#tags"), "lamp")
    story.button(ada.get_by_role("main"), "Ask")
    expect(ada.get_by_role("heading", level=1)).to_have_text(title)
    story.question = ada.url
    ben = story.at("ben")
    hands.write(ben.locator("#body"), f"{ADVICE} {title}.")
    story.button(ben, "Send the answer")
    story.done(ben)
    story.link(ben.locator(".post.rail"), "Edit")
    hands.write(ben.locator("#body"), f"{ADVICE} Then look at the lamp.")
    story.button(ben, "Save")
    expect(ben.locator(".post.rail")).to_contain_text("Then look at the lamp.")
    assert (count(Question), count(Answer)) == (before[0] + 1, before[1] + 1)


def say_what_one_thinks(story: Story) -> None:
    """Sam comments, votes, says that it worked, follows, keeps, suggests a change and reports."""
    hands, before = story.hands, (count(Comment), count(Suggestion))
    sam = story.at("sam")
    hands.press(sam.locator("#question .add-comment summary"))
    hands.write(sam.locator("#comment-question"), "Which version is it, @Ada?")
    story.button(sam.locator("#question"), "Comment")
    expect(sam.locator(".comment").first).to_contain_text("Which version is it")
    post = sam.locator(".post.rail")
    story.button(post, "Useful")
    expect(post.locator(".vote-score")).to_have_text("1")
    story.button(post, "Worked for me")
    expect(post.locator("[name=worked]").first).to_have_attribute("aria-pressed", "true")
    for where, name in (
        (sam.locator("#question"), "I have this too"),
        (sam.locator("#question"), "Bookmark"),
        (sam.get_by_role("complementary"), "Mute"),
    ):
        button = where.get_by_role("button", name=name).first
        hands.press(button)
        expect(where.locator("[aria-pressed=true]").first).to_be_visible()
    story.at("sam")
    story.more(sam.locator(".post.rail"), "Suggest a change")
    hands.write(sam.locator("#body"), f"{ADVICE} Then look at the green lamp.")
    hands.write(sam.locator("#note"), "Which lamp it is.")
    story.button(sam, "Send the suggestion")
    story.done(sam)
    story.at("sam")
    story.link(sam.locator(".post.rail"), "Report")
    hands.choose(sam.locator("[name=kind][value=wrong]"))
    hands.write(sam.locator("#reason"), "The menu is called something else.")
    story.button(sam.get_by_role("main"), "Report")
    story.done(sam)
    assert (count(Comment), count(Suggestion)) == (before[0] + 1, before[1] + 1)


def check_and_correct(story: Story) -> None:
    """Ada accepts; Eva checks the answer and corrects a passage."""
    hands, before = story.hands, (count(Verdict), count(Correction))
    ada = story.at("ada")
    story.button(ada, "This solved it")
    story.done(ada)
    eva = story.at("eva")
    story.link(eva.locator(".post.rail"), "Check")
    hands.choose(eva.locator("[name=verdict][value=conditional]"))
    hands.write(eva.locator("#condition"), "the lamp is wired")
    story.button(eva, "Save the check")
    story.done(eva)
    story.at("eva")
    expect(eva.locator(".post.rail")).to_have_attribute("data-trust", "conditional")
    story.more(eva.locator(".post.rail"), "Correct a passage")
    hands.write(eva.locator("#passage"), "press Save")
    hands.write(eva.locator("#replacement"), "press Apply")
    hands.write(eva.locator("#reason"), "There is no Save.")
    story.button(eva, "Publish the correction")
    story.done(eva)
    assert (count(Verdict), count(Correction)) == (before[0] + 1, before[1] + 1)


def take_over(story: Story) -> None:
    """Ben takes the correction over, and accepts what was suggested."""
    ben = story.at("ben")
    story.button(ben, "Take it over")
    story.done(ben)
    expect(ben.locator(".post.rail .prose").first).to_contain_text("press Apply")
    story.at("ben", "/suggestions")
    story.hands.press(ben.get_by_role("main").locator(".row-title a").first)
    story.button(ben, "Accept")
    expect(ben.locator(".post.rail")).to_contain_text("green lamp")


def moderate(story: Story) -> None:
    """Max decides the report, closes the question and opens it again, deletes the answer and shows it again."""
    hands = story.hands
    reports = story.at("max", "/moderation")
    hands.press(reports.get_by_role("main").locator("[data-row] a, .row-title a").first)
    hands.choose(reports.locator("[name=action][value=dismiss]"))
    hands.write(reports.locator("#reason"), "It is called so.")
    story.button(reports, "Decide")
    story.done(reports)
    page = story.at("max")
    story.more(page.locator("#question"), "Close")
    hands.write(page.locator("#reason"), "Nobody knows more.")
    story.button(page.get_by_role("main"), "Close")
    story.button(page, "Undo")
    expect(page.locator("[data-flash]")).to_contain_text("open again")
    story.more(page.locator(".post.rail"), "Delete")
    hands.write(page.locator("#reason"), "It is said elsewhere.")
    story.button(page.get_by_role("main"), "Delete")
    story.button(page, "Undo")
    expect(page.locator("[data-flash]")).to_contain_text("Everybody sees the answer again")


def find(story: Story) -> None:
    """Ben reads what happened to his answer, and a visitor finds it."""
    follow()
    ben = story.at("ben", "/")
    story.hands.press(ben.locator("a.bell"))
    story.hands.press(ben.get_by_role("main").locator(".row-title a").first)
    expect(ben.get_by_role("heading", level=1)).to_be_visible()
    visitor = story.at("", "/search?q=lamp+red")
    story.hands.press(visitor.locator(".hits a").first)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("The lamp number")
