"""Commands and servers on loopback that a bench starts and ends, and what they cost."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROC = Path("/proc")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server with one process that answers requests."""

    port: int
    parent: int

    @property
    def answering(self) -> int:
        """The process that answers."""
        return self._children(lambda line: "--parent" not in line)[0]

    @property
    def working(self) -> int | None:
        """The background worker, None where none runs."""
        return next(iter(self._children(lambda line: "--parent" in line)), None)

    def cpu(self) -> float:
        """Return the seconds of CPU, user and system, that the answering process has used."""
        fields = (PROC / str(self.answering) / "stat").read_text().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, pid: int) -> tuple[float, float]:
        """Return a process's resident and proportional memory in MB."""
        text = (PROC / str(pid) / "smaps_rollup").read_text()
        found = {line.split(":")[0]: line.split()[1] for line in text.splitlines()[1:]}
        return int(found["Rss"]) / 1024, int(found["Pss"]) / 1024

    def _children(self, fits: Callable[[str], bool]) -> list[int]:
        """Return the children whose command line fits."""
        listed = (PROC / str(self.parent) / "task" / str(self.parent) / "children").read_text().split()
        return [int(pid) for pid in listed if fits((PROC / pid / "cmdline").read_text().replace("\0", " "))]


@contextlib.contextmanager
def serving(command: list[str], port: int, path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run a server until the block ends; it is ready when `path` answers. Ends only what it started."""
    log = (Path(environment["BENCH_LOGS"]) / f"{port}.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, *command], env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    try:
        _wait(process, port, path, Path(log.name))
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"the server ended by itself:\n{log.read_text()}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit("the server did not answer within a minute")


@dataclass(frozen=True)
class Cost:
    """What a command took, and what it answered."""

    seconds: float
    cpu: float
    megabytes: float
    status: int
    printed: str


def cost_of(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Cost:
    """Run a command of the forum in a process of its own; what it says on standard error is shown where it failed."""
    command = [sys.executable, "-m", "forum.cli", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            command, env=dict(environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        said = process.stderr.read().decode()
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        output.seek(0)
        printed = output.read()
    if process.returncode not in {0, 3}:
        print(said, file=sys.stderr)
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, process.returncode, printed)
