"""What visitors without an account say in one tap: whether a text helped. Counted, never identified."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import TooMany
from forum.core.operation import operation
from forum.core.refs import Ref
from forum.core.upsert import insert_into
from forum.people.limits import Limit, network, take_attempt
from forum.reach.models import DailyHelp

DAY = timedelta(days=1)
# Many people stand behind one address, none of them a hundred.
PER_PLACE = 60


@dataclass(frozen=True, slots=True)
class Help:
    """How many visitors a thing helped and did not help, in all of its revisions."""

    helped: int
    did_not: int


def hear_visitor(ref: Ref, revision: int, *, helped: bool, address: str | None) -> None:
    """Count what a visitor says of a thing, once a day for each place that they say it from, and so many in all."""
    place = network(address)
    try:
        take_attempt((Limit("helped", 1, DAY, (place, str(ref))), Limit("helped place", PER_PLACE, DAY, (place,))))
    except TooMany:
        return
    count_help(ref, revision, helped=helped)


@operation
def count_help(ref: Ref, revision: int, *, helped: bool) -> None:
    """Count one visitor's word about a revision of a thing, today."""
    row = {"kind": ref.kind, "thing_id": ref.id, "revision": revision, "day": now().date()}
    insert = insert_into(DailyHelp).values(**row, helped=int(helped), did_not=int(not helped))
    grown = {
        "helped": DailyHelp.helped + insert.excluded.helped,
        "did_not": DailyHelp.did_not + insert.excluded.did_not,
    }
    session().execute(insert.on_conflict_do_update(index_elements=list(row), set_=grown))


def help_of(ref: Ref) -> Help:
    """Return what visitors said of a thing. One statement."""
    sums = (sa.func.coalesce(sa.func.sum(column), 0) for column in (DailyHelp.helped, DailyHelp.did_not))
    query = sa.select(*sums).where(DailyHelp.kind == ref.kind, DailyHelp.thing_id == ref.id)
    return Help(*map(int, session().execute(query).one()))
