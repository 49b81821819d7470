"""What becomes of a correction: the author takes it over, or objects, and another engineer decides."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale, Unfit
from forum.core.markup import render
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.moderation.answering_corrections import (
    adopt_correction,
    object_to_correction,
    resolve_objection,
    with_correction,
)
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.counts import engineers_counts
from forum.moderation.objections import objections
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import NoticeKind
from forum.notifications.queries import inbox
from forum.notifications.wording import said, sentence
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role
from forum.people.queries import actor_of
from forum.questions.models import Answer, Correction
from forum.questions.operations import edit_answer
from forum.questions.queries import answer_revisions
from forum.questions.trust import Level, VerdictKind
from forum.reactions import TABLE
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.levels import compare
from tests.support.talk import ADVICE, answer, ask

MINUTE = CorrectionDraft(1, "wait a minute", "wait five minutes", "The box needs longer since 2.0.")
MENDED = render(ADVICE.replace("wait a minute", "wait five minutes"))
WHY = "It takes a minute here, with 2.1."


@pytest.fixture
def una(cast: Cast) -> Actor:
    """Another engineer."""
    with unit():
        person = Person(name="Una", slug="una", email="una@example.org")
        session().add(person)
        session().flush()
        session().add(RoleGrant(person_id=person.id, role=Role.ENGINEER))
        ident = person.id
    return actor_of(ident)


def told(who: Actor) -> list[tuple[str, list[str]]]:
    """What somebody reads about corrections, newest first, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    kinds = {NoticeKind.CORRECTION_ADOPTED, NoticeKind.CORRECTION_OBJECTED, NoticeKind.OBJECTION_DECIDED}
    found = [line for line in inbox(who).lines if line.kind in kinds]
    return [(str(sentence(line)), [str(words) for words in said(line)]) for line in found]


def waits_for(who: Actor) -> list[int]:
    """The objections that an engineer may decide about, and their number beside the tab."""
    found = [view.correction.id for view in objections(who).items]
    assert engineers_counts(who)["objections"] == len(found)
    return found


def test_the_author_takes_it_over_and_nothing_is_better_for_it(app: Flask, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    one = publish_correction(cast.eva, made.id, MINUTE)
    for who in (cast.eva, cast.max, cast.ada, cast.sam, cast.visitor):
        with pytest.raises(Forbidden):
            adopt_correction(who, one.id, MENDED, base_revision=1)
    with pytest.raises(Stale):
        adopt_correction(cast.ben, one.id, MENDED, base_revision=7)
    with pytest.raises(Invalid):
        adopt_correction(cast.ben, one.id, render(ADVICE), base_revision=1)
    object_to_correction(cast.ben, one.id, reason=WHY)
    for _ in range(2):
        adopt_correction(cast.ben, one.id, MENDED, base_revision=1)
    # Who takes it over objects no longer.
    assert (one.adopted_revision, one.objected_at, made.revision, made.level) == (2, None, 2, Level.EDITED_SINCE)
    assert [row.source for row in answer_revisions(made.id)] == [ADVICE, MENDED.source]
    with pytest.raises(Unfit):
        object_to_correction(cast.ben, one.id, reason=WHY)
    assert told(cast.eva)[0] == ("Ben took your correction over", [])
    compare(app)


def test_an_objection_goes_to_another_engineer_who_upholds_it(cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    one = publish_correction(cast.eva, made.id, MINUTE).id
    with pytest.raises(Invalid):
        object_to_correction(cast.ben, one, reason=" ")
    for who in (cast.eva, una, cast.ada, cast.visitor):
        with pytest.raises(Forbidden):
            object_to_correction(who, one, reason=WHY)
    with pytest.raises(Unfit):
        resolve_objection(una, one, uphold=True, reason="It is so.")
    for _ in range(2):
        object_to_correction(cast.ben, one, reason=WHY)
    assert (waits_for(una), waits_for(cast.eva)) == ([one], [])
    for other in (cast.eva, cast.ben, cast.max, cast.amy, cast.visitor):
        with pytest.raises(Forbidden):
            resolve_objection(other, one, uphold=True, reason="It is so.")
    with pytest.raises(Invalid):
        resolve_objection(una, one, uphold=True, reason=" ")
    for _ in range(2):
        resolve_objection(una, one, uphold=True, reason="I measured five.")
    assert (made.level, waits_for(una)) == (Level.CORRECTED, [])
    found = ("Una looked at the objection to a correction: the correction stands", ["Why: I measured five."])
    assert told(cast.ben) == [found]
    objected = "Ben objects to your correction; another engineer looks at it"
    assert told(cast.eva) == [found, (objected, [f"Why: {WHY}"])]
    with pytest.raises(Unfit):
        object_to_correction(cast.ben, one, reason="Once more.")
    with pytest.raises(NotFound):
        resolve_objection(una, 4711, uphold=True, reason="It is so.")


def test_a_correction_that_is_withdrawn_no_longer_counts(cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    by_max = publish_correction(cast.max, made.id, replace(MINUTE, passage="press Save")).id
    one = publish_correction(cast.eva, made.id, MINUTE).id
    for ident in (one, by_max):
        object_to_correction(cast.ben, ident, reason=WHY)
    # A moderator's correction goes to any engineer, an engineer's to another one.
    assert (waits_for(una), waits_for(cast.eva)) == ([one, by_max], [by_max])
    resolve_objection(una, one, uphold=False, reason="It takes one, here too.")
    assert session().get_one(Answer, made.id).level is Level.UNREVIEWED
    assert session().get_one(Correction, one).withdrawn_at is not None
    with pytest.raises(Unfit):
        adopt_correction(cast.ben, one, MENDED, base_revision=1)
    assert told(cast.eva)[0][0].endswith("the correction is withdrawn")
    standing = sa.select(Correction.id).where(Correction.withdrawn_at.is_(None))
    assert session().scalars(standing).all() == [by_max]


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("Press Save and wait a\nminute.", "Press Save and wait 5 \\1 minutes."),
        ("Wait a *minute*.", None),
        ("wait a minute, wait a minute", None),
        ("Do nothing.", None),
    ],
)
def test_a_passage_is_replaced_where_it_stands_just_once(source: str, mended: str | None) -> None:
    assert with_correction(source, "wait a minute", "wait 5 \\1 minutes") == mended


def test_programs_read_all_corrections_with_the_text_that_they_are_about(call: Callers, cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    kept = publish_correction(cast.eva, made.id, MINUTE)
    wrong = publish_correction(cast.max, made.id, CorrectionDraft(1, "press Save", "press Apply", "It is called so."))
    object_to_correction(cast.ben, wrong.id, reason=WHY)
    resolve_objection(una, wrong.id, uphold=False, reason="It is called Save.")
    edit_answer(cast.ben, made.id, MENDED, base_revision=1)
    first, second = call(None).made("GET", f"/answers/{made.id}/revisions")["items"]
    assert [one["id"] for one in first["corrections"]] == [kept.id, wrong.id]
    assert second["corrections"] == []
    told = first["corrections"][1]
    assert (told["passage"], told["by"]["name"], told["objection"]) == ("press Save", "Max", WHY)
    assert (told["resolution"], told["upheld"], bool(told["withdrawn_at"])) == ("It is called Save.", False, True)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.UNSAFE, 2, note="It burns."))
    assert call(cast.sam)("GET", f"/answers/{made.id}/revisions").status_code == 404
    assert len(call(cast.ben).made("GET", f"/answers/{made.id}/revisions")["items"][0]["corrections"]) == 2
