"""The unit of work: the only place that commits.

An operation is one verb of the forum. The outermost one begins a transaction that may write, the nested ones join it.
Inside: lock the root row, ask policy, change, record, return. Nothing slow, no mail, no Markdown, no index.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from forum.core.db import WRITES, Base, constraint_name, session
from forum.core.errors import Busy, Conflict, NotFound

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Base)

_IN_UNIT = "vouch_in_unit"
# PostgreSQL's codes for: serialization failure, deadlock, lock not available.
_PASSING = {"40001", "40P01", "55P03"}


@contextmanager
def unit() -> Iterator[Session]:
    """Run the block in one transaction that may write: commit at its end, roll back on any error.

    Inside another unit it joins that one. Raises `Conflict` where a named constraint was violated.
    """
    current = session()
    if current.info.get(_IN_UNIT):
        yield current
        return
    # What was read before is forgotten: the locked rows are read afresh.
    current.rollback()
    current.info[_IN_UNIT] = True
    try:
        current.connection(execution_options={WRITES: True})
        yield current
        current.commit()
    except IntegrityError as error:
        current.rollback()
        name = constraint_name(error)
        if name is None:
            raise
        raise Conflict(code=name) from error
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop(_IN_UNIT, None)


def in_unit() -> bool:
    """Return whether a unit of work is open in this session."""
    return bool(session().info.get(_IN_UNIT))


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a verb that runs in one unit of work.

    A lock that could not be had or a deadlock is tried once more; the second time `Busy` is raised and nothing changed.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if in_unit():
            return function(*args, **kwargs)
        for last in (False, True):
            try:
                with unit():
                    return function(*args, **kwargs)
            except DBAPIError as error:
                if not is_passing(error):
                    raise
                if last:
                    raise Busy from error
        raise AssertionError("unreachable")

    return run


def is_passing(error: DBAPIError) -> bool:
    """Return whether the database was only busy, so that the same work can succeed when it is tried again."""
    if isinstance(error, OperationalError) and "database is locked" in str(error.orig):
        return True
    return getattr(error.orig, "sqlstate", None) in _PASSING


def lock(model: type[Row], ident: int | str) -> Row:
    """Return the row, locked until the unit ends and read afresh; raise `NotFound` where there is none."""
    row = lock_if_there(model, ident)
    if row is None:
        raise NotFound
    return row


def lock_if_there(model: type[Row], ident: int | str) -> Row | None:
    """Return the locked row or None."""
    query = (
        sa.select(model)
        .where(sa.inspect(model).primary_key[0] == ident)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    )
    return session().scalars(query).one_or_none()
