"""What somebody may ask of the renderer: a fair share, so that nobody's slow texts slow the site for all others.

Counted in the memory of each process of the site, which has renderers of its own: a preview should not have to write
into the database, and nothing is lost when the count is.
"""

import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from forum import config
from forum.core.clock import now
from forum.core.errors import TooMany
from forum.core.markup import Rendered, render
from forum.core.text import N_
from forum.people.limits import network
from forum.people.policy import Actor

MINUTE = timedelta(minutes=1)
# Milliseconds of a processor in a minute for one person, or for all visitors from one place.
SHARE = 3_000
# What a text counts at least: so many are enough for any program that posts, and too few for a flood.
LEAST = 10
MOST_KNOWN = 10_000
FULL = N_("Your texts kept the site busy for too long in the last minute. Please wait a minute, then send it again.")

Uses = deque[tuple[datetime, int]]
_uses: dict[tuple[str, str], Uses] = {}
_lock = threading.Lock()


def render_for(
    actor: Actor, source: str, *, address: str | None = None, names: Mapping[str, str] | None = None
) -> Rendered:
    """Render what somebody sent, if they have not had their share of the last minute. `names` as in `render`.

    Raises `Invalid` as `render` does, `TooMany` where the share is used up, `Busy` where no renderer becomes free.
    """
    who = (str(config.current().instance), f"person {actor.id}" if actor.id is not None else network(address))
    _begin(who)
    rendered = render(source, names=names)
    _add(who, round(rendered.spent * 1000) - LEAST)
    return rendered


def _begin(who: tuple[str, str]) -> None:
    """Count a text, or raise `TooMany` where the share is used up."""
    with _lock:
        if len(_uses) > MOST_KNOWN:
            _forget()
        uses = _recent(_uses.setdefault(who, deque()))
        if sum(cost for _, cost in uses) >= SHARE:
            wait = uses[0][0] + MINUTE - now()
            raise TooMany(int(wait.total_seconds()) + 1, FULL)
        uses.append((now(), LEAST))


def _add(who: tuple[str, str], cost: int) -> None:
    """Count what a text has cost beyond the least."""
    if cost > 0:
        with _lock:
            _uses.setdefault(who, deque()).append((now(), cost))


def _recent(uses: Uses) -> Uses:
    """Drop what is older than a minute."""
    while uses and uses[0][0] <= now() - MINUTE:
        uses.popleft()
    return uses


def _forget() -> None:
    """Drop everybody who has rendered nothing in the last minute."""
    for who in [who for who, uses in _uses.items() if not _recent(uses)]:
        del _uses[who]
