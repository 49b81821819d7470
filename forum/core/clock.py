"""The one clock. Everything asks `now()`, so that tests and the demo can live at another time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_shift: ContextVar[timedelta] = ContextVar("clock_shift", default=timedelta(0))


def now() -> datetime:
    """Return the present time in UTC, with its zone."""
    return datetime.now(UTC) + _shift.get()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Run the block as if it were `to`; time goes on from there."""
    token = _shift.set(to - datetime.now(UTC))
    try:
        yield
    finally:
        _shift.reset(token)
