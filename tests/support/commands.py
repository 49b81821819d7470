"""The command `forum`, run as an operator runs it: in a process of its own, told by its environment."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from forum.config import ROOT, Config
from tests.support.forked import start
from tests.support.servers import environment


def forum(
    settings: Config, *arguments: str, typed: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `forum ARGUMENTS` for a site and return its exit code and what it said; `typed` is its standard input."""
    with tempfile.TemporaryDirectory() as folder:
        said, complained = Path(folder) / "said", Path(folder) / "complained"
        process = start(
            list(arguments), environment(settings) | dict(env or {}), output=said, errors=complained, typed=typed
        )
        try:
            code = process.wait(60)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        words = [path.read_text(encoding="utf-8") for path in (said, complained)]
        return subprocess.CompletedProcess(["forum", *arguments], code, *words)


def begin(settings: Config, *arguments: str) -> subprocess.Popen[str]:
    """Start `forum ARGUMENTS` for a site and return the running process; its words go to one pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "forum.cli", *arguments],
        env=environment(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Whoever tells more than a pipe holds would wait for a reader, and a test reads only at the end.
        pipesize=1_048_576,
    )
