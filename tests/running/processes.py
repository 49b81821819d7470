"""What the tests of this folder ask about processes and the worker."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from forum.config import Config
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import SITE
from forum.core.site import WORKER, fact
from forum.journal.drain import waiting
from forum.journal.kinds import EventKind
from forum.journal.record import record
from tests.support.cast import Cast
from tests.support.commands import begin


def beating() -> int:
    """The process whose beat was noted last, 0 for none."""
    session().rollback()
    pid: int = fact(WORKER).get("pid", 0)
    return pid


def left() -> int:
    """How many reactions wait, looked at afresh."""
    session().rollback()
    return waiting()


def happen(cast: Cast, count: int = 3) -> list[int]:
    """Let something happen a few times; returns the numbers of the events."""
    made = []
    for number in range(count):
        with unit():
            made.append(record(EventKind.SITE_CHANGED, cast.amy, SITE, data={"n": number}).id)
    return made


def is_running(pid: int) -> bool:
    """Whether the process still does something; one that ended and that nobody asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def family(pid: int) -> set[int]:
    """The process and all that it and its children began."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@contextlib.contextmanager
def started(settings: Config, *command: str) -> Iterator[subprocess.Popen[str]]:
    """`forum COMMAND` for a site, killed at the end if it still runs."""
    process = begin(settings, *command)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def worker(settings: Config) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    """`forum worker` for a site, killed at the end if it still runs."""
    return started(settings, "worker")


def kill(pid: int) -> None:
    """End a process as a power cut does."""
    os.kill(pid, signal.SIGKILL)
