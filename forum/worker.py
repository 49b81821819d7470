"""The worker: the one process that runs what follows from events, seals the journal and does what is due by the clock.

A second one waits until the first is gone. Nothing is kept in memory: what was begun when the process was killed is
begun again by the next one.
"""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from forum.core.db import db
from forum.core.operation import unit
from forum.core.schema import require_current
from forum.core.site import note_beat
from forum.flags.repeats import forget_old_prints
from forum.images.operations import sweep_unused
from forum.journal.drain import Table, drain
from forum.journal.seal import seal, write_anchor
from forum.journal.turn import Turn
from forum.knowledge.operations import follow_setting
from forum.moderation.calling import call_again, call_to_held
from forum.moderation.entry_verdicts import lapse_entry_verdicts
from forum.moderation.hiding import go_on as go_on_hiding
from forum.moderation.images import is_suggested
from forum.moderation.new_releases import go_on as go_on_asking
from forum.moderation.trust_levels import Settling
from forum.moderation.verdicts import lapse_verdicts
from forum.notifications.mail import send_due
from forum.people.drafts import erase_old_drafts
from forum.people.exporting import forget_old_exports
from forum.personal.erase import Eraser
from forum.questions.sweeping import sweep_some
from forum.reactions import TABLE
from forum.recalls.operations import send_due as send_recalls
from forum.search.indexing import engine, learn_some, mend

log = logging.getLogger(__name__)

POLL = 0.5
BEAT = 10.0
# Seconds that long work takes before what is due by the clock has its turn.
AT_A_TIME = 0.7
# The same for learning, which goes on for hours on a large site that has just been given an encoder.
LEARNING = 0.3
SEAL_BATCH = 5_000
SHORTEST_REST, LONGEST_REST = 0.5, 30.0
# From <linux/prctl.h>: the signal that a process gets when its parent dies.
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Sweep:
    """Something done by the clock, every so many seconds. It must be safe to repeat and to miss."""

    name: str
    every: float
    run: Callable[[], object]


def beat() -> None:
    """Say that the worker is alive; `/readyz` reads it."""
    with unit():
        note_beat(os.getpid())


def seal_all() -> None:
    """Seal what happened since the last time."""
    while seal(SEAL_BATCH) == SEAL_BATCH:
        pass


def mend_index() -> None:
    """Build the index where it is missing or damaged; at the first step this makes a new site's."""
    mend(tell=at_most_every(BEAT, beat))


def learn() -> None:
    """Let some texts be found by their meaning too; the rest has its turn soon."""
    learn_some(LEARNING)


def lapse() -> None:
    """Mark checks whose review date has passed, a few in each transaction: others wait for it when they write."""
    ends = time.monotonic() + AT_A_TIME
    while (lapse_verdicts() or lapse_entry_verdicts()) and time.monotonic() < ends:
        pass


def sweep_rules() -> None:
    """Look at some old posts with the rules that changed; the rest of them has its turn soon."""
    ends = time.monotonic() + AT_A_TIME
    while (progress := sweep_some()) and not progress.is_done and time.monotonic() < ends:
        pass


def sweep_images() -> None:
    """Erase pictures that no text shows, nor a suggestion that waits."""
    sweep_unused(is_suggested())


def at_most_every(seconds: float, run: Callable[[], object]) -> Callable[[], None]:
    """Return a function that may be called often and runs `run` only so often."""
    last = time.monotonic()

    def maybe() -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            run()

    return maybe


# These go on with what they have begun; another process begins anew.
ERASER = Eraser(at_most_every(BEAT, beat))
TRUST = Settling()

# One line for each. What an event calls for belongs in `forum/reactions.py`; here stands what time calls for.
SWEEPS: tuple[Sweep, ...] = (
    Sweep("beat", BEAT, beat),
    Sweep("seal", 5, seal_all),
    Sweep("index", 10, mend_index),
    Sweep("meanings", 1, learn),
    Sweep("anchor", 60, write_anchor),
    Sweep("mail", 1, send_due),
    Sweep("lapse", 60, lapse),
    Sweep("call_again", 30, call_again),
    Sweep("held", 60, call_to_held),
    Sweep("prints", 3_600, forget_old_prints),
    Sweep("setting", 5, follow_setting),
    Sweep("recalls", 5, send_recalls),
    Sweep("drafts", 3_600, erase_old_drafts),
    Sweep("erasures", 1, ERASER.go_on),
    Sweep("exports", 3_600, forget_old_exports),
    Sweep("images", 3_600, sweep_images),
    Sweep("trust", 5, TRUST.go_on),
    Sweep("rules", 2, sweep_rules),
    Sweep("hide_posts", 1, go_on_hiding),
    Sweep("new_releases", 1, go_on_asking),
)


class Worker:
    """The loop. `parent` is the process with which it ends; None: it ends when it is told to."""

    def __init__(
        self, *, table: Table = TABLE, sweeps: Sequence[Sweep] = SWEEPS, parent: int | None = None, poll: float = POLL
    ) -> None:
        """Prepare; `run` begins. Whoever calls `step` instead closes the worker afterwards."""
        self._table = table
        self._sweeps = sweeps
        self._parent = parent
        self._poll = poll
        self._ending = threading.Event()
        self._next: dict[str, float] = {}
        self._turn = Turn()
        self._rest = SHORTEST_REST
        self._told_of_waiting = False

    def stop(self) -> None:
        """End after what is being done now."""
        self._ending.set()

    def run(self) -> None:
        """Work until told to stop or until the parent is gone; an error is logged and followed by a rest."""
        try:
            while not self._ending.is_set() and self._has_parent():
                try:
                    busy = self.step()
                    self._rest = SHORTEST_REST
                except Exception:
                    log.exception("the worker rests %.1f s after an error", self._rest)
                    self._let_go()
                    self._ending.wait(self._rest)
                    self._rest = min(self._rest * 2, LONGEST_REST)
                    continue
                if not busy:
                    self._ending.wait(self._poll)
        finally:
            self.close()

    def close(self) -> None:
        """Let another worker have the turn, and let go of the database."""
        self._turn.give_back()
        db.session.remove()

    def step(self) -> bool:
        """Do once what is due; return whether there may be more."""
        if not self._turn.take():
            if not self._told_of_waiting:
                log.info("another worker is running; this one waits")
                self._told_of_waiting = True
            return False
        if self._told_of_waiting:
            log.info("the other worker is gone; this one begins")
            self._told_of_waiting = False
        self._sweep()
        drained = drain(self._table)
        db.session.remove()
        return bool(drained.done or drained.failed)

    def _sweep(self) -> None:
        """Run what the clock calls for; one that fails is tried again at its next time."""
        for sweep in self._sweeps:
            if self._ending.is_set() or time.monotonic() < self._next.get(sweep.name, 0.0):
                continue
            self._next[sweep.name] = time.monotonic() + sweep.every
            try:
                sweep.run()
            except Exception:
                log.exception("sweep failed", extra={"sweep": sweep.name})
            finally:
                db.session.remove()

    def _let_go(self) -> None:
        """Drop what is left of a broken transaction; where even that fails, the next step gets a new session anyway."""
        try:
            db.session.remove()
        except Exception:
            log.exception("the session could not be closed")

    def _has_parent(self) -> bool:
        return self._parent is None or os.getppid() == self._parent


def end_with_parent() -> None:
    """Ask the kernel (Linux) to end this process when its parent dies; elsewhere the loop notices."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(parent: int | None = None) -> None:
    """Run the worker of the present application until SIGTERM or SIGINT."""
    require_current()
    worker = Worker(parent=parent)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if parent is not None:
        end_with_parent()
    engine().prepare()
    log.info("the worker begins")
    worker.run()
    log.info("the worker ends")
