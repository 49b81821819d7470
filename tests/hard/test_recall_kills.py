"""`kill -9` while ten thousand people are told that advice was wrong: each is told once, and the site goes on."""

import functools
from collections.abc import Callable
from datetime import timedelta
from random import Random
from time import monotonic

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.clock import now
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.following.models import QuestionFollow, Stance
from forum.journal.catch_up import catch_up
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import Mail, Notice, NoticeKind
from forum.people.models import Person
from forum.questions.operations import post_answer, vote_question
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.recalls.models import Recall, RecallRecipient, RecallState
from forum.recalls.operations import RecallDraft, approve
from forum.recalls.operations import tell as decide_to_tell
from tests.hard.sound import assert_sound
from tests.running.processes import kill, left, worker
from tests.support.cast import Cast
from tests.support.talk import ADVICE, ask
from tests.support.waiting import eventually

PEOPLE = 10_000
pytestmark = pytest.mark.hard


def told() -> int:
    """How many notices there are."""
    session().rollback()
    found = session().scalar(sa.select(sa.func.count(Notice.id)).where(Notice.kind == NoticeKind.RECALLED_FOR_SAFETY))
    session().rollback()
    return found or 0


def follow(question_id: int) -> None:
    """Let ten thousand people follow a question."""
    for first in range(0, PEOPLE, 1_000):
        numbers = range(first, first + 1_000)
        with unit():
            names = [
                {"name": f"P{n}", "slug": f"p{n}", "email": f"p{n}@example.org", "email_confirmed_at": now()}
                for n in numbers
            ]
            ids = session().scalars(sa.insert(Person).returning(Person.id), names).all()
            row = {"question_id": question_id, "stance": Stance.FOLLOWS}
            session().execute(sa.insert(QuestionFollow), [{"person_id": ident, **row} for ident in ids])


def is_further(number: int) -> bool:
    """Whether more than so many were told, or all."""
    return told() > number or left() == 0


def test_ten_thousand_are_told_once_each_though_the_worker_is_killed(
    settings: Config, cast: Cast, chance: Random, tell: Callable[[str], None]
) -> None:
    question_id = ask(cast).id
    other = ask(cast, title="The lamp blinks twice in the evening").id
    made = post_answer(cast.ben, question_id, render(ADVICE)).id
    follow(question_id)
    give_verdict(cast.eva, made, VerdictDraft(VerdictKind.UNSAFE, 1, note="It opens the firewall."))
    assert catch_up(TABLE).failures == []
    recall = session().scalars(sa.select(Recall.id)).one()
    decide_to_tell(cast.eva, recall, RecallDraft(3, "It leaves the box open", "Close it again."))
    assert approve(cast.max, recall).state is RecallState.DUE
    with unit():
        session().execute(sa.update(Recall).values(send_at=now() - timedelta(seconds=1)))
    kills, waits, value = 0, [], 1
    while told() < PEOPLE and kills < 12:
        before = told()
        with worker(settings) as process:
            eventually(functools.partial(is_further, before), within=300, every=0.002)
            begun = monotonic()
            # Somebody else goes on meanwhile.
            value = -value
            vote_question(cast.sam, other, value)
            waits.append(monotonic() - begun)
            further = min(PEOPLE, told() + chance.randrange(1, 1_500))
            eventually(functools.partial(is_further, further), within=300, every=0.002)
            kill(process.pid)
            process.wait()
        kills += 1
    with worker(settings):
        assert_sound(settings)
    session().rollback()
    kept = sorted(session().scalars(sa.select(RecallRecipient.person_id)))
    assert len(kept) == PEOPLE + 1
    notices = sa.select(Notice.person_id).where(Notice.kind == NoticeKind.RECALLED_FOR_SAFETY)
    assert sorted(session().scalars(notices)) == kept
    letters = sa.select(Mail.person_id).join(Notice, Notice.id == Mail.notice_id)
    about = letters.where(Notice.kind == NoticeKind.RECALLED_FOR_SAFETY)
    assert sorted(ident or 0 for ident in session().scalars(about)) == kept
    tell(f"{kills} kills, {len(kept)} told, the longest that another change waited {max(waits):.2f} s")
