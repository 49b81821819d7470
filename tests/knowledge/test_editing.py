"""Editors improve solutions: in revisions of their own, never trusted more than an engineer has read."""

from collections.abc import Callable

import pytest

from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.knowledge.editing import EntryDraft, Source, keep_entry, revise_entry, take_over_answer
from forum.knowledge.history import entry_history
from forum.knowledge.models import Entry, EntryState, WithdrawnReason
from forum.knowledge.operations import settle_entry
from forum.knowledge.queries import entry_of, entry_view, list_entries
from forum.knowledge.queues import answer_changed
from forum.knowledge.status import Status
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import NoticeKind
from forum.notifications.queries import inbox
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, edit_answer, report_answer, unaccept_answer
from forum.questions.trust import Level, VerdictKind
from tests.knowledge.test_entries import settled, solve
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer

BETTER = "Open the settings, switch off the nightly restart, press Save, and wait for the green light."
TITLE = "The router restarts every night"


def draft(body: str = BETTER, title: str = TITLE, note: str = "", source: Source | None = None) -> EntryDraft:
    """What an editor writes."""
    return EntryDraft(title, render(body), note, source)


def edited(cast: Cast, by: Actor | None = None) -> tuple[Question, Answer, Entry]:
    """A solved question whose solution an editor, Max, has improved once."""
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    revised = revise_entry(by or cast.max, entry.id, draft(note="Says when to stop."), base_revision=0)
    settled(question)
    return question, made, revised


def test_an_editors_text_stands_in_revisions_of_its_own(cast: Cast) -> None:
    question, made, entry = edited(cast)
    view = entry_view(cast.visitor, entry.id)
    assert view.text is not None
    assert (view.text.source, view.entry.title, view.entry.slug) == (BETTER, TITLE, "the-router-restarts-every-night")
    assert (view.entry.revision, view.entry.state, view.may_be_indexed) == (1, EntryState.LIVE, True)
    # Nobody has accepted, tried or read this text: the answer's marks are the answer's.
    assert (view.level, view.entry.level, view.status) == (Level.UNREVIEWED, Level.UNREVIEWED, Status.NOT_CHECKED)
    assert [(row.entry.id, row.status, row.for_asker) for row in list_entries(cast.visitor).items] == [
        (entry.id, Status.NOT_CHECKED, False)
    ]
    revise_entry(cast.eva, entry.id, draft(BETTER + " Done."), base_revision=1)
    # The same text again is no revision.
    revise_entry(cast.eva, entry.id, draft(BETTER + " Done."), base_revision=2)
    settled(question)
    steps = entry_history(cast.visitor, entry_view(cast.visitor, entry.id).entry)
    assert [(step.revision.number, step.before, step.revision.note) for step in steps] == [
        (1, ADVICE, "Says when to stop."),
        (2, BETTER, ""),
    ]
    assert answer_changed(cast.max).items == []
    # Ben is told twice, once for each; the place is his answer.
    lines = [line for line in inbox(cast.ben).lines if line.kind is NoticeKind.SOLUTION_EDITED]
    assert {(line.place, line.root, line.by) for line in lines} == {
        (made.ref, question.ref, "Max"),
        (made.ref, question.ref, "Eva"),
    }


def test_only_editors_of_the_product_may_and_they_need_a_title_and_a_text(cast: Cast) -> None:
    question, _made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    for stranger in (cast.visitor, cast.ada, cast.ben, cast.sam, cast.amy):
        with pytest.raises(Forbidden):
            revise_entry(stranger, entry.id, draft(), base_revision=0)
    with pytest.raises(NotFound):
        revise_entry(cast.max, 4711, draft(), base_revision=0)
    with pytest.raises(Invalid) as found:
        revise_entry(cast.max, entry.id, draft(" ", " "), base_revision=0)
    assert {error.field for error in found.value.errors} == {"title", "body"}
    assert entry_view(cast.visitor, entry.id).entry.revision == 0


def test_two_editors_do_not_overwrite_each_other(cast: Cast) -> None:
    question, made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    seen = Source(made.id, 1)
    edit_answer(cast.ben, made.id, render(ADVICE + " Then wait."), base_revision=1)
    settled(question)
    # While it is a view, its text is the answer's, which went on.
    with pytest.raises(Stale):
        revise_entry(cast.max, entry.id, draft(source=seen), base_revision=0)
    revise_entry(cast.max, entry.id, draft(source=Source(made.id, 2)), base_revision=0)
    with pytest.raises(Stale) as stale:
        revise_entry(cast.eva, entry.id, draft("Another text altogether, of the right length."), base_revision=0)
    assert stale.value.current == 1


@pytest.mark.parametrize(
    ("kind", "level", "status"),
    [
        (VerdictKind.VERIFIED, Level.EDITED_SINCE, Status.CHECK_DUE),
        (VerdictKind.CONDITIONAL, Level.EDITED_SINCE, Status.CHECK_DUE),
        (VerdictKind.OUTDATED, Level.OUTDATED, Status.CHECK_DUE),
    ],
)
def test_no_edit_lifts_a_judgement_and_none_is_inherited_as_a_full_mark(
    cast: Cast, kind: VerdictKind, level: Level, status: Status
) -> None:
    question, made = solve(cast)
    said = VerdictDraft(kind, 1, condition="it is wired", since_release=cast.releases[-1])
    if kind is not VerdictKind.OUTDATED:
        said = VerdictDraft(kind, 1, condition="it is wired" if kind is VerdictKind.CONDITIONAL else None)
    give_verdict(cast.eva, made.id, said)
    settled(question)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    revise_entry(cast.max, entry.id, draft(), base_revision=0)
    settled(question)
    view = entry_view(cast.visitor, entry.id)
    assert (view.level, view.entry.level, view.status) == (level, level, status)


def test_when_the_answer_changes_the_solution_waits_for_an_editor(cast: Cast) -> None:
    question, made, entry = edited(cast)
    for number, verb in ((1, keep_entry), (2, take_over_answer)):
        text = f"{ADVICE} It takes {number} minutes."
        edit_answer(cast.ben, made.id, render(text), base_revision=number)
        settled(question)
        view = entry_view(cast.max, entry.id)
        assert (view.entry.answer_changed, view.entry.revision) == (True, 1)
        assert view.text is not None
        assert view.text.source == BETTER
        assert [one.id for one in answer_changed(cast.max).items] == [entry.id]
        assert answer_changed(cast.ben).items == []
        seen = Source(made.id, number + 1)
        with pytest.raises(Conflict):
            verb(cast.max, entry.id, base_revision=1, source=Source(made.id, number))
        with pytest.raises(Forbidden):
            verb(cast.ben, entry.id, base_revision=1, source=seen)
        verb(cast.max, entry.id, base_revision=1, source=seen)
        settled(question)
        assert answer_changed(cast.max).items == []
        with pytest.raises((Conflict, Stale)):
            verb(cast.max, entry.id, base_revision=1, source=seen)
    view = entry_view(cast.visitor, entry.id)
    assert view.text is not None
    assert (view.entry.revision, view.text.source, view.entry.title) == (2, f"{ADVICE} It takes 2 minutes.", TITLE)


def test_another_accepted_answer_does_not_swap_an_editors_text(cast: Cast) -> None:
    question, made, entry = edited(cast)
    other = answer(cast, question, by=cast.sam, body="Replace the power supply: the old one fails when it is warm.")
    accept_answer(cast.ada, other.id, replaces=made.id)
    settled(question)
    view = entry_view(cast.max, entry.id)
    assert (view.entry.answer_id, view.entry.solution_id, view.entry.answer_changed) == (made.id, other.id, True)
    revise_entry(cast.max, entry.id, draft(BETTER + " Or replace it.", source=Source(other.id, 1)), base_revision=1)
    settled(question)
    view = entry_view(cast.max, entry.id)
    assert (view.entry.answer_id, view.entry.answer_changed, view.entry.revision) == (other.id, False, 2)


def hide(cast: Cast, question: Question, made: Answer) -> None:
    """Sam reports it and Max hides it."""
    flag = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It could burn."))
    decide(cast.max, flag.case_id, Action.QUARANTINE, reason="It could burn.")


def judge_wrong(cast: Cast, question: Question, made: Answer) -> None:
    """Eva finds the answer wrong."""
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="It does the opposite."))


def take_back(cast: Cast, question: Question, made: Answer) -> None:
    """Ada no longer says that it solved it."""
    unaccept_answer(cast.ada, made.id)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (hide, WithdrawnReason.CONTAINED),
        (judge_wrong, WithdrawnReason.JUDGED_WRONG),
        (take_back, WithdrawnReason.NO_SOLUTION),
    ],
)
def test_an_editors_text_joins_what_happens_to_its_source(
    cast: Cast, happens: Callable[[Cast, Question, Answer], None], why: WithdrawnReason
) -> None:
    question, made, entry = edited(cast)
    happens(cast, question, made)
    at_once = entry_view(cast.visitor, entry.id)
    assert happens is take_back or (at_once.text is None and at_once.status is Status.WITHDRAWN)
    settled(question)
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.text, view.status) == (why, None, Status.WITHDRAWN)
    assert list_entries(cast.visitor).items == []
    assert entry_of(cast.visitor, question.id) is None


def test_settling_again_changes_nothing(cast: Cast) -> None:
    question, _made, entry = edited(cast)
    before = entry_view(cast.visitor, entry.id).entry.version
    settle_entry(question.id)
    settle_entry(question.id)
    assert entry_view(cast.visitor, entry.id).entry.version == before
