"""Whatever happens while somebody writes: what they send has one effect, and nothing that they typed is lost."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect

from forum.core.db import Base, session
from forum.flags.models import Flag
from forum.moderation.models import Suggestion
from forum.questions.models import Answer, AnswerRevision, Comment, Correction, Question, Verdict
from tests.support.cast import PASSWORD
from tests.support.stage import Stage
from tests.support.talk import answer, ask


@dataclass(frozen=True)
class Form:
    """A form on a page: who fills in which fields (the first one holds the words that count), and how it is sent."""

    path: str
    who: str
    makes: type[Base]
    fields: dict[str, str]
    button: str
    first: Callable[[Page], Any] = lambda page: None

    def words(self, page: Page) -> Locator:
        """The field whose words count."""
        return page.locator(next(iter(self.fields)))

    def fill(self, page: Page) -> None:
        """Fill in all fields."""
        self.first(page)
        for field, text in self.fields.items():
            page.locator(field).fill(text)

    def send(self, page: Page) -> None:
        """Press its button."""
        page.get_by_role("main").get_by_role("button", name=self.button, exact=True).first.click()

    def is_there(self, page: Page) -> None:
        """See that all that was typed stands in the form."""
        for field, text in self.fields.items():
            expect(page.locator(field)).to_have_value(text)


def unfold(page: Page) -> None:
    """Open the place for a comment beneath the question."""
    page.locator("#question").get_by_text("Add a comment").click()


def is_wrong(page: Page) -> None:
    """Judge an answer as wrong."""
    page.locator("[name=verdict][value=incorrect]").check()


def is_spam(page: Page) -> None:
    """Report an answer as spam."""
    page.get_by_label("Spam or a scam").check()


WORDS = "First save the settings. Then press the small button for ten seconds. That is number {number}."
FORMS = {
    "ask": Form(
        "/questions/ask",
        "sam",
        Question,
        {"#body": WORDS, "#title": "The lamp is red, number {number}", "#tags": "lamp"},
        "Ask",
    ),
    "answer": Form("{question}", "sam", Answer, {"#body": WORDS}, "Send the answer"),
    "comment": Form("{question}", "sam", Comment, {"#comment-question": WORDS}, "Comment", unfold),
    "edit": Form("/answers/{answer}/edit", "ben", AnswerRevision, {"#body": WORDS, "#note": "Shorter."}, "Save"),
    "suggest": Form(
        "/answers/{answer}/suggest", "sam", Suggestion, {"#body": WORDS, "#note": "Shorter."}, "Send the suggestion"
    ),
    "correct": Form(
        "/answers/{answer}/correct",
        "eva",
        Correction,
        {"#replacement": WORDS, "#passage": "settings", "#reason": "It moved."},
        "Publish the correction",
    ),
    "check": Form("/engineering/answers/{answer}", "eva", Verdict, {"#note": WORDS}, "Save the check", is_wrong),
    "report": Form("/answers/{answer}/report", "sam", Flag, {"#reason": WORDS}, "Report", is_spam),
}


class Writing:
    """Somebody at a form about a thread of its own, with what was there before."""

    def __init__(self, stage: Stage, form: Form, **options: Any) -> None:
        """Let there be a question with an answer, and open the form."""
        question = ask(stage.cast)
        made = answer(stage.cast, question)
        self.path = form.path.format(question=f"/questions/{question.id}/{question.slug}", answer=made.id)
        # Nobody writes the same twice in this file but on purpose.
        fields = {field: text.format(number=question.id) for field, text in form.fields.items()}
        self.form = replace(form, fields=fields)
        self.before = self.count()
        self.page = stage.page(form.who, **options)
        self.page.goto(self.path)

    def count(self) -> int:
        """How many things there are that the form makes."""
        session().rollback()
        return session().scalar(sa.select(sa.func.count()).select_from(self.form.makes)) or 0

    def has_one_effect(self) -> None:
        """See that the form had its effect, and had it once; and that its page is no form any more."""
        expect(self.page.get_by_role("main")).to_be_visible()
        expect(self.page.locator(".error-summary")).to_have_count(0)
        assert self.count() == self.before + 1


def settled(page: Page) -> None:
    """Wait until the scripts that keep what is typed are there."""
    page.locator("form[data-unsent]").first.wait_for(state="attached")


def arrived(page: Page) -> None:
    """Wait for the page that says that it was done."""
    expect(page.locator("[data-flash]")).to_be_visible()


def loses(page: Page, act: Callable[[], None]) -> None:
    """Do something whose answer never arrives, and see the browser's own page about that."""
    act()
    expect(page).to_have_url(re.compile("^chrome-error:"))


def some(*names: str) -> pytest.MarkDecorator:
    """Run with these forms; that sending any of them twice is once, `test_once.py` shows without a browser."""
    return pytest.mark.parametrize("name", names)


@some("ask", "comment")
def test_two_presses_without_scripts_are_one(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name], java_script_enabled=False)
    page, form = writing.page, writing.form
    form.fill(page)
    button = page.get_by_role("main").get_by_role("button", name=form.button, exact=True).first
    button.dblclick(no_wait_after=True)
    arrived(page)
    writing.has_one_effect()


@some("ask", "answer")
def test_back_and_sent_again_is_one(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    form.fill(page)
    form.send(page)
    arrived(page)
    page.go_back()
    form.fill(page)
    form.send(page)
    arrived(page)
    writing.has_one_effect()


@some("answer")
def test_the_same_in_two_tabs_is_one(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    other = page.context.new_page()
    other.goto(writing.path)
    for tab in (page, other):
        form.fill(tab)
    for tab in (page, other):
        form.send(tab)
        arrived(tab)
    writing.has_one_effect()


@some(*FORMS)
def test_sent_on_a_line_that_is_down_it_is_still_there(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    settled(page)
    page.context.set_offline(True)
    form.fill(page)
    loses(page, lambda: form.send(page))
    page.context.set_offline(False)
    # Neither the browser's memory nor the back button is needed.
    page.goto("about:blank")
    page.goto(writing.path)
    form.is_there(page)
    form.send(page)
    arrived(page)
    writing.has_one_effect()
    # What arrived is not offered again.
    page.goto("/")
    page.goto(writing.path)
    expect(page.locator(".editor-note:visible")).to_have_count(0)


@some("answer", "check")
def test_where_only_the_answer_was_lost_sending_again_changes_nothing(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    settled(page)
    form.fill(page)

    def swallow(route: Route) -> None:
        if route.request.method == "POST" and not route.request.url.endswith("/drafts"):
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/*", swallow)
    loses(page, lambda: form.send(page))
    page.unroute("**/*")
    assert writing.count() == writing.before + 1
    page.goto(writing.path)
    form.is_there(page)
    form.send(page)
    arrived(page)
    writing.has_one_effect()


@some(*FORMS)
def test_a_session_that_ends_in_between_loses_nothing(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    form.fill(page)
    page.context.clear_cookies()
    form.send(page)
    page.get_by_label("E-mail address").fill(f"{form.who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    form.is_there(page)
    assert writing.count() == writing.before
    form.send(page)
    arrived(page)
    writing.has_one_effect()


@some("ask", "answer")
def test_a_page_that_is_closed_in_the_middle_is_found_again(stage: Stage, name: str) -> None:
    writing = Writing(stage, FORMS[name])
    page, form = writing.page, writing.form
    settled(page)
    page.context.set_offline(True)
    form.fill(page)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(writing.path)
    form.is_there(again)
    assert writing.count() == writing.before
