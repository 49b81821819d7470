"""Facts about the running site that every process shares: the epoch of page caches, the worker's beat."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.clock import now
from forum.core.db import Base, session
from forum.core.operation import lock
from forum.core.upsert import insert_missing


class SiteFact(Base):
    """One named fact."""

    __tablename__ = "site_facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


EPOCH = "epoch"
WORKER = "worker"


def fact(name: str) -> dict[str, Any]:
    """Return a fact's value, empty where nobody set it."""
    return session().scalar(sa.select(SiteFact.value).where(SiteFact.name == name)) or {}


def set_fact(name: str, value: dict[str, Any]) -> None:
    """Set a fact inside the open unit of work."""
    found = session().get(SiteFact, name, populate_existing=True)
    if found is None:
        session().add(SiteFact(name=name, value=value))
    else:
        found.value = value


def epoch() -> int:
    """Return the number that every page cache's key holds; it grows when a name, role, setting or product changes."""
    return int(fact(EPOCH).get("number", 0))


def bump_epoch() -> None:
    """Make every cached page stale, inside the open unit of work."""
    # Locked, since two changes that count to the same number would hide the second one.
    insert_missing(SiteFact, [{"name": EPOCH, "value": {"number": 0}}])
    row = lock(SiteFact, EPOCH)
    row.value = {"number": int(row.value.get("number", 0)) + 1}


def note_beat(pid: int) -> None:
    """Note that the worker is alive, inside the open unit of work."""
    set_fact(WORKER, {"at": now().isoformat(), "pid": pid})


def last_beat() -> datetime | None:
    """Return when the worker was alive last, None where it never was."""
    at = fact(WORKER).get("at")
    return datetime.fromisoformat(at) if at else None
