"""Cursors of the lists that are not keysets of the database: short ones, and search."""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from forum.core.errors import Invalid
from forum.core.text import N_

T = TypeVar("T")
Key = tuple[int | str, ...]
FOREIGN = N_("This cursor was not made by this list. Start again without one.")


def write(name: str, *values: int | str) -> str:
    """Return the opaque cursor of the list `name` that stands at these values."""
    text = json.dumps([name, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(name: str, cursor: str, *kinds: type[int] | type[str]) -> Key:
    """Return the values of a cursor of the list `name`, which have these types; raise `Invalid` for any other."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
        if not isinstance(found, list) or found[:1] != [name] or [type(each) for each in found[1:]] != [*kinds]:
            raise ValueError(cursor)
    except (ValueError, RecursionError) as error:
        raise Invalid.one("cursor", "malformed", FOREIGN) from error
    return tuple(found[1:])


def cut(
    name: str,
    rows: Iterable[T],
    key: Callable[[T], Key],
    kinds: Sequence[type[int] | type[str]],
    args: dict[str, Any],
) -> tuple[Sequence[T], str | None]:
    """Return the page of `rows` that `limit` and `cursor` of the arguments ask for, and the cursor of the next.

    `key` gives a strict order, of values of these `kinds`, so that a page stays right while rows come and go.
    """
    ordered = sorted(rows, key=key)
    if args["cursor"]:
        behind = read(name, args["cursor"], *kinds)
        ordered = [row for row in ordered if key(row) > behind]
    page = ordered[: args["limit"]]
    return page, write(name, *key(page[-1])) if len(ordered) > len(page) else None
