# ruff: noqa: N999 - named after the command; it is run by its name and never imported
"""What a whole import costs, and whether all of it is there: seconds, CPU and memory of every command.

Run from the checkout: `FORUM_TEST_DATA=DIR python -m bench.import`. The four dumps of DIR/stackexchange go into a new
site in a temporary folder, by the commands that an operator gives: import, import again, drain, rebuild, check, verify,
stats. Exits with 1 where a count or an exit status is not the expected one, with 2 if the data is missing.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import cost_of

# The sites, and the exit status of their import: 3 where a row has to be skipped and named.
SITES = {
    "iot.stackexchange.com": 0,
    "french.meta.stackexchange.com": 0,
    "cardano.stackexchange.com": 3,
    "quantumcomputing.stackexchange.com": 0,
}
# Two of the accepted answers say too little for a solution: fewer than 40 characters and no code.
EXPECTED = {
    "questions": 2_248,
    "answers": 3_551,
    "accepted": 1_119,
    "comments": 8_153,
    "people": 11_096,
    "entries": 1_117,
}
# Above this, a command would hold a dump in memory instead of reading it as a stream, or an index instead of a batch.
MOST_MB = 500


@dataclass(frozen=True)
class Step:
    """A command and the status that it should exit with; `says` is a line that it should print."""

    name: str
    arguments: tuple[str, ...]
    status: int = 0
    says: str | None = None


def main() -> int:
    """Run every step, print what it cost and what is wrong; return the exit status."""
    folder = Path(os.environ.get("FORUM_TEST_DATA", "")) / "stackexchange"
    absent = [site for site in SITES if not (folder / site).is_dir()]
    if not os.environ.get("FORUM_TEST_DATA") or absent:
        print(f"Nothing was measured: set FORUM_TEST_DATA to a folder whose stackexchange/ holds {', '.join(absent)}.")
        return 2
    with tempfile.TemporaryDirectory(prefix="vouch-bench-") as instance:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
        environment = kept | {"FORUM_INSTANCE": instance, "FORUM_LOG_LEVEL": "ERROR"}
        print(f"{'':44}{'seconds':>8}{'CPU s':>8}{'MB':>6}")
        wrong = [problem for step in steps(folder) for problem in run(step, environment)]
        counts = json.loads(cost_of(("stats", "--json"), environment).printed)
    for name, expected in EXPECTED.items():
        print(f"{name:44}{counts[name]:8,}  target {expected:,}{'' if counts[name] == expected else '  WRONG'}")
    for problem in wrong:
        print(problem)
    return 1 if wrong or any(counts[name] != expected for name, expected in EXPECTED.items()) else 0


def steps(folder: Path) -> Iterator[Step]:
    """Yield what is run, in order."""
    yield Step("db upgrade", ("db", "upgrade"))
    for site, status in SITES.items():
        yield Step(f"import {site}", ("import", "stackexchange", str(folder / site)), status)
    for site, status in SITES.items():
        yield Step(f"again {site}", ("import", "stackexchange", str(folder / site)), status, says="0 changes")
    yield Step("journal drain", ("journal", "drain"))
    yield Step("search rebuild", ("search", "rebuild"))
    yield Step("search check", ("search", "check"))
    yield Step("journal verify", ("journal", "verify"))


def run(step: Step, environment: Mapping[str, str]) -> Iterator[str]:
    """Run a step, print its cost, and yield what is wrong with it."""
    cost = cost_of(step.arguments, environment)
    print(f"{step.name:44}{cost.seconds:8.1f}{cost.cpu:8.1f}{cost.megabytes:6.0f}", flush=True)
    if cost.status != step.status:
        yield f"{step.name} exited with {cost.status} instead of {step.status}"
    if step.says is not None and step.says not in cost.printed.splitlines():
        yield f"{step.name} did not say: {step.says}"
    if cost.megabytes > MOST_MB:
        yield f"{step.name} took {cost.megabytes:.0f} MB, more than {MOST_MB}"


if __name__ == "__main__":
    sys.exit(main())
