"""When a person was here last: what rules for askers who are gone go by."""

from datetime import timedelta

import pytest

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden
from forum.people.models import Person
from forum.people.policy import Actor
from forum.people.queries import signed_in
from forum.people.sessions import begin_session, note_seen
from forum.questions.operations import accept_answer
from tests.support.cast import Cast
from tests.support.talk import answer, ask, days_ago


def seen(actor: Actor) -> timedelta | None:
    """How long ago somebody was here last."""
    at = session().get_one(Person, actor.id, populate_existing=True).seen_at
    return now() - at if at is not None else None


def test_signing_in_is_being_here(cast: Cast) -> None:
    assert seen(cast.ada) is None
    with travel(days_ago(20)):
        begin_session(cast.ada)
    assert seen(cast.ada) == pytest.approx(timedelta(days=20), abs=timedelta(minutes=1))


def test_using_a_session_is_being_here(cast: Cast) -> None:
    with travel(days_ago(20)):
        secret = begin_session(cast.ada)
    with travel(days_ago(3)):
        holder = signed_in(secret)
        assert holder is not None
        note_seen(holder.session_id)
    assert seen(cast.ada) == pytest.approx(timedelta(days=3), abs=timedelta(minutes=1))


def test_nobody_accepts_in_the_stead_of_an_asker_who_is_here(cast: Cast) -> None:
    with travel(days_ago(30)):
        made = answer(cast, ask(cast))
    with travel(days_ago(10)):
        begin_session(cast.ada)
    with pytest.raises(Forbidden):
        accept_answer(cast.max, made.id, reason="Ada wrote that it works.")


def test_a_moderator_accepts_for_an_asker_who_is_gone(cast: Cast) -> None:
    with travel(days_ago(31)):
        begin_session(cast.ada)
    with travel(days_ago(30)):
        made = answer(cast, ask(cast))
    assert accept_answer(cast.max, made.id, reason="Three others wrote that it works.").accepted
