"""The renderer's own process: what a hostile text does to Markdown and sanitizers can hurt nothing but this.

`pool` starts it as `python -m forum.core.markup.process [SECONDS]`. It reads requests `{"source", "format", "names"}`
from standard input and answers `{"html", "text"}`, `{"refused": code}` or `{"failed": what}` on standard output, each
with the processor time that it `spent`, unless it was killed. It ends with its input.

A parent loads the libraries once and keeps one forked child, which does the work. The kernel ends that child when a
text takes more than SECONDS of processor time, without the argument `CPU_SECONDS` (no Python-level timeout could
interrupt a regular expression); the parent then answers for it and forks the next, which takes milliseconds instead of
the third of a second of a new start.
"""

import os
import resource
import signal
import sys
import time
from typing import Any

from forum.core.markup.frames import receive, send
from forum.core.markup.limits import CPU_SECONDS, MEMORY, Refused
from forum.core.markup.pipeline import convert


def main(seconds: float) -> int:
    """Serve until standard input ends or nobody reads the answers; return the exit status."""
    try:
        return _serve(seconds)
    except BrokenPipeError:
        # Whoever asked was killed, which is no fault of the renderer's.
        return 0


def _serve(seconds: float) -> int:
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever prints does not disturb the answers
    convert("*warm* `up`\n\n```python\nx = 1\n```", "markdown")
    send(answers, {"ready": os.getpid()})
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            return 0
        send(answers, {"failed": "Killed"})
    _work(requests, answers, seconds)
    return 0


def _work(requests: int, answers: int, seconds: float) -> None:
    """Answer requests, each with the same allowance of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, seconds)
        begun = time.process_time()
        answer = _answer(request)
        answer["spent"] = f"{time.process_time() - begun:.3f}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(answers, answer)


def _answer(request: dict[str, Any]) -> dict[str, str]:
    """Return what became of one text; no error of any library gets further than this."""
    try:
        html, text = convert(request["source"], request["format"], request.get("names"))
    except Refused as refused:
        return {"refused": refused.code}
    except Exception as error:  # whatever it is, the text will be shown as it was written
        return {"failed": type(error).__name__}
    return {"html": html, "text": text}


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else CPU_SECONDS))
