"""A moderator clears the list of reports with the keyboard alone."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Page, expect

from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report, report_person
from forum.moderation.queries import list_cases
from forum.questions.operations import comment, report_answer, report_comment, report_question
from tests.pages.test_accounts_browser import enter
from tests.support.browser import axe
from tests.support.cast import PASSWORD, Cast
from tests.support.servers import Server
from tests.support.talk import answer, ask

NewPage = Callable[..., Page]
CASES = 20
# What is pressed: what happens, why, and off.
MIXED = (["4", "d", "Enter"], ["1", "a", "Enter"], ["2", "c", "Enter"], ["3", "f", "Enter"], ["1", "b", "Enter"])
# A profile cannot be hidden, and where danger was reported a warning has to name it.
SHORT = (["1", "a", "Enter"], ["4", "c", "Enter"])


def mixed_cases(cast: Cast) -> None:
    """Twenty reports of five kinds of things, for five reasons."""
    kinds = list(FlagKind)
    for number in range(CASES // 5):
        question = ask(cast, title=f"Why does the box stop in the night, number {number}?")
        made = answer(cast, question)
        said = comment(cast.ada, question.id, render("Look at my shop."), answer_id=made.id)
        other = answer(cast, question, by=cast.eva, body="Switch off the alarm and go to bed, it is nothing.")
        who = (cast.ada, cast.ben, cast.eva, cast.amy)[number].id or 0
        report_question(cast.sam, question.id, Report(FlagKind.OFF_TOPIC, "It is about boxes."))
        report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It wipes the disk."))
        report_answer(cast.sam, other.id, Report(FlagKind.WRONG, "The alarm is right."))
        report_comment(cast.sam, said.id, Report(FlagKind.SPAM, "It sells shoes."))
        report_person(cast.sam, who, Report(kinds[number], "The name is not decent.") if number > 1 else SPAM)


SPAM = Report(FlagKind.SPAM, "The name sells shoes.")


def test_twenty_mixed_reports_take_four_keys_each_at_most(live_server: Server, cast: Cast, new_page: NewPage) -> None:
    mixed_cases(cast)
    assert len(list_cases(cast.max).items) == CASES
    page = new_page(base_url=live_server.url)
    enter(page, "max@example.org", PASSWORD)
    page.goto("/moderation")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-keys]")).to_be_visible()
    assert axe(page) == []
    pressed: list[int] = []
    while "/moderation/reports/" in page.url:
        before = page.url
        about_person = page.locator(".facts", has_text="Profile").count() > 0
        about_danger = page.locator(".comments", has_text="Dangerous").count() > 0
        keys = SHORT[0] if about_person else SHORT[1] if about_danger else MIXED[len(pressed) % len(MIXED)]
        for key in keys:
            page.keyboard.press(key)
        expect(page).not_to_have_url(before)
        pressed.append(len(keys))
        assert len(pressed) <= CASES
    assert len(pressed) == CASES
    assert median(pressed) <= 4
    session().rollback()  # what was read above is from before
    assert list_cases(cast.max).items == []


def test_a_report_is_left_to_others_by_a_key(live_server: Server, cast: Cast, new_page: NewPage) -> None:
    mixed_cases(cast)
    page = new_page(base_url=live_server.url)
    enter(page, "max@example.org", PASSWORD)
    page.goto("/moderation")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("form[data-keys]")).to_be_visible()
    first = page.url
    page.keyboard.press("t")
    expect(page.locator(".lease")).to_contain_text("Yours until")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first and "/moderation/reports/" in url)
    expect(page.locator(".lease")).to_contain_text("Yours until")
