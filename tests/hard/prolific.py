"""Somebody with five hundred posts, and people who read and write while something happens to these."""

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from forum.core.markup import render
from forum.people.policy import Actor
from forum.questions.operations import comment
from tests.hard.calls import Caller, Lost
from tests.support.cast import Cast
from tests.support.talk import answer, ask

THREADS, QUESTIONS, ANSWERS, COMMENTS = 100, 50, 350, 100
POSTS = QUESTIONS + ANSWERS + COMMENTS
# Seconds between two requests of one person, and how often each of them uses the site at most.
PAUSE, MOST = 0.2, 2_000
BUSY = 503


def post(cast: Cast, who: Actor, say: Callable[[str], str]) -> tuple[list[int], list[int]]:
    """Let somebody ask, answer and comment in a hundred threads; return Ada's questions of them, and theirs.

    `say` makes each text of what is told apart in it.
    """
    asked: tuple[list[int], list[int]] = [], []
    for number in range(THREADS):
        own = number % 2
        title = say(f"The lamp numbered {number} blinks in the evening")
        question = ask(
            cast, by=who if own else None, title=title, body=say(f"It blinks {number} times, then it stops.")
        )
        asked[own].append(question.id)
        for part in range(3 if own else 4):
            text = say(f"Turn knob {number} by {part} notches, wait a while, then look whether the lamp still blinks.")
            made = answer(cast, question, by=who, body=text)
        comment(who, question.id, render(say(f"Knob {number} is the grey one.")), answer_id=made.id)
    return asked


@dataclass
class Use:
    """People who comment on these questions and look at pages until `by` ends; they count and time what they do."""

    port: int
    questions: Sequence[int]
    pages: Sequence[str]
    say: Callable[[int], str]
    ending: threading.Event = field(default_factory=threading.Event)
    written: int = 0
    busy: int = 0
    # Seconds that the slowest comment took; to be set to 0 when the time begins that is asked about.
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def by(self, *people: Actor) -> Iterator[None]:
        """Let these people use the site meanwhile, each in a thread of their own."""
        threads = [threading.Thread(target=self._use, args=(Caller(self.port, who),)) for who in people]
        try:
            for thread in threads:
                thread.start()
            yield
        finally:
            self.ending.set()
            for thread in threads:
                thread.join()

    def _use(self, caller: Caller) -> None:
        for turn in count(1):
            if turn > MOST or self.ending.wait(PAUSE):
                return
            ident = self.questions[turn % len(self.questions)]
            with contextlib.suppress(Lost, OSError, http.client.HTTPException):
                seen = [caller.send("GET", f"/questions/{ident}").status, self._look(turn)]
                begun = monotonic()
                said = caller.send("POST", f"/questions/{ident}/comments", {"body": self.say(turn)})
                self._note(monotonic() - begun, said.status)
                if said.status not in {201, BUSY} or max(seen) > BUSY or 500 in seen:
                    self.wrong.append(f"{ident}: {seen} {said.status} {said.body}")

    def _look(self, turn: int) -> int:
        """Look at a page as a visitor does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", self.pages[turn % len(self.pages)])
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def _note(self, seconds: float, status: int) -> None:
        self.written += status == 201
        self.busy += status == BUSY
        self.longest = max(self.longest, seconds)

    def told(self) -> str:
        """Say what was measured."""
        return f"{self.written} comments meanwhile, the slowest {self.longest:.2f} s, {self.busy} refused as busy"
