"""`forum` in processes of its own that need not load it each time: that takes longer than what most of them do.

One process a session of tests loads what `forum` is made of and does nothing but fork. A child has the environment, the
folder, the input and the output that it is given, and runs the command from its first line. How the interpreter itself
begins and ends with `forum` is tested in `tests/running` with processes that are started in the ordinary way.
"""

import atexit
import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from forum.cli import main
from forum.config import ROOT

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.support.loaded"])


class Forked:
    """A process of `forum` that has been started, with what a `subprocess.Popen` would tell of it."""

    def __init__(self, process: BaseProcess) -> None:
        """Take the started process."""
        self._process = process
        assert process.pid is not None
        self.pid = process.pid

    def poll(self) -> int | None:
        """Its exit code, None while it runs; -N if signal N ended it."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Wait for its end and return its exit code. Raises TimeoutError after `timeout` seconds."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError(f"process {self.pid} has not ended in {timeout} s")
        return code

    def terminate(self) -> None:
        """Ask it to end, as an operator does."""
        self._process.terminate()


def start(
    arguments: list[str], environment: Mapping[str, str], *, output: Path, errors: Path | None = None, typed: str = ""
) -> Forked:
    """Start `forum ARGUMENTS` in a session of its own, which knows this environment and no other.

    What it says is added to the file `output`, and its errors to the file `errors` or to the same; `typed` is its
    standard input.
    """
    given = (arguments, dict(environment), str(output), str(errors) if errors else None, typed)
    process = _context.Process(target=_run, args=given, daemon=False)
    process.start()
    return Forked(process)


def _run(arguments: list[str], environment: dict[str, str], output: str, errors: str | None, typed: str) -> None:
    """Be the process."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    _redirect(output, errors, typed)
    try:
        main(arguments, prog_name="forum")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        atexit._run_exitfuncs()


def _redirect(output: str, errors: str | None, typed: str) -> None:
    """Give the process its input and outputs."""
    reading, writing = os.pipe()
    os.write(writing, typed.encode())
    os.close(writing)
    os.dup2(reading, 0)
    os.close(reading)
    for number, path in ((1, output), (2, errors)):
        if path is None:
            os.dup2(1, 2)
            continue
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it stays open as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
