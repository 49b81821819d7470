"""The promises of the house hold on the site of the demo community, where every level and state occurs."""

import pytest
import sqlalchemy as sa
from flask import current_app

from forum.core.db import session
from forum.core.provenance import Channel
from forum.people.policy import Actor, Role
from forum.questions.models import NextAction, Question, QuestionState
from forum.questions.queries import awaiting_check, needs_answer
from forum.questions.trust import Level
from tests.support.levels import compare

pytestmark = pytest.mark.usefixtures("demo_site")


def test_every_answer_has_one_level_everywhere() -> None:
    seen = compare(current_app._get_current_object())  # type: ignore[attr-defined] # the proxy knows what it stands for
    assert seen == {level.value for level in Level if level is not Level.QUARANTINED}


def test_every_open_question_waits_for_something_until_a_time_or_for_nothing() -> None:
    rows = session().scalars(sa.select(Question).where(Question.channel != Channel.IMPORT)).all()
    for question in rows:
        assert (question.due_at is None) == (question.next_action is NextAction.NOTHING), question.title
        assert question.state == QuestionState.OPEN or question.next_action is NextAction.NOTHING, question.title
    assert {question.next_action for question in rows} == set(NextAction)


def test_every_question_that_waits_for_an_answer_is_on_the_list_of_its_product() -> None:
    listed: set[int] = set()
    cursor = None
    everywhere = Actor(4711, {Role.ENGINEER: None}, None, False)
    while True:
        page = needs_answer(everywhere, cursor=cursor)
        listed |= {question.id for question in page.items}
        cursor = page.next
        if cursor is None:
            break
    waiting = sa.select(Question.id).where(
        Question.next_action == NextAction.ANSWER,
        Question.state == QuestionState.OPEN,
        Question.channel != Channel.IMPORT,
        Question.containment != "quarantined",
    )
    assert listed == set(session().scalars(waiting))
    assert awaiting_check(everywhere).items
