"""The command `forum`, run as an operator runs it: in a process of its own, told by its environment."""

import subprocess
import sys
from collections.abc import Mapping

from forum.config import ROOT, Config
from tests.support.servers import environment


def forum(
    settings: Config, *arguments: str, typed: str = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `forum ARGUMENTS` for a site and return its exit code and what it said; `typed` is its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "forum.cli", *arguments],
        env=environment(settings) | dict(env or {}),
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    )
