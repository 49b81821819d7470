"""The knowledge base: there as soon as an answer proves right, gone when it does not, always at one address."""

import dataclasses
from collections.abc import Callable

import pytest
from flask import Flask

from forum import config
from forum.core.clock import now
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.knowledge.models import EntryState, WithdrawnReason
from forum.knowledge.operations import follow_setting, settle_entry
from forum.knowledge.queries import entry_of, entry_view, list_entries
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import VISITOR
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, edit_answer, report_answer, report_outcome, unaccept_answer
from forum.questions.trust import Level, VerdictKind
from forum.reactions import TABLE
from forum.search.engine import Query
from forum.search.queries import search
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask


def settled(question: Question) -> None:
    """Let everything follow."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0, question


def solve(cast: Cast, body: str = ADVICE) -> tuple[Question, Answer]:
    """Ada asks, Ben answers, Ada accepts."""
    question = ask(cast, tags=("night",))
    made = answer(cast, question, body=body)
    accept_answer(cast.ada, made.id)
    settled(question)
    return question, made


def test_an_accepted_answer_is_a_solution_at_once(cast: Cast) -> None:
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    view = entry_view(cast.visitor, entry.id)
    assert (view.entry.title, view.text.source if view.text else "") == (question.title, ADVICE)
    assert (view.entry.answer_id, view.entry.level, view.may_be_indexed) == (made.id, Level.ACCEPTED, False)
    assert view.tags == ["night"]
    assert [row.entry.id for row in list_entries(cast.visitor).items] == [entry.id]
    assert [row.entry.id for row in list_entries(cast.visitor, product_id=cast.router).items] == [entry.id]
    assert list_entries(cast.visitor, product_id=cast.camera).items == []


def test_a_positive_verdict_makes_one_too_and_it_may_be_indexed(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    settled(question)
    assert entry_of(cast.visitor, question.id) is None
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    settled(question)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    assert entry_view(cast.visitor, entry.id).may_be_indexed


def test_an_entry_follows_edits_until_it_is_verified_and_stays_there(cast: Cast) -> None:
    question, made = solve(cast)
    edit_answer(cast.ben, made.id, render(ADVICE + " Then restart."), base_revision=1)
    settled(question)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    assert entry.answer_revision == 2
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 2))
    edit_answer(cast.ben, made.id, render("Something else entirely, with `sudo rm`."), base_revision=2)
    settled(question)
    view = entry_view(cast.visitor, entry.id)
    assert (view.entry.answer_revision, view.entry.level) == (2, Level.EDITED_SINCE)
    assert view.text is not None
    assert view.text.source == ADVICE + " Then restart."


def test_a_check_stands_beside_what_was_checked_before_the_entry_has_followed(app: Flask, cast: Cast) -> None:
    question, made = solve(cast)
    entry = entry_of(VISITOR, question.id)
    assert entry is not None
    ident, answer_id = entry.id, made.id
    edit_answer(cast.ben, answer_id, render(f"{ADVICE} The quince turns green."), base_revision=1)
    # The worker is behind: the solution still holds the text that nobody read.
    give_verdict(cast.eva, answer_id, VerdictDraft(VerdictKind.VERIFIED, 2))
    view = entry_view(VISITOR, ident)
    assert view.text is not None
    assert (view.level, view.text.number, view.trust and view.trust.shown_revision) == (Level.VERIFIED, 2, 2)
    assert "quince" in Client(app).get(f"/solutions/{ident}/{entry.slug}").text
    hits = search(VISITOR, Query(text="nightly restart", kind="entry")).items
    assert [(hit.trust and hit.trust.level, hit.entry and hit.entry.id) for hit in hits] == [(Level.VERIFIED, ident)]
    settled(question)
    assert entry_view(VISITOR, ident).text == view.text


def test_another_accepted_answer_swaps_the_solution_not_the_address(cast: Cast) -> None:
    question, made = solve(cast)
    before = entry_of(cast.visitor, question.id)
    other = answer(cast, question, by=cast.sam, body="Replace the power supply: the old one fails when it is warm.")
    accept_answer(cast.ada, other.id, replaces=made.id)
    settled(question)
    after = entry_of(cast.visitor, question.id)
    assert before is not None
    assert after is not None
    assert (after.id, after.slug, after.answer_id) == (before.id, before.slug, other.id)


def _unaccept(cast: Cast, made: Answer) -> None:
    unaccept_answer(cast.ada, made.id)


def _judge_wrong(cast: Cast, made: Answer) -> None:
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="That menu does nothing."))


def _dispute(cast: Cast, made: Answer) -> None:
    for who in (cast.ada, cast.sam, cast.max):
        report_outcome(who, made.id, worked=False)


def _quarantine(cast: Cast, made: Answer) -> None:
    flag = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns."))
    decide(cast.max, flag.case_id, Action.QUARANTINE, reason="Until we know.")


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_unaccept, WithdrawnReason.NO_SOLUTION),
        (_judge_wrong, WithdrawnReason.JUDGED_WRONG),
        (_dispute, WithdrawnReason.DISPUTED),
    ],
)
def test_a_solution_that_proves_wrong_is_withdrawn_and_says_why(
    cast: Cast, happens: Callable[[Cast, Answer], None], reason: WithdrawnReason
) -> None:
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    ident = entry.id
    happens(cast, made)
    settled(question)
    assert entry_of(cast.visitor, question.id) is None
    assert list_entries(cast.visitor).items == []
    view = entry_view(cast.visitor, ident)
    assert (view.entry.state, view.entry.withdrawn_reason, view.text) == (EntryState.WITHDRAWN, reason, None)


def test_a_hidden_answer_hides_its_solution_before_anything_follows(cast: Cast) -> None:
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    ident = entry.id
    _quarantine(cast, made)
    view = entry_view(cast.visitor, ident)
    assert (view.gone, view.text) == (WithdrawnReason.CONTAINED, None)
    assert list_entries(cast.visitor).items == []


def test_a_withdrawn_solution_comes_back_at_its_address(cast: Cast) -> None:
    question, made = solve(cast)
    before = entry_of(cast.visitor, question.id)
    assert before is not None
    ident = before.id
    unaccept_answer(cast.ada, made.id)
    settled(question)
    accept_answer(cast.ada, made.id)
    settled(question)
    after = entry_of(cast.visitor, question.id)
    assert after is not None
    assert after.id == ident


def test_too_little_text_is_no_solution_unless_it_holds_code(cast: Cast) -> None:
    short, _ = solve(cast, "Turn it off.")
    code, _ = solve(cast, "Run `fix`.")
    assert entry_of(cast.visitor, short.id) is None
    assert entry_of(cast.visitor, code.id) is not None


def test_settling_again_changes_nothing(cast: Cast) -> None:
    question, _ = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    version = entry.version
    settle_entry(question.id)
    settle_entry(question.id)
    again = entry_of(cast.visitor, question.id)
    assert again is not None
    assert again.version == version
    assert settle_entry(4711) is None


def test_a_site_can_hold_solutions_back_until_they_are_checked(app: Flask, cast: Cast) -> None:
    config.use(dataclasses.replace(config.current(), kb_requires_verdict=True))
    question, made = solve(cast)
    assert entry_of(cast.visitor, question.id) is None
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    settled(question)
    found = entry_of(cast.visitor, question.id)
    assert found is not None
    assert found.published_at <= now()


def now_requires(value: bool) -> None:
    """Start the site with another setting, and let its worker look."""
    config.use(dataclasses.replace(config.current(), kb_requires_verdict=value))
    while follow_setting(limit=1):
        pass
    while waiting():
        drain(TABLE, delayed=True)


def test_a_site_that_begins_to_hold_back_takes_what_is_live_along_and_gives_it_back(app: Flask, cast: Cast) -> None:
    now_requires(False)
    unchecked, _ = solve(cast)
    checked, made = solve(cast)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    settled(checked)
    before = entry_of(cast.visitor, unchecked.id)
    assert before is not None
    ident, address = before.id, before.slug
    now_requires(True)
    assert [row.entry.question_id for row in list_entries(cast.visitor).items] == [checked.id]
    assert entry_view(cast.visitor, ident).gone == WithdrawnReason.NOT_CHECKED
    never, _ = solve(cast)
    assert entry_of(cast.visitor, never.id) is None
    now_requires(False)
    assert {row.entry.question_id for row in list_entries(cast.visitor).items} == {unchecked.id, checked.id, never.id}
    again = entry_of(cast.visitor, unchecked.id)
    assert again is not None
    assert (again.id, again.slug) == (ident, address)
    assert follow_setting() == 0
