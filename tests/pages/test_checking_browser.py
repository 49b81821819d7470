"""An engineer checks one answer after another by keyboard."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from forum.core.db import session
from forum.questions.models import Verdict
from forum.questions.operations import accept_answer
from forum.questions.trust import Evidence, VerdictKind
from tests.support.cast import PASSWORD, Cast
from tests.support.servers import Server
from tests.support.talk import answer, ask

MOST_PRESSES = 3


class Hand:
    """Presses keys, and counts them."""

    def __init__(self, page: Page) -> None:
        """Take the page that has the keyboard."""
        self.page = page
        self.presses = 0

    def press(self, *keys: str) -> None:
        """Press one key after another."""
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def next_opens(self, address: str) -> None:
        """Wait until another answer is there to be checked."""
        self.page.wait_for_url(lambda url: url != address and "/engineering/" in url)
        expect(self.page.get_by_role("status").filter(has_text="Checked.")).to_be_visible()


@pytest.fixture
def eva(live_server: Server, new_page: Callable[..., Page]) -> Page:
    """The browser of an engineer who has signed in."""
    page = new_page(base_url=live_server.url)
    page.goto("/login")
    page.get_by_label("E-mail address").fill("eva@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your menu")).to_be_visible()
    return page


def waiting(cast: Cast, number: int) -> None:
    """Let some answers wait for a check."""
    for _ in range(number):
        accept_answer(cast.ada, answer(cast, ask(cast)).id)
    session().rollback()


def open_first(hand: Hand) -> None:
    """Open the first answer of the list."""
    hand.page.goto("/engineering/check")
    hand.press("j", "Enter")
    expect(hand.page.get_by_role("group", name="This answer is")).to_be_visible()


def given() -> list[tuple[VerdictKind, Evidence | None]]:
    """What engineers said, in their order."""
    session().rollback()
    return [(one.kind, one.evidence) for one in session().scalars(sa.select(Verdict).order_by(Verdict.id))]


def test_a_plain_check_takes_two_keys_and_three_with_how_one_knows(eva: Page, cast: Cast) -> None:
    waiting(cast, 3)
    hand = Hand(eva)
    open_first(hand)
    expect(eva.get_by_text("Since Tuesday the router restarts")).to_be_visible()
    for keys in (("1", "d", "Enter"), ("1", "Enter"), ("t", "1", "Enter")):
        at, hand.presses = eva.url, 0
        hand.press(*keys)
        hand.next_opens(at)
        assert hand.presses <= MOST_PRESSES
    expect(eva.get_by_text("Nothing waits for a check")).to_be_visible()
    right = VerdictKind.VERIFIED
    assert given() == [(right, Evidence.DOCUMENTED), (right, None), (right, Evidence.TESTED)]


def test_what_an_engineer_did_not_say_is_not_told(eva: Page, cast: Cast) -> None:
    waiting(cast, 1)
    hand = Hand(eva)
    open_first(hand)
    hand.press("1", "Enter")
    expect(eva.get_by_text("Nothing waits for a check")).to_be_visible()
    eva.goto("/answers/1/trust")
    said = eva.locator(".comments .comment")
    expect(said).to_contain_text("version 1 of the text")
    for words in ("from experience", "documented", "tested", "Not said"):
        expect(said).not_to_contain_text(words)
