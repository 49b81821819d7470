"""The site as its operator runs it: `forum serve` in a process of its own, with its worker, on a free port."""

import contextlib
import http.client
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest

from forum.config import ROOT, Config
from tests.support.forked import Forked, start
from tests.support.ports import free_port
from tests.support.waiting import eventually


def environment(settings: Config) -> dict[str, str]:
    """The process environment that makes `forum` read these settings and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    for each in fields(settings):
        value = getattr(settings, each.name)
        kept[f"FORUM_{each.name.upper()}"] = str(int(value) if isinstance(value, bool) else value)
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


class Server:
    """One running site. `settings` say where it is: instance folder, database, address; `url` is its address."""

    def __init__(self, settings: Config, *, workers: int = 1, options: Sequence[str] = ()) -> None:
        """Prepare a server for a site; `options` go to `forum serve`, as `--no-worker`."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = replace(settings, base_url=self.url, workers=workers)
        self.log = Path(settings.instance) / "server.log"
        self._options = list(options)
        self._process: Forked | None = None

    @property
    def pid(self) -> int | None:
        """The number of its parent process, None before it was started."""
        return self._process.pid if self._process else None

    def start(self) -> "Server":
        """Start it and wait until it answers.

        Raises RuntimeError with the server's own words if it ends, AssertionError if it does not answer in time.
        """
        command = ["serve", "--host", "127.0.0.1", "--port", str(self.port), *self._options]
        self._process = start(command, environment(self.settings), output=self.log)
        try:
            eventually(self._answers, within=30)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Ask it to end, as an operator does, and wait for it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        except TimeoutError:
            self.kill()
            raise AssertionError(f"the server did not end when asked to:\n{self.words()}") from None
        self._end_group()

    def kill(self) -> None:
        """End it and its children at once, as a power cut does."""
        if self._process is not None:
            self._end_group()
            self._process.wait(60)
            eventually(lambda: not self._children_left())

    def words(self) -> str:
        """What it has logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _end_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):  # all have ended by themselves
                os.killpg(self._process.pid, signal.SIGKILL)

    def _children_left(self) -> bool:
        """Whether a process of its group still does something; one that only waits to be counted does not."""
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):  # it ended while we looked
                columns = path.read_text().rpartition(")")[2].split()
                state, group, threads = columns[0], int(columns[2]), int(columns[17])
                if group == self.pid and (state != "Z" or threads > 1):
                    return True
        return False

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"the server ended by itself:\n{self.words()}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@pytest.fixture
def live_server(settings: Config) -> Iterator[Server]:
    """The test's own site, served with its worker; fails the test if the server logged an unhandled error."""
    server = Server(settings).start()
    try:
        yield server
    finally:
        server.kill()  # how it ends when asked to has tests of its own
    assert "Traceback (most recent call last)" not in server.words(), server.words()
