"""The questions that search engines may read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.core.sitemap import Map, Place
from forum.people.policy import VISITOR
from forum.questions.models import Question
from forum.questions.policy import questions_seen_by

QUESTIONS = Map(Question.id, Question.slug, Question.active_at)


def _open() -> sa.Select[Any]:
    """SQL: what every visitor may read."""
    return sa.select(Question).where(questions_seen_by(VISITOR))


def question_parts() -> Sequence[Place]:
    """Return the parts of the map of questions. One statement."""
    return QUESTIONS.parts(_open())


def question_places(number: int) -> Sequence[Place]:
    """Return the questions of one part. One statement."""
    return QUESTIONS.places(_open(), number)
