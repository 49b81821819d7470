"""A staff check: on the text that was read, at once everywhere, never by the author."""

from datetime import timedelta

import pytest

from forum.core.clock import now, travel
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.moderation.counts import engineers_counts
from forum.moderation.verdicts import VerdictDraft, add_months, fix_and_verify, give_verdict, lapse_verdicts
from forum.questions.models import NextAction, Verdict
from forum.questions.operations import accept_answer, edit_answer, report_outcome
from forum.questions.queries import awaiting_check, needs_answer, overdue, thread
from forum.questions.trust import Evidence, Level, VerdictKind
from forum.reach.models import DailyView
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask, days_ago

RIGHT = VerdictDraft(VerdictKind.VERIFIED, 1)


def test_a_verdict_makes_an_answer_verified_and_the_question_done(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    verdict = give_verdict(cast.eva, made.id, RIGHT)
    assert isinstance(verdict, Verdict)
    assert (made.level, made.tier, question.best_level) == (Level.VERIFIED, 1, Level.VERIFIED)
    assert question.next_action == NextAction.NOTHING
    assert verdict.review_by == add_months(now().date(), 12)
    shown = thread(cast.visitor, question.id).answers[0].trust
    assert (shown.level, shown.by.name if shown.by else None) == (Level.VERIFIED, "Eva")


@pytest.mark.parametrize("who", ["ada", "ben", "max", "amy", "sam", "visitor"])
def test_only_engineers_check(cast: Cast, who: str) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Forbidden):
        give_verdict(getattr(cast, who), made.id, RIGHT)


def test_nobody_checks_their_own_answer(cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.eva)
    with pytest.raises(Forbidden):
        give_verdict(cast.eva, made.id, RIGHT)


def test_a_verdict_on_an_older_revision_is_refused(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    edit_answer(cast.ben, made.id, render(ADVICE + " Wait two minutes."), base_revision=1)
    with pytest.raises(Conflict):
        give_verdict(cast.eva, made.id, RIGHT)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (VerdictDraft(VerdictKind.INCORRECT, 1), "note"),
        (VerdictDraft(VerdictKind.UNSAFE, 1, note="  "), "note"),
        (VerdictDraft(VerdictKind.CONDITIONAL, 1), "condition"),
        (VerdictDraft(VerdictKind.OUTDATED, 1), "since_release"),
        (VerdictDraft(VerdictKind.VERIFIED, 1, releases=(4711,)), "releases"),
        (VerdictDraft(VerdictKind.VERIFIED, 1, review_by=now().date() - timedelta(days=1)), "review_by"),
    ],
)
def test_what_a_verdict_needs_is_said_at_the_field(cast: Cast, draft: VerdictDraft, field: str) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Invalid) as caught:
        give_verdict(cast.eva, made.id, draft)
    assert [error.field for error in caught.value.errors] == [field]


@pytest.mark.parametrize(
    ("kind", "containment", "level"),
    [
        (VerdictKind.INCORRECT, Containment.WARNED, Level.INCORRECT),
        (VerdictKind.UNSAFE, Containment.FOLDED, Level.UNSAFE),
    ],
)
def test_what_is_wrong_is_held_back_at_once_and_given_back_by_a_new_check(
    cast: Cast, kind: VerdictKind, containment: Containment, level: Level
) -> None:
    question = ask(cast)
    made = answer(cast, question)
    give_verdict(cast.eva, made.id, VerdictDraft(kind, 1, note="It wipes the settings. Export them first."))
    assert (made.containment, made.level, made.tier) == (containment, level, 3)
    assert question.next_action == NextAction.ANSWER
    edit_answer(cast.ben, made.id, render("Export the settings first, then reset."), base_revision=1)
    assert (made.containment, made.level) == (containment, level)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 2))
    assert (made.containment, made.level) == (Containment.NONE, Level.VERIFIED)


def test_after_a_substantial_edit_readers_keep_seeing_the_verified_text(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    give_verdict(cast.eva, made.id, RIGHT)
    edit_answer(cast.ben, made.id, render("Run `reset --all`."), base_revision=1)
    shown = thread(cast.visitor, question.id).answers[0]
    assert (shown.trust.level, shown.trust.shown_revision, shown.text.source) == (Level.EDITED_SINCE, 1, ADVICE)
    assert [one.id for one in awaiting_check(cast.eva).items] == [made.id]


def test_nothing_is_said_of_how_an_engineer_knows_that_they_did_not_say(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    assert give_verdict(cast.eva, made.id, RIGHT).evidence is None
    tested = VerdictDraft(VerdictKind.VERIFIED, 1, evidence=Evidence.TESTED)
    first = give_verdict(cast.eva, made.id, tested)
    assert isinstance(first, Verdict)
    assert first.evidence is Evidence.TESTED
    mended = fix_and_verify(cast.eva, made.id, render("Use a cable, then switch off the restart."), tested)
    assert isinstance(mended, Verdict)
    assert mended.evidence is Evidence.TESTED


def test_fix_and_verify_is_one_step(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    draft = VerdictDraft(VerdictKind.CONDITIONAL, 1, condition="the network is wired")
    fix_and_verify(cast.eva, made.id, render("Use a cable, then switch off the restart."), draft)
    assert (made.revision, made.level) == (2, Level.CONDITIONAL)
    with pytest.raises(Invalid):
        fix_and_verify(cast.eva, made.id, render("Hm."), VerdictDraft(VerdictKind.UNSAFE, 2, note="Bad."))
    assert made.revision == 2


def test_the_three_lists_of_an_engineer(cast: Cast) -> None:
    with travel(days_ago(3)):
        late = ask(cast, title="Asked three days ago")
    fresh = ask(cast, title="Asked just now")
    own = ask(cast, by=cast.eva, title="Asked by the engineer")
    failing = ask(cast, title="Nothing works")
    made = answer(cast, failing)
    for who in (cast.ada, cast.sam, cast.max):
        report_outcome(who, made.id, worked=False)
    waiting = [question.id for question in needs_answer(cast.eva).items]
    assert waiting[:1] == [late.id]
    assert set(waiting) == {late.id, fresh.id, failing.id}
    assert own.id not in waiting
    assert [question.id for question in overdue(cast.eva).items] == [late.id]
    assert [one.id for one in awaiting_check(cast.eva).items] == [made.id]
    counts = engineers_counts(cast.eva)
    assert (counts["needs_answer"], counts["overdue"], counts["to_check"]) == (3, 1, 1)
    assert engineers_counts(cast.ada)["needs_answer"] == 0


def test_a_lapse_is_an_event_and_changes_the_level(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1, review_by=now().date() + timedelta(days=2)))
    assert lapse_verdicts() == 0
    with travel(now() + timedelta(days=4)):
        assert (lapse_verdicts(), lapse_verdicts()) == (1, 0)
    assert made.level == Level.CHECK_DUE
    assert [one.id for one in awaiting_check(cast.eva).items] == [made.id]


@pytest.mark.parametrize("kind", [VerdictKind.INCORRECT, VerdictKind.UNSAFE])
def test_what_could_go_wrong_is_said_of_wrong_texts(cast: Cast, kind: VerdictKind) -> None:
    made = answer(cast, ask(cast))
    draft = VerdictDraft(kind, 1, note="It wipes the disk.", hazard=Hazard.DATA_LOSS, instead=" Export first. ")
    verdict = give_verdict(cast.eva, made.id, draft)
    assert isinstance(verdict, Verdict)
    assert (verdict.hazard, verdict.instead) == (Hazard.DATA_LOSS, "Export first.")


def test_what_could_go_wrong_is_not_said_of_right_texts(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    draft = VerdictDraft(VerdictKind.VERIFIED, 1, hazard=Hazard.DATA_LOSS, instead="Export first.")
    with pytest.raises(Invalid) as caught:
        give_verdict(cast.eva, made.id, draft)
    assert {error.field for error in caught.value.errors} == {"hazard", "instead"}


def test_one_person_for_whom_a_verified_answer_did_not_work_brings_it_back(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    give_verdict(cast.eva, made.id, RIGHT)
    assert awaiting_check(cast.eva).items == []
    report_outcome(cast.sam, made.id, worked=False)
    assert [one.id for one in awaiting_check(cast.eva).items] == [made.id]
    assert engineers_counts(cast.eva)["to_check"] == 1
    give_verdict(cast.eva, made.id, RIGHT)
    assert awaiting_check(cast.eva).items == []


def test_what_is_accepted_waits_by_recent_views_behind_what_was_judged_before(cast: Cast) -> None:
    old, seen, unseen, judged = (answer(cast, ask(cast)) for _ in range(4))
    for made in (old, seen, unseen):
        accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, judged.id, RIGHT)
    report_outcome(cast.sam, judged.id, worked=False)
    with unit():
        for made, days, views in ((old, 7, 900), (old, 6, 1), (seen, 0, 2), (seen, 6, 3)):
            day = now().date() - timedelta(days=days)
            session().add(DailyView(kind=Kind.QUESTION, thing_id=made.question_id, day=day, views=views))
    expected = [judged.id, seen.id, old.id, unseen.id]
    assert [one.id for one in awaiting_check(cast.eva).items] == expected
    first = awaiting_check(cast.eva, limit=2)
    second = awaiting_check(cast.eva, limit=2, cursor=first.next)
    assert [one.id for one in (*first.items, *second.items)] == expected
