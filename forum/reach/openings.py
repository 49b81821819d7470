"""Who of the staff opened what is private: one row a person, thing and day, with how often."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.upsert import insert_into
from forum.people.policy import Actor
from forum.reach.models import DailyOpening, Part

NOTED = "vouch_openings"
KEY = ("kind", "thing_id", "part", "person_id", "day")


class Opening(NamedTuple):
    """That somebody opened a private part of a thing on a day."""

    kind: Kind
    thing_id: int
    part: Part
    person_id: int
    day: date


def note_opening(actor: Actor, ref: Ref, part: Part = Part.TEXT) -> None:
    """Remember for the end of the request that the actor is shown a private part of a thing."""
    if actor.id is not None:
        session().info.setdefault(NOTED, set()).add(Opening(ref.kind, ref.id, part, actor.id, now().date()))


def take_openings() -> set[Opening]:
    """Return what was noted in this request, each once, and forget it."""
    noted: set[Opening] = session().info.pop(NOTED, set())
    return noted


@operation
def add_openings(counts: Mapping[Opening, int]) -> None:
    """Add what was opened to its days."""
    if not counts:
        return
    # In one order everywhere, so that two processes that write at once do not wait for each other.
    rows = [{**one._asdict(), "times": times} for one, times in sorted(counts.items())]
    insert = insert_into(DailyOpening).values(rows)
    grown = {"times": DailyOpening.times + insert.excluded.times}
    session().execute(insert.on_conflict_do_update(index_elements=list(KEY), set_=grown))
