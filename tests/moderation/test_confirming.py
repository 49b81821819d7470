"""What a new engineer says waits for another one: nothing knows of it until then, and then it is theirs."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.confirming import confirm_check, refuse_check, take_check_back
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.counts import engineers_counts
from forum.moderation.to_confirm import check_view, to_confirm
from forum.moderation.verdicts import VerdictDraft, fix_and_verify, give_verdict
from forum.notifications.queries import inbox
from forum.notifications.wording import said, sentence
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role
from forum.people.queries import actor_of
from forum.questions.models import Answer, CheckOutcome, Verdict, WaitingCheck
from forum.questions.operations import accept_answer, edit_answer
from forum.questions.queries import awaiting_check
from forum.questions.trust import Level, VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.levels import compare
from tests.support.talk import ADVICE, answer, ask

RIGHT = VerdictDraft(VerdictKind.VERIFIED, 1)
WRONG = VerdictDraft(VerdictKind.INCORRECT, 1, note="It does nothing.")
UNSAFE = VerdictDraft(VerdictKind.UNSAFE, 1, note="It burns.")


@pytest.fixture
def wanted(app: Flask) -> Iterator[None]:
    """One check of everybody's is enough to be known."""
    before = config.current()
    config.use(replace(before, new_engineer_checks=1))
    yield
    config.use(before)


def engineer(name: str, product_id: int | None = None) -> Actor:
    """Another engineer, of all products or of one."""
    with unit():
        person = Person(name=name, slug=name.lower(), email=f"{name.lower()}@example.org")
        session().add(person)
        session().flush()
        session().add(RoleGrant(person_id=person.id, role=Role.ENGINEER, product_id=product_id))
        ident = person.id
    return actor_of(ident)


@pytest.fixture
def una(cast: Cast, wanted: None) -> Actor:
    """A new engineer, where Eva is known."""
    give_verdict(cast.eva, answer(cast, ask(cast)).id, RIGHT)
    return engineer("Una")


def waiting(found: Verdict | WaitingCheck) -> int:
    """The number of what waits."""
    assert isinstance(found, WaitingCheck)
    return found.id


def told(who: Actor) -> tuple[str, list[str]]:
    """The newest that somebody reads, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    line = inbox(who).lines[0]
    return str(sentence(line)), [str(words) for words in said(line)]


def level(made: Answer) -> Level:
    """The answer's level as it is stored."""
    return session().get_one(Answer, made.id).level


def test_nobody_confirms_their_own_even_when_they_are_known_by_then(cast: Cast, una: Actor) -> None:
    first, second = (waiting(give_verdict(una, answer(cast, ask(cast)).id, RIGHT)) for _ in range(2))
    confirm_check(cast.eva, first)
    with pytest.raises(Forbidden):
        confirm_check(una, second)
    with pytest.raises(Forbidden):
        refuse_check(una, second, reason="It was too early.")
    assert confirm_check(cast.eva, second).decided_by_id == cast.eva.id


def test_nothing_knows_of_it_until_another_engineer_confirms_it(app: Flask, cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    one = waiting(give_verdict(una, made.id, replace(RIGHT, evidence=None, note="I tried it.")))
    assert (level(made), session().get_one(Answer, made.id).judged_at) == (Level.ACCEPTED, None)
    given = sa.select(sa.func.count(Verdict.id)).where(Verdict.answer_id == made.id)
    assert session().scalar(given) == 0
    # It stands on the other's list to confirm and on nobody's list to check; never on her own.
    assert [view.check.id for view in to_confirm(cast.eva).items] == [one]
    assert [view.check.id for view in to_confirm(una, own=True).items] == [one]
    assert (to_confirm(una).items, engineers_counts(cast.eva)["to_confirm"]) == ((), 1)
    assert (awaiting_check(una).items, awaiting_check(cast.eva).items) == ([], [])
    for who in (una, cast.visitor):
        with pytest.raises((Forbidden, NotFound)):
            confirm_check(who, one)
    for who in (cast.ada, cast.ben, cast.max, cast.amy, engineer("Ugo", cast.camera)):
        with pytest.raises(NotFound):
            confirm_check(who, one)
        with pytest.raises(NotFound):
            check_view(who, one)
    # Another new engineer does not know the product any better.
    with pytest.raises(Forbidden):
        confirm_check(engineer("Uli"), one)
    for _ in range(2):
        confirm_check(cast.eva, one)
    verdict = session().scalars(sa.select(Verdict).where(Verdict.answer_id == made.id)).one()
    assert (verdict.engineer_id, verdict.revision, verdict.note) == (una.id, 1, "I tried it.")
    assert (level(made), to_confirm(cast.eva).items) == (Level.VERIFIED, [])
    assert told(una) == ("Eva confirmed your check: it counts now", [])
    assert told(cast.ben)[0] == "Una checked your answer: it is right"
    with pytest.raises(Conflict):
        refuse_check(cast.eva, one, reason="Not so.")
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.VERDICT_GIVEN).order_by(Event.id.desc()))
    first = event.first()
    assert first is not None
    assert (first.actor_id, first.data["confirmed_by"]) == (una.id, cast.eva.id)
    # One was confirmed, and one is enough: what she says next counts at once.
    assert isinstance(give_verdict(una, answer(cast, ask(cast)).id, RIGHT), Verdict)
    compare(app)


def test_it_is_refused_with_a_reason_or_taken_back_or_given_anew(cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    one = waiting(give_verdict(una, made.id, RIGHT))
    with pytest.raises(Invalid):
        refuse_check(cast.eva, one, reason=" ")
    for _ in range(2):
        refuse_check(cast.eva, one, reason="It does not survive a restart.")
    said = ["Why: It does not survive a restart."]
    assert told(una) == ("Eva read your check and did not confirm it", said)
    with pytest.raises(Conflict):
        confirm_check(cast.eva, one)
    with pytest.raises(Conflict):
        take_check_back(una, one)
    # The refused one counts for nothing; a newer one takes the place of what waits.
    second = waiting(give_verdict(una, made.id, RIGHT))
    third = waiting(give_verdict(una, made.id, replace(RIGHT, kind=VerdictKind.CONDITIONAL, condition="it is wired")))
    assert session().get_one(WaitingCheck, second).outcome is CheckOutcome.TAKEN_BACK
    with pytest.raises(NotFound):
        take_check_back(cast.eva, third)
    for _ in range(2):
        take_check_back(una, third)
    assert (to_confirm(cast.eva).items, level(made)) == ([], Level.UNREVIEWED)
    # A text that was changed since is no longer the one that she read.
    fourth = waiting(give_verdict(una, made.id, RIGHT))
    edit_answer(cast.ben, made.id, render(ADVICE + " Done."), base_revision=1)
    with pytest.raises(Conflict):
        confirm_check(cast.eva, fourth)
    assert (to_confirm(cast.eva).items, level(made)) == ([], Level.UNREVIEWED)


def test_what_warns_readers_counts_at_once_and_what_would_warn_them_less_waits(cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    assert isinstance(give_verdict(una, made.id, WRONG), Verdict)
    one = waiting(give_verdict(una, made.id, RIGHT))
    assert isinstance(give_verdict(una, made.id, UNSAFE), Verdict)
    assert session().get_one(WaitingCheck, one).outcome is CheckOutcome.TAKEN_BACK
    milder = waiting(give_verdict(una, made.id, WRONG))
    assert (level(made), session().get_one(Answer, made.id).containment) == (Level.UNSAFE, Containment.FOLDED)
    confirm_check(cast.eva, milder)
    assert level(made) is Level.INCORRECT


def test_no_way_leads_round_it(cast: Cast, una: Actor) -> None:
    made = answer(cast, ask(cast))
    publish_correction(una, made.id, CorrectionDraft(1, "wait a minute", "wait an hour", "It is slow."))
    assert level(made) is Level.UNREVIEWED
    other = answer(cast, ask(cast))
    give_verdict(cast.eva, other.id, RIGHT)
    one = waiting(fix_and_verify(una, other.id, render("Use a cable. Then `run it`."), RIGHT))
    kept = session().get_one(Answer, other.id)
    assert (kept.revision, kept.level, kept.shown_revision) == (2, Level.EDITED_SINCE, 1)
    confirm_check(cast.eva, one)
    kept = session().get_one(Answer, other.id)
    assert (kept.level, kept.shown_revision) == (Level.VERIFIED, 2)


def test_where_nobody_could_confirm_it_nothing_waits(cast: Cast, wanted: None) -> None:
    ugo = engineer("Ugo", cast.camera)
    give_verdict(cast.eva, answer(cast, ask(cast)).id, RIGHT)
    # Eva is known now, but wrote this one; and nobody else is there for the product.
    own = answer(cast, ask(cast), by=cast.eva)
    una = engineer("Una", cast.router)
    assert isinstance(give_verdict(una, own.id, RIGHT), Verdict)
    assert ugo.id is not None
    config.use(replace(config.current(), new_engineer_checks=0))
    assert isinstance(give_verdict(engineer("Uli"), answer(cast, ask(cast)).id, RIGHT), Verdict)
