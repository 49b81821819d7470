"""People who write without pause while the server is killed under them, and who remember what they were promised.

Each has at most one request on its way. When the connection breaks, nobody knows whether it had its effect: the same
request with the same key is sent again to the next server, before anything new.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.hard.calls import Caller, Lost, Reply

SENTENCE = "Open the settings, choose Schedule, switch off the nightly restart, press Save and wait. Mark {mark}."
BUSY = 503
# How often the answer to a request with a key is lost and the request sent again.
TUNNELS = 0.2


@dataclass(frozen=True)
class Post:
    """Something that was written: its kind ("question", "answer", "comment"), number, author and mark."""

    kind: str
    id: int
    by: str
    mark: str
    question: int


@dataclass
class Ledger:
    """What was answered with success, by all together."""

    posts: list[Post] = field(default_factory=list)
    votes: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    acceptances: dict[int, list[int]] = field(default_factory=dict)
    replayed: int = 0
    troubles: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> int:
        """How many requests were answered with success."""
        with self.lock:
            changes = [*self.votes.values(), *self.acceptances.values()]
            return len(self.posts) + sum(len(each) for each in changes)

    def of(self, kind: str) -> list[Post]:
        """The posts of one kind, oldest first."""
        with self.lock:
            return [post for post in self.posts if post.kind == kind]


@dataclass(frozen=True)
class Request:
    """A request and what to note when it is answered with success."""

    method: str
    path: str
    body: dict[str, Any]
    key: str | None
    note: Callable[[Any], None]


class Writer:
    """One person who writes. `random` decides what; the ledger is shared."""

    def __init__(self, name: str, caller: Caller, ledger: Ledger, random: Random) -> None:
        """Begin with nothing on the way."""
        self._name, self._caller, self._ledger, self._random = name, caller, ledger, random
        self._number = 0
        self._pending: Request | None = None

    @property
    def waits(self) -> bool:
        """Whether a request has not been answered yet."""
        return self._pending is not None

    def write(self, enough: Callable[[], bool]) -> None:
        """Write until `enough` or until the connection breaks; then the last request stays on the way."""
        while not enough() and self.finish():
            self._pending = self._think()
        self.finish()

    def finish(self) -> bool:
        """Send what is on the way until it is answered; returns whether it was."""
        while self._pending is not None:
            request = self._pending
            try:
                # Only with a key: without one a change that arrives late could undo a newer one.
                if request.key and self._random.random() < TUNNELS:
                    with contextlib.suppress(Lost):
                        self._caller.send(request.method, request.path, request.body, key=request.key, hang_up=True)
                reply = self._caller.send(request.method, request.path, request.body, key=request.key)
            except Lost:
                return False
            if reply.status != BUSY:
                self._take(request, reply)
                self._pending = None
        return True

    def _take(self, request: Request, reply: Reply) -> None:
        with self._ledger.lock:
            if reply.status in (200, 201):
                request.note(reply.body)
                self._ledger.replayed += reply.replayed
            else:
                line = f"{self._name}: {request.method} {request.path} {request.body}: {reply.status} {reply.body}"
                self._ledger.troubles.append(line)

    def _think(self) -> Request:
        """Choose what to do next among what is possible now."""
        questions, answers = self._ledger.of("question"), self._ledger.of("answer")
        ways = [self._ask]
        if questions:
            ways += [lambda: self._answer(self._random.choice(questions))] * 3
            ways += [lambda: self._comment(self._random.choice([*questions, *answers]))]
        if others := [post for post in answers if post.by != self._name]:
            ways += [lambda: self._vote(self._random.choice(others))] * 2
        mine = {post.id for post in questions if post.by == self._name}
        if choices := [post for post in answers if post.question in mine and post.id not in self._chosen(post)]:
            ways += [lambda: self._accept(self._random.choice(choices))] * 2
        return self._random.choice(ways)()

    def _mark(self) -> str:
        self._number += 1
        return f"{self._name}{self._number}mark"

    def _ask(self) -> Request:
        mark = self._mark()
        title = f"Why does the router restart at night, {mark}?"
        body = {"title": title, "body": SENTENCE.format(mark=mark), "product": "router", "tags": ["night"]}
        return self._post("question", "/questions", body, mark, None)

    def _answer(self, question: Post) -> Request:
        mark = self._mark()
        body = {"body": SENTENCE.format(mark=mark)}
        return self._post("answer", f"/questions/{question.id}/answers", body, mark, question.id)

    def _comment(self, post: Post) -> Request:
        mark = self._mark()
        body = {"body": SENTENCE.format(mark=mark)}
        return self._post("comment", f"/{post.kind}s/{post.id}/comments", body, mark, post.question)

    def _post(self, kind: str, path: str, body: dict[str, Any], mark: str, question: int | None) -> Request:
        def note(made: Any) -> None:
            self._ledger.posts.append(Post(kind, made["id"], self._name, mark, question or made["id"]))

        return Request("POST", path, body, f"key of {mark}", note)

    def _vote(self, answer: Post) -> Request:
        """Vote differently from the last time, so that every vote is a change."""
        with self._ledger.lock:
            cast = self._ledger.votes.setdefault((self._name, answer.id), [])
        value = self._random.choice([value for value in (-1, 0, 1) if value != (cast[-1] if cast else 0)])
        return Request("PUT", f"/answers/{answer.id}/vote", {"value": value}, None, lambda _made: cast.append(value))

    def _chosen(self, answer: Post) -> list[int]:
        return self._ledger.acceptances.get(answer.question, [])[-1:]

    def _accept(self, answer: Post) -> Request:
        """Accept an answer in place of the one accepted before."""
        with self._ledger.lock:
            chosen = self._ledger.acceptances.setdefault(answer.question, [])
        body = {"replaces": chosen[-1]} if chosen else {}
        path = f"/answers/{answer.id}/acceptance"
        return Request("PUT", path, body, None, lambda _made: chosen.append(answer.id))
