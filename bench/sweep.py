"""A sweep of old posts with all shipped rules: processor time and memory for so many posts, and a stop in the middle.

Run from the checkout: `python -m bench.sweep [--posts 50000]`. A site in a temporary folder; halfway the process that
sweeps is killed, and another one goes on. Exits with 1 where memory grew by more than 100 MB, a post cost more than
10 ms of processor time, or the second process did not go on where the first one was.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.fill import Filler
from forum import config
from forum.app import create_app
from forum.cli.database import migrate
from forum.core.db import db
from forum.core.site import fact
from forum.questions.sweeping import SWEEP, begin_sweep, sweep_some

# A question, three answers, half a comment.
POSTS_A_QUESTION = 4.5
MOST_MB, MOST_MS = 100, 10


def main() -> int:
    """Fill, sweep, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vouch-bench-") as folder:
        settings = config.Config(instance=Path(folder), secret_key="bench", journal_key="bench", log_level="WARNING")
        with create_app(settings).app_context():
            migrate()
            Filler(round(options.posts / POSTS_A_QUESTION)).fill()
            begin_sweep()
            db.session.remove()
            db.engine.dispose()
        died = _in_a_process(settings, lambda done, number: done >= number / 2)
        with create_app(settings).app_context():
            left = int(fact(SWEEP)["looked_at"])
            db.session.remove()
            db.engine.dispose()
        status = _in_a_process(settings, lambda _done, _number: False)
    print(f"the first process was {'killed' if died == -signal.SIGKILL else 'NOT killed'} after {left:,} posts")
    return int(status != 0 or died != -signal.SIGKILL)


def _in_a_process(settings: config.Config, is_enough: Callable[[int, int], bool]) -> int:
    """Sweep in a process of its own until it is enough, which kills it, or until it is done; return how it ended."""
    child = os.fork()
    if child == 0:
        os._exit(_sweep(settings, is_enough))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _sweep(settings: config.Config, is_enough: Callable[[int, int], bool]) -> int:
    with create_app(settings).app_context():
        first = int(fact(SWEEP)["looked_at"])
        sweep_some()
        begun, before, done = time.process_time(), _memory(), first
        while (step := sweep_some()) is not None:
            done = step.looked_at
            if step.is_done:
                break
            if is_enough(done, step.number):
                os.kill(os.getpid(), signal.SIGKILL)
        ms, grown = (time.process_time() - begun) * 1_000 / max(done - first, 1), _memory() - before
        reports = step.reported if step else 0
    print(f"{first:,} to {done:,} posts, {reports:,} reports: {ms:.2f} ms a post, {grown:.0f} MB more", flush=True)
    return int(ms > MOST_MS or grown > MOST_MB)


def _memory() -> float:
    """Return the most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    sys.exit(main())
