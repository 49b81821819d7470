"""How much waits on the lists of staff, for the tabs above them."""

from collections.abc import Mapping

import sqlalchemy as sa

from forum.core.db import session
from forum.flags.models import Case, CaseState
from forum.knowledge.queues import editor_numbers
from forum.moderation.again import waiting_number
from forum.moderation.due_checks import due_number
from forum.moderation.policy import cases_seen_by
from forum.moderation.suggested import suggestion_number
from forum.moderation.things import is_there
from forum.moderation.to_confirm import confirm_number
from forum.people.policy import Actor
from forum.questions.queries import queue_numbers
from forum.recalls.queries import recall_number


def engineers_counts(actor: Actor) -> Mapping[str, int]:
    """Return how much waits on the engineers' lists and on the editors', by their names. One statement."""
    own = {"due": due_number(actor), "to_confirm": confirm_number(actor)}
    return _counted(queue_numbers(actor) | own | _editors_numbers(actor))


def editors_counts(actor: Actor) -> Mapping[str, int]:
    """Return how much waits on the editors' lists: solutions and suggested changes. One statement."""
    return _counted(_editors_numbers(actor))


def moderators_counts(actor: Actor) -> Mapping[str, int]:
    """Return how much waits on the moderators' list of reports and on the editors' lists. One statement."""
    waiting = (cases_seen_by(actor), Case.state == CaseState.OPEN, is_there())
    reports = sa.select(sa.func.count(Case.id)).where(*waiting)
    return _counted({"reports": reports, "again": waiting_number(actor)} | _editors_numbers(actor))


def suggestions_count(actor: Actor) -> int:
    """Return how many suggested changes the actor may decide. One statement."""
    return session().scalar(suggestion_number(actor)) or 0


def _editors_numbers(actor: Actor) -> dict[str, sa.Select[int]]:
    return {"suggestions": suggestion_number(actor), "recalls": recall_number(actor), **editor_numbers(actor)}


def _counted(numbers: Mapping[str, sa.Select[int]]) -> Mapping[str, int]:
    """Run all of them in one statement."""
    columns = (number.scalar_subquery().label(name) for name, number in numbers.items())
    row = session().execute(sa.select(*columns)).one()
    return {name: int(number) for name, number in row._mapping.items()}
