"""A new version among ten thousand texts: exactly the right ones wait, though the worker is killed with `kill -9`."""

import functools
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic, process_time
from typing import Any

import pytest
import sqlalchemy as sa

from bench.fill import Heap
from forum.catalog.models import CheckRound
from forum.catalog.operations import add_release
from forum.config import Config
from forum.core.clock import now
from forum.core.db import session
from forum.core.operation import unit
from forum.core.refs import Kind, Ref
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry, EntryRevision
from forum.moderation.due_checks import due_checks
from forum.moderation.models import DueCheck
from forum.moderation.new_releases import go_on
from forum.questions.models import Answer, Question, Verdict, VerdictRelease
from forum.questions.trust import VerdictKind
from forum.reach.models import DailyView
from tests.running.processes import kill, worker
from tests.support.cast import Cast
from tests.support.talk import days_ago
from tests.support.waiting import eventually

pytestmark = pytest.mark.hard

TEXTS = 10_000
RIGHT, RIGHT_IF = VerdictKind.VERIFIED, VerdictKind.CONDITIONAL


class Shelf:
    """Ten thousand texts, of which every tenth is alike; `due` are those that the next version reaches."""

    def __init__(self, cast: Cast) -> None:
        """Write them, one in each thread."""
        self.cast = cast
        self.heap = Heap()
        self.due: set[Ref] = set()
        old, older, newest = cast.releases
        reached: tuple[dict[str, Any], ...] = (
            {"kind": RIGHT},
            {"kind": RIGHT, "releases": (newest,)},
            {"kind": RIGHT_IF, "releases": (older, newest), "condition": "it is wired"},
        )
        others: tuple[dict[str, Any], ...] = (
            {"kind": RIGHT, "releases": (old, older)},
            {"kind": VerdictKind.INCORRECT, "note": "It is the other one."},
            {"kind": VerdictKind.OUTDATED, "since_release_id": newest},
            {"kind": RIGHT, "revision": 2},
            {"kind": RIGHT, "product": cast.camera},
            {"kind": None},
        )
        for number in range(1, TEXTS + 1):
            alike = number % 10
            self._answer(number, **(*reached, *others, {"kind": None})[alike])
            if alike < len(reached):
                self.due.add(Ref(Kind.ANSWER, number))
                self.heap.add(DailyView, kind=Kind.QUESTION, thing_id=number, day=now().date(), views=number)
            elif alike == 9:
                self._entry(number)
        with unit():
            self.heap.write()

    def _answer(
        self,
        number: int,
        kind: VerdictKind | None,
        *,
        releases: tuple[int, ...] = (),
        product: int | None = None,
        revision: int = 1,
        **said: Any,
    ) -> None:
        at = days_ago(30)
        self.heap.add(
            Question,
            id=number,
            author_id=self.cast.ada.id,
            product_id=product or self.cast.router,
            title=f"The lamp numbered {number} blinks",
            slug="lamp",
            created_at=at,
            active_at=at,
        )
        self.heap.add(
            Answer,
            id=number,
            question_id=number,
            author_id=self.cast.ben.id,
            revision=revision,
            judged_at=at if kind else None,
            created_at=at,
        )
        if kind is not None:
            self._verdict(number, kind, answer_id=number, entry_id=None, **said)
            for release in releases:
                self.heap.add(VerdictRelease, verdict_id=number, release_id=release)

    def _verdict(self, number: int, kind: VerdictKind, **said: Any) -> None:
        said = {"condition": None, "note": "", "since_release_id": None, **said}
        row = {"id": number, "number": 1, "revision": 1, "kind": kind, "engineer_id": self.cast.eva.id}
        self.heap.add(Verdict, **row, created_at=days_ago(29), **said)

    def _entry(self, number: int) -> None:
        """An editor's text, which an engineer found right."""
        at, title = days_ago(30), f"The lamp numbered {number}"
        place = {"id": number, "question_id": number, "product_id": self.cast.router, "title": title, "slug": "lamp"}
        self.heap.add(Entry, **place, revision=1, edited_at=at, created_at=at, published_at=at, changed_at=at)
        text = {"source": "Turn the knob.", "html": "<p>Turn the knob.</p>", "text": "Turn the knob."}
        self.heap.add(
            EntryRevision, id=number, entry_id=number, number=1, title=title, author_id=self.cast.max.id, **text
        )
        self._verdict(number, RIGHT, answer_id=None, entry_id=number)
        self.due.add(Ref(Kind.ENTRY, number))


def asked() -> Counter[Ref]:
    """How often each text was asked about, by the history."""
    session().rollback()
    query = sa.select(Event.about_kind, Event.about_id).where(Event.kind == EventKind.CHECK_ASKED)
    return Counter(Ref(*row) for row in session().execute(query))


def wait_now() -> set[Ref]:
    """What waits."""
    answers = session().scalars(sa.select(DueCheck.answer_id).where(DueCheck.answer_id.is_not(None)))
    entries = session().scalars(sa.select(DueCheck.entry_id).where(DueCheck.entry_id.is_not(None)))
    return {*(Ref(Kind.ANSWER, ident or 0) for ident in answers), *(Ref(Kind.ENTRY, ident or 0) for ident in entries)}


def is_further(than: int) -> bool:
    """Whether more than so many wait."""
    session().rollback()
    return (session().scalar(sa.select(sa.func.count(DueCheck.id))) or 0) > than


def is_done(release_id: int) -> bool:
    """Whether all texts were looked at."""
    session().rollback()
    return session().get_one(CheckRound, release_id).done_at is not None


def test_exactly_the_right_ones_wait_though_the_worker_is_killed(
    settings: Config, cast: Cast, chance: Random, tell: Callable[[str], None]
) -> None:
    shelf = Shelf(cast)
    assert len(shelf.due) == TEXTS * 4 // 10
    release = add_release(cast.amy, cast.router, "2.2").id
    for _ in range(3):
        further = len(wait_now()) + chance.randrange(1, len(shelf.due) // 4)
        with worker(settings) as process:
            eventually(functools.partial(is_further, further), within=300, every=0.002)
            kill(process.pid)
            process.wait()
    assert len(wait_now()) < len(shelf.due)
    with worker(settings):
        eventually(functools.partial(is_done, release), within=600)
    assert asked() == Counter(shelf.due)
    assert wait_now() == shelf.due
    assert session().get_one(CheckRound, release).asked == len(shelf.due)
    marked = sa.select(Verdict.id).where(Verdict.newer_release_id == release)
    assert set(session().scalars(marked)) == {ref.id for ref in shelf.due}
    first = due_checks(cast.eva, limit=2).items
    assert [one.answer_id for one in first] == [TEXTS, TEXTS - 8]
    add_release(cast.amy, cast.router, "2.3")
    begun, worked = monotonic(), process_time()
    while go_on():
        pass
    spent = f"{monotonic() - begun:.1f} s ({process_time() - worked:.1f} s of CPU)"
    tell(f"{len(shelf.due)} of {TEXTS} texts asked about in {spent}, at most 20 in a transaction")
    assert asked() == Counter(dict.fromkeys(shelf.due, 2))
