"""The journal: one transaction with what happened, append-only, and honest about every change."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from forum.core.db import session
from forum.core.operation import operation, unit
from forum.core.refs import SITE
from forum.journal.drain import Happened, Reaction, drain, waiting
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Detail, Event, Seal
from forum.journal.record import record
from forum.journal.seal import anchor_path, verify
from tests.support.cast import Cast


def happen(cast: Cast, count: int = 3) -> list[int]:
    """Let something happen a few times."""
    made = []
    for number in range(count):
        with unit():
            event = record(EventKind.SITE_CHANGED, cast.amy, SITE, data={"n": number}, details={"text": "words"})
            made.append(event.id)
    return made


def tamper(statement: str) -> None:
    """Change the tables as somebody with access to the database file would: without the triggers."""
    connection = session().connection()
    sqlite = connection.dialect.name == "sqlite"
    with unit():
        for table in ("events", "seals"):
            for verb in ("update", "delete"):
                name = f"{table}_no_{verb}"
                session().execute(sa.text(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}")))
        session().execute(sa.text(statement))


def test_a_rolled_back_unit_leaves_no_event(cast: Cast) -> None:
    before = session().scalar(sa.select(sa.func.count(Event.id)))

    @operation
    def change_mind() -> None:
        record(EventKind.SITE_CHANGED, cast.amy, SITE)
        raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        change_mind()
    assert session().scalar(sa.select(sa.func.count(Event.id))) == before


def test_nothing_is_recorded_outside_a_unit(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="outside a unit of work"):
        record(EventKind.SITE_CHANGED, cast.amy, SITE)


@pytest.mark.parametrize("statement", ["UPDATE events SET actor_id = 1", "DELETE FROM events", "DELETE FROM seals"])
def test_the_database_refuses_to_change_what_happened(cast: Cast, statement: str) -> None:
    happen(cast)
    assert verify().problems == []
    with pytest.raises(DBAPIError, match="append-only"), unit():
        session().execute(sa.text(statement))


def test_an_untouched_journal_verifies(cast: Cast) -> None:
    happen(cast, 5)
    finding = verify()
    assert finding.problems == []
    assert finding.events == finding.sealed >= 5


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE events SET actor_id = 1 WHERE id = {1}", "was changed or put in"),
        ("DELETE FROM details WHERE event_id = {1}", "gone without a record"),
        ("UPDATE details SET salt = 'x' WHERE event_id = {1}", "details of event {1} were changed"),
        (
            "INSERT INTO events (id, kind, actor_id, root_kind, root_id, about_kind, about_id, channel, occurred_at,"
            " recorded_at, data, digest, nonce, mac) SELECT 9999, kind, actor_id, root_kind, root_id, about_kind,"
            " about_id, channel, occurred_at, recorded_at, data, digest, 'fresh', mac FROM events WHERE id = {1}",
            "event 9999 was changed or put in",
        ),
    ],
)
def test_a_change_is_found(cast: Cast, statement: str, problem: str) -> None:
    made = happen(cast)
    assert verify().problems == []
    tamper(statement.format(*made))
    assert problem.format(*made) in "; ".join(verify().problems)


def remove(ident: int) -> None:
    """Take an event out with everything that hangs on it."""
    tamper(f"DELETE FROM outbox WHERE event_id = {ident}")
    with unit():
        for table, column in (("details", "event_id"), ("seals", "event_id"), ("events", "id")):
            session().execute(sa.text(f"DELETE FROM {table} WHERE {column} = {ident}"))


def test_removal_is_found(cast: Cast) -> None:
    made = happen(cast)
    assert verify().problems == []
    remove(made[1])
    assert "is missing" in "; ".join(verify().problems)


def test_another_order_is_found(cast: Cast) -> None:
    first, second, _ = happen(cast)
    assert verify().problems == []
    numbers = {seal.event_id: seal.sequence for seal in session().execute(sa.select(Seal.event_id, Seal.sequence))}
    tamper(f"UPDATE seals SET sequence = -sequence WHERE event_id IN ({first}, {second})")
    with unit():
        for event, other in ((first, second), (second, first)):
            moved = sa.update(Seal).where(Seal.event_id == event).values(sequence=numbers[other])
            session().execute(moved)
    assert "the chain breaks" in "; ".join(verify().problems)


def test_cutting_off_the_end_is_found(cast: Cast) -> None:
    made = happen(cast)
    assert verify().problems == []
    assert anchor_path().exists()
    remove(made[2])
    assert "cut or rewritten" in "; ".join(verify().problems)


def test_erased_details_on_record_leave_the_journal_whole(cast: Cast) -> None:
    made = happen(cast)
    with unit():
        session().execute(sa.delete(Detail).where(Detail.event_id == made[0]))
        record(EventKind.DETAILS_REDACTED, cast.amy, SITE, data={"events": [made[0]]})
    finding = verify()
    assert finding.problems == []
    assert finding.redacted == 1


def test_every_reaction_runs_once_and_a_failing_one_is_tried_again(cast: Cast) -> None:
    seen: list[int] = []
    broken = True

    def note(event: Happened) -> None:
        seen.append(event.id)

    def stumble(event: Happened) -> None:
        if broken:
            raise RuntimeError("the network is down")
        seen.append(-event.id)

    table = {EventKind.SITE_CHANGED: (Reaction("note", one=note), Reaction("stumble", one=stumble))}
    made = happen(cast, 2)
    first = drain(table)
    assert (sorted(seen), first.failed) == (made, 2)
    failed = session().scalars(sa.select(Delivery).where(Delivery.done_at.is_(None))).all()
    assert {delivery.attempts for delivery in failed} == {1}
    assert all("the network is down" in (delivery.error or "") for delivery in failed)
    broken = False
    drain(table)
    assert waiting() == 2  # their next try is not due yet
    drain(table, delayed=True)
    drain(table, delayed=True)
    assert sorted(seen) == sorted([*made, *(-ident for ident in made)])
    assert waiting() == 0


def test_a_batch_reaction_gets_all_that_wait(cast: Cast) -> None:
    batches: list[list[int]] = []
    batch = Reaction("batch", many=lambda events: batches.append([one.id for one in events]))
    table = {EventKind.SITE_CHANGED: (batch,)}
    made = happen(cast, 4)
    assert drain(table).done == 4
    assert batches == [made]


def test_seals_are_numbered_without_gaps(app: Flask, cast: Cast) -> None:
    happen(cast, 4)
    verify()
    numbers = session().scalars(sa.select(Seal.sequence).order_by(Seal.sequence)).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))
