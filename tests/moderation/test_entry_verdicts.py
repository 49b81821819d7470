"""Engineers check what editors wrote: bound to the revision they read, never their own, in force at once everywhere."""

from datetime import timedelta

import pytest
from flask import Flask

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Unfit
from forum.core.operation import unit
from forum.knowledge.editing import revise_entry
from forum.knowledge.models import EntryState, WithdrawnReason
from forum.knowledge.queries import entry_of, entry_view, list_entries
from forum.knowledge.queues import awaiting_entry_check
from forum.knowledge.status import Status
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.entry_verdicts import give_entry_verdict, lapse_entry_verdicts
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.questions.models import Verdict
from forum.questions.operations import unaccept_answer
from forum.questions.trust import Level, VerdictKind
from tests.knowledge.test_editing import BETTER, draft, edited
from tests.knowledge.test_entries import now_requires, settled, solve
from tests.support.cast import Cast
from tests.support.talk import ADVICE

RIGHT = VerdictDraft(VerdictKind.VERIFIED, 1, releases=())


def test_a_check_is_of_one_revision_and_its_lapse_and_the_next_edit_end_it(cast: Cast) -> None:
    question, made, entry = edited(cast)
    assert [one.id for one in awaiting_entry_check(cast.eva).items] == [entry.id]
    assert awaiting_entry_check(cast.max).items == []
    give_entry_verdict(cast.eva, entry.id, RIGHT)
    view = entry_view(cast.visitor, entry.id)
    assert (view.level, view.entry.level, view.status) == (Level.VERIFIED, Level.VERIFIED, Status.CHECKED)
    assert view.trust is not None
    assert (view.trust.judged_revision, view.trust.by and view.trust.by.id) == (1, cast.eva.id)
    # The answer's own mark is another one.
    assert made.level is Level.ACCEPTED
    assert awaiting_entry_check(cast.eva).items == []
    # What an engineer found right needs nobody's mark besides.
    unaccept_answer(cast.ada, made.id)
    settled(question)
    assert entry_view(cast.visitor, entry.id).gone is None
    with unit():
        session().query(Verdict).update({Verdict.review_by: now().date() - timedelta(days=1)})
    assert (lapse_entry_verdicts(), lapse_entry_verdicts()) == (1, 0)
    view = entry_view(cast.visitor, entry.id)
    assert (view.level, view.entry.level, view.status) == (Level.CHECK_DUE, Level.CHECK_DUE, Status.CHECK_DUE)
    assert [one.id for one in awaiting_entry_check(cast.eva).items] == [entry.id]
    give_entry_verdict(cast.eva, entry.id, RIGHT)
    revise_entry(cast.max, entry.id, draft(BETTER + " Done."), base_revision=1)
    settled(question)
    # Nobody has accepted an answer any more, and nobody has read this text.
    assert entry_view(cast.visitor, entry.id).gone is WithdrawnReason.NO_SOLUTION
    with pytest.raises(Conflict):
        give_entry_verdict(cast.eva, entry.id, RIGHT)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.CONDITIONAL, 2, condition="it is wired"))
    view = entry_view(cast.visitor, entry.id)
    assert (view.level, view.gone, view.status) == (Level.CONDITIONAL, None, Status.CHECKED)


def test_what_is_said_of_the_source_counts_at_once_on_page_and_list(cast: Cast) -> None:
    _question, made, entry = edited(cast)

    def shown() -> tuple[Level, Level]:
        (row,) = list_entries(cast.visitor).items
        return row.level, entry_view(cast.visitor, entry.id).level

    assert shown() == (Level.UNREVIEWED, Level.UNREVIEWED)
    publish_correction(cast.eva, made.id, CorrectionDraft(1, "wait a minute", "wait an hour", "It is slow."))
    assert shown() == (Level.EDITED_SINCE, Level.EDITED_SINCE)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.OUTDATED, 1, since_release=cast.releases[1]))
    assert shown() == (Level.OUTDATED, Level.OUTDATED)


def test_who_wrote_it_and_who_is_no_engineer_does_not_judge_it(cast: Cast) -> None:
    question, _made, entry = edited(cast, by=cast.eva)
    for judge in (cast.eva, cast.max, cast.ben, cast.ada, cast.sam, cast.amy):
        with pytest.raises(Forbidden):
            give_entry_verdict(judge, entry.id, RIGHT)
    assert awaiting_entry_check(cast.eva).items == []
    # Who changes it next gives her the right to judge that text, which is another's.
    revise_entry(cast.max, entry.id, draft(BETTER + " Done."), base_revision=1)
    settled(question)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.VERIFIED, 2))


def test_a_view_is_checked_at_its_answer(cast: Cast) -> None:
    question, _made = solve(cast)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    with pytest.raises(Unfit):
        give_entry_verdict(cast.eva, entry.id, RIGHT)


@pytest.mark.parametrize(
    ("kind", "held"), [(VerdictKind.INCORRECT, Containment.WARNED), (VerdictKind.UNSAFE, Containment.FOLDED)]
)
def test_what_is_found_wrong_is_gone_at_once_until_an_engineer_finds_a_text_right(
    cast: Cast, kind: VerdictKind, held: Containment
) -> None:
    question, made, entry = edited(cast)
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(kind, 1, note="It bricks the box.", instead="Reset it."))
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.text, view.status) == (WithdrawnReason.JUDGED_WRONG, None, Status.WITHDRAWN)
    assert (view.entry.containment, view.entry.state) == (held, EntryState.WITHDRAWN)
    assert list_entries(cast.visitor).items == []
    # The answer has its own marks.
    assert made.containment is Containment.NONE
    settled(question)
    revise_entry(cast.max, entry.id, draft(BETTER + " But not twice."), base_revision=1)
    settled(question)
    assert entry_view(cast.visitor, entry.id).gone is WithdrawnReason.JUDGED_WRONG
    assert [one.id for one in awaiting_entry_check(cast.eva).items] == [entry.id]
    give_entry_verdict(cast.eva, entry.id, VerdictDraft(VerdictKind.VERIFIED, 2))
    settled(question)
    view = entry_view(cast.visitor, entry.id)
    assert (view.gone, view.status, view.entry.containment) == (None, Status.CHECKED, Containment.NONE)


def test_a_site_that_holds_back_shows_no_text_that_no_engineer_read(app: Flask, cast: Cast) -> None:
    question, made, entry = edited(cast)

    def shown() -> str | WithdrawnReason | None:
        view = entry_view(cast.visitor, entry.id)
        return view.gone if view.text is None else view.text.source

    assert shown() == BETTER
    now_requires(True)
    assert shown() is WithdrawnReason.NOT_CHECKED
    # The answer's own text is worth showing once an engineer has read that.
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    settled(question)
    assert shown() == ADVICE
    assert [one.id for one in awaiting_entry_check(cast.eva).items] == [entry.id]
    give_entry_verdict(cast.eva, entry.id, RIGHT)
    assert shown() == BETTER
    revise_entry(cast.max, entry.id, draft(BETTER + " Done."), base_revision=1)
    assert shown() == BETTER
    now_requires(False)
    assert shown() == BETTER + " Done."
