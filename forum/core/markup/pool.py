"""The renderer's processes as the processes of the site see them: started when needed, replaced when they die."""

import atexit
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from forum.core.errors import Busy
from forum.core.markup.frames import receive, send, waiting
from forum.core.markup.limits import CPU_SECONDS, WAIT_SECONDS, WALL_SECONDS

_log = logging.getLogger(__name__)

# For each process of the site: rendering takes milliseconds, and one hostile text must not stop all others.
_SIZE = 2
_START_SECONDS = 30.0
_ROOT = Path(__file__).resolve().parents[3]
# The renderer reads what strangers write: of our environment it gets what Python needs to start, and no secret.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE")


class _Helper:
    """One renderer process."""

    def __init__(self, cpu: float) -> None:
        """Start it and wait until it is ready; `cpu` are its seconds of processor time for a text.

        Raises `OSError`, `EOFError` or `TimeoutError`.
        """
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 - the only argument is a number of our own
            [sys.executable, "-m", "forum.core.markup.process", str(cpu)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=environment | {"PYTHONPATH": str(_ROOT)},
            start_new_session=True,  # Ctrl-C in a terminal is for the site, which still answers what it has begun
        )
        assert self._process.stdin, "asked for"
        assert self._process.stdout, "asked for"
        self._requests, self._answers = self._process.stdin, self._process.stdout
        try:
            receive(self._answers.fileno(), _START_SECONDS)
        except (EOFError, TimeoutError):
            self.end()
            raise

    @property
    def pid(self) -> int:
        """Return the id of the process."""
        return self._process.pid

    @property
    def usable(self) -> bool:
        """Tell whether it lives and has nothing to say: what it says unasked is about a death of its own."""
        return self._process.poll() is None and not waiting(self._answers.fileno())

    def ask(self, request: Mapping[str, object], seconds: float) -> dict[str, str]:
        """Return the answer. Raises `OSError`, `EOFError` or `TimeoutError`; the process is of no use afterwards."""
        send(self._requests.fileno(), request)
        answer: dict[str, str] = receive(self._answers.fileno(), seconds)
        return answer

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.forget()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def forget(self) -> None:
        """Close our ends of its pipes."""
        self._requests.close()
        self._answers.close()

    def disown(self) -> None:
        """Leave it to the process that it belongs to: this one is a fork of that."""
        self.forget()
        self._process.returncode = 0


class Pool:
    """Hands texts to renderer processes."""

    def __init__(self, seconds: float = WALL_SECONDS, wait: float = WAIT_SECONDS, cpu: float = CPU_SECONDS) -> None:
        """Begin without any process.

        `seconds` are what one text may take on the clock and `cpu` of the processor, `wait` how long it stands.
        """
        self._seconds, self._wait, self._cpu = seconds, wait, cpu
        self._slots = threading.BoundedSemaphore(_SIZE)
        self._helpers: list[_Helper] = []
        self._idle: list[_Helper] = []

    def ask(self, request: Mapping[str, object]) -> dict[str, str]:
        """Return a renderer's answer; `{"failed": what}` if none could be had.

        Raises `Busy` where all renderers stay taken: whoever waits holds a thread of the site meanwhile.
        """
        if not self._slots.acquire(timeout=self._wait):
            raise Busy
        try:
            return self._ask(request)
        finally:
            self._slots.release()

    def _ask(self, request: Mapping[str, object]) -> dict[str, str]:
        try:
            helper = self._usable()
        except (OSError, EOFError, TimeoutError) as error:
            _log.exception("The renderer cannot be started: texts are shown as they were written")
            return {"failed": type(error).__name__}
        try:
            answer = helper.ask(request, self._seconds)
        except (OSError, EOFError, TimeoutError) as error:
            self._remove(helper)
            return {"failed": type(error).__name__}
        self._idle.append(helper)
        return answer

    @property
    def pids(self) -> list[int]:
        """Return the ids of the processes that live, idle or not."""
        return [helper.pid for helper in self._helpers]

    def end(self) -> None:
        """End all processes."""
        for helper in list(self._helpers):
            self._remove(helper)
        self._idle.clear()

    def disown(self) -> None:
        """Forget all processes: they belong to the process that this one is a fork of."""
        for helper in self._helpers:
            helper.disown()

    def _usable(self) -> _Helper:
        """Return an idle process, or a new one."""
        while self._idle:
            helper = self._idle.pop()
            if helper.usable:
                return helper
            self._remove(helper)
        helper = _Helper(self._cpu)
        self._helpers.append(helper)
        return helper

    def _remove(self, helper: _Helper) -> None:
        helper.end()
        self._helpers.remove(helper)


_pool = Pool()


def ask(request: Mapping[str, object]) -> dict[str, str]:
    """Return the answer to a request (see `process`) from one of this process's renderers. Raises `Busy`."""
    return _pool.ask(request)


def _begin_anew() -> None:
    """Give a forked process a pool of its own."""
    global _pool
    _pool.disown()
    _pool = Pool()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(lambda: _pool.end())
