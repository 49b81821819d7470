"""Writing to the journal, in the same transaction as what happened."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol

from forum import config
from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import in_unit
from forum.core.provenance import Channel
from forum.core.refs import Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event, Outbox

# Set by the fronts for each request, so that a log line, an error page and an event can be joined.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
channel: ContextVar[Channel] = ContextVar("channel", default=Channel.WEB)


class HasId(Protocol):
    """Whoever acts: the journal needs only the number."""

    @property
    def id(self) -> int | None:
        """The person's number, None for the system and for visitors."""


@contextmanager
def coming_by(way: Channel) -> Iterator[None]:
    """Record what happens in the block as having come by `way`."""
    token = channel.set(way)
    try:
        yield
    finally:
        channel.reset(token)


def record(
    kind: EventKind,
    actor: HasId,
    root: Ref,
    *,
    about: Ref | None = None,
    data: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    occurred_at: datetime | None = None,
    react: bool = True,
) -> Event:
    """Add an event to the open unit of work and return it with its id.

    `data` takes ids, numbers and fixed names; what a person wrote, or is, belongs in `details`, which can be erased.
    `react=False` writes no outbox row: nothing follows from the event.
    """
    if not in_unit():
        raise RuntimeError(f"{kind} recorded outside a unit of work")
    values = dict(details or {})
    salt = secrets.token_hex(16)
    event = Event(
        kind=kind,
        actor_id=actor.id,
        root_kind=root.kind,
        root_id=root.id,
        about_kind=(about or root).kind,
        about_id=(about or root).id,
        channel=channel.get(),
        request_id=request_id.get(),
        occurred_at=occurred_at or now(),
        recorded_at=now(),
        data=dict(data or {}),
        digest=digest_of(salt, values),
        nonce=secrets.token_hex(16),
    )
    event.mac = mac_of(event)
    session().add(event)
    session().flush()
    if values:
        session().add(Detail(event_id=event.id, salt=salt, values=values))
    if react:
        session().add(Outbox(event_id=event.id))
    return event


def canonical(value: Any) -> bytes:
    """Return the one byte string of a JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(salt: str, values: Mapping[str, Any]) -> str:
    """Return what the event keeps of its details. No details, no digest."""
    return hashlib.sha256(salt.encode() + canonical(dict(values))).hexdigest() if values else ""


def row_of(event: Event) -> bytes:
    """Return the bytes of everything in the row but its number, which the database gives, and its keyed digest."""
    return canonical(
        [
            event.kind.value,
            event.actor_id,
            event.root_kind.value,
            event.root_id,
            event.about_kind.value,
            event.about_id,
            event.channel.value,
            event.request_id,
            event.occurred_at.isoformat(),
            event.recorded_at.isoformat(),
            event.data,
            event.digest,
            event.nonce,
        ]
    )


def key() -> bytes:
    """Return the site's journal key."""
    return config.kept_key(config.current(), "journal_key").encode()


def mac_of(event: Event) -> str:
    """Return the row's keyed digest; without the key nobody can write a row that verifies."""
    return hmac.new(key(), row_of(event), hashlib.sha256).hexdigest()
