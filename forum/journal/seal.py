"""The chain over the journal: sealing, and finding whether anybody changed what happened."""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.core.operation import operation
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event, Seal
from forum.journal.record import digest_of, key, mac_of, row_of

log = logging.getLogger(__name__)
# PostgreSQL's advisory lock of the one sealer.
SEALER = 7_101_983
START = "vouch"
# How far behind the newest seal the regular sealer looks for events that were committed late.
RECENT = 10_000


@dataclass
class Finding:
    """What `verify` found. The journal is whole when `problems` is empty."""

    events: int = 0
    sealed: int = 0
    redacted: int = 0
    problems: list[str] = field(default_factory=list)


@operation
def seal(limit: int = 5_000, *, everywhere: bool = False) -> int:
    """Seal up to `limit` events that have no seal yet, in the order of their numbers; return how many.

    Looks at the newest events only, unless `everywhere`: numbers are given early and committed late, but not that late.
    """
    if session().get_bind().dialect.name == "postgresql":
        session().execute(sa.select(sa.func.pg_advisory_xact_lock(SEALER)))
    last = session().scalars(sa.select(Seal).order_by(Seal.sequence.desc()).limit(1)).one_or_none()
    sequence, previous = (last.sequence, last.hmac) if last else (0, START)
    floor = 0 if everywhere or last is None else last.event_id - RECENT
    unsealed = (
        sa.select(Event)
        .outerjoin(Seal, Seal.event_id == Event.id)
        .where(Seal.event_id.is_(None), Event.id > floor)
        .order_by(Event.id)
        .limit(limit)
    )
    count = 0
    for event in session().scalars(unsealed):
        sequence += 1
        count += 1
        previous = link(previous, event)
        session().add(Seal(sequence=sequence, event_id=event.id, hmac=previous))
    return count


def link(previous: str, event: Event) -> str:
    """Return the seal that follows `previous`."""
    return hmac.new(key(), previous.encode() + str(event.id).encode() + row_of(event), hashlib.sha256).hexdigest()


def anchor_path() -> Path:
    """Where the last known end of the chain is kept, outside the database."""
    return config.current().instance / "journal.anchor"


def write_anchor() -> None:
    """Note the chain's end beside the database and in the log, so that cutting it off is noticed."""
    last = session().scalars(sa.select(Seal).order_by(Seal.sequence.desc()).limit(1)).one_or_none()
    if last is None:
        return
    path = anchor_path()
    text = json.dumps({"sequence": last.sequence, "hmac": last.hmac})
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)
    log.info("journal anchored", extra={"sequence": last.sequence, "seal": last.hmac})


def verify() -> Finding:
    """Seal what waits, then check every row, every seal, every detail and the anchor."""
    while seal(everywhere=True):
        pass
    finding = Finding()
    redacted = _redacted_events()
    previous, expected = START, 0
    for event, sealed, detail in _chain():
        finding.events += 1
        expected += 1
        if sealed is None:
            finding.problems.append(f"event {event.id} has no seal")
            continue
        finding.sealed += 1
        if sealed.sequence != expected:
            finding.problems.append(f"seal {expected} is missing before event {event.id}")
            expected = sealed.sequence
        if not hmac.compare_digest(event.mac, mac_of(event)):
            finding.problems.append(f"event {event.id} was changed or put in")
        if sealed.hmac != link(previous, event):
            finding.problems.append(f"the chain breaks at event {event.id} (seal {sealed.sequence})")
        previous = sealed.hmac
        _check_detail(event, detail, redacted, finding)
    _check_orphans(finding)
    _check_anchor(finding)
    if not finding.problems:
        write_anchor()
    return finding


def _chain() -> Iterator[tuple[Event, Seal | None, Detail | None]]:
    """Yield the events in the order of their seals, in bounded memory."""
    query = (
        sa.select(Event, Seal, Detail)
        .outerjoin(Seal, Seal.event_id == Event.id)
        .outerjoin(Detail, Detail.event_id == Event.id)
        .order_by(sa.nulls_last(Seal.sequence), Event.id)
        .execution_options(yield_per=500)
    )
    for row in session().execute(query):
        yield row[0], row[1], row[2]
        session().expunge(row[0])


def _redacted_events() -> set[int]:
    """Return the events whose details were erased on record."""
    query = sa.select(Event.data).where(Event.kind == EventKind.DETAILS_REDACTED)
    return {ident for data in session().scalars(query) for ident in data.get("events", [])}


def _check_detail(event: Event, detail: Detail | None, redacted: set[int], finding: Finding) -> None:
    """Compare an event's details with its digest; erased ones must have been erased on record."""
    if detail is None:
        if not event.digest:
            return
        finding.redacted += 1
        if event.id not in redacted:
            finding.problems.append(f"the details of event {event.id} are gone without a record")
    elif digest_of(detail.salt, detail.values) != event.digest:
        finding.problems.append(f"the details of event {event.id} were changed")


def _check_orphans(finding: Finding) -> None:
    """Find seals whose event was removed."""
    query = sa.select(Seal.event_id).outerjoin(Event, Event.id == Seal.event_id).where(Event.id.is_(None))
    for ident in session().scalars(query):
        finding.problems.append(f"event {ident} was removed")


def _check_anchor(finding: Finding) -> None:
    """Compare the chain with the end that was noted last."""
    path = anchor_path()
    if not path.exists():
        return
    anchor = json.loads(path.read_text())
    found = session().scalar(sa.select(Seal.hmac).where(Seal.sequence == anchor["sequence"]))
    if found != anchor["hmac"]:
        finding.problems.append(f"the journal was cut or rewritten before seal {anchor['sequence']}")
