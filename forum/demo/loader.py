"""Fills an empty site with the demo community: every step of its story, at its own time, in one journal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from forum import config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Conflict
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.core.site import fact, set_fact
from forum.core.text import N_
from forum.demo import script
from forum.demo.player import Player
from forum.demo.timeline import Step, timeline
from forum.journal.catch_up import catch_up
from forum.journal.record import coming_by
from forum.people.models import Person
from forum.people.passwords import hash_password
from forum.questions.models import Question
from forum.reactions import TABLE

PASSWORD = "lantern-on-the-porch"  # noqa: S105 - everybody may know it: it opens the invented people of the demo
FACT = "demo"
# Reactions are run once a week of the story: each run of the index costs a commit.
WEEK = timedelta(days=7)
Watch = Callable[[int], None]


class Filling(StrEnum):
    """What came of it."""

    DONE = "done"
    WAS_DONE = "was done"
    NOT_EMPTY = "not empty"


def steps_left(community: script.Community) -> int:
    """Return how many steps `fill` would play now."""
    progress = fact(FACT)
    if not progress and _is_inhabited():
        return 0
    return len(timeline(community)) - int(progress.get("played", 0))


def fill(community: script.Community, watch: Watch = lambda steps: None) -> Filling:
    """Play what has not been played yet; `watch` is told how many steps were done since it was told last.

    Each step is committed together with the progress, so a run that was killed goes on where it ended, and a finished
    one adds nothing. A site on which somebody else lives is left alone.
    """
    left = steps_left(community)
    progress = fact(FACT)
    if not left:
        return Filling.WAS_DONE if progress else Filling.NOT_EMPTY
    steps = timeline(community)
    today = datetime.fromisoformat(progress["today"]) if progress else now()
    player = Player(community, dict(progress.get("names", {})), hash_password(PASSWORD))
    with coming_by(Channel.DEMO), _nobody_new():
        for number in range(len(steps) - left, len(steps)):
            _play(player, steps[number], number, today)
            if number + 1 == len(steps) or _week(steps[number + 1]) < _week(steps[number]):
                _follow(today - steps[number].ago)
            watch(1)
    catch_up(TABLE)
    return Filling.DONE


@contextmanager
def _nobody_new() -> Iterator[None]:
    """Let no check wait for another engineer: the community has known its own for long."""
    before = config.current()
    config.use(replace(before, new_engineer_checks=0))
    try:
        yield
    finally:
        config.use(before)


def _play(player: Player, step: Step, number: int, today: datetime) -> None:
    """Play one step at its own time and keep that it was played."""
    with travel(today - step.ago):
        deed = player.prepare(step.what)
        with unit():
            if int(fact(FACT).get("played", 0)) != number:
                raise Conflict(N_("Another run fills this site at the moment. Wait until it has ended."))
            deed()
            done: dict[str, Any] = {"today": today.isoformat(), "played": number + 1, "names": dict(player.names)}
            set_fact(FACT, done)


def _week(step: Step) -> int:
    """Return how many weeks before today the step lies."""
    return step.ago // WEEK


def _follow(moment: datetime) -> None:
    """Let follow what follows, at that time: solutions and notices bear the dates of the story."""
    with travel(moment):
        catch_up(TABLE)


def _is_inhabited() -> bool:
    """Whether somebody lives here already."""
    return any(session().scalar(sa.select(model.id).limit(1)) is not None for model in (Person, Question))
