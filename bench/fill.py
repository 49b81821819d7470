"""Fill an empty site with a believable mass of questions, fast and the same every time.

Three answers to a question, half of the questions accepted, a tenth checked by an engineer, a comment under every
second, and the history of it all with its digests. Rows are written in bulk, past the operations: the marks are put
through the same pure functions, so what is stored is what the operations would have stored.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.catalog.models import Product, Release, Tag
from forum.core.db import Base, session
from forum.core.markup import Rendered, render
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.core.refs import Kind, Ref
from forum.core.slugs import slugify
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.record import digest_of, mac_of
from forum.knowledge.models import Entry
from forum.people.models import Person, RoleGrant
from forum.people.policy import Role
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    NextAction,
    Question,
    QuestionRevision,
    QuestionTag,
    Verdict,
)
from forum.questions.trust import Level, Marks, OutcomeCounts, VerdictKind, VerdictMark, assess, order_score

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANSWERS = 3
BATCH = 2_000
PRODUCTS = ("Beacon router", "Porch camera", "Larder fridge")
_TOPICS = (
    "wifi dns backup firmware password camera timer freezer door cable printer guest roaming mesh app update alarm"
    " battery sensor light storage account login export calendar sync noise restart reset firewall port voip channel"
)
_THINGS = "router camera fridge app hub switch sensor phone tablet laptop server speaker doorbell printer"
_WORDS = (
    "I tried the steps of the manual and looked at the log but nothing changed the light stays amber and the page says"
    " that the device is offline although the cable is new and the other port works open the settings choose network"
    " switch off the option save wait for a minute and start it again then check that the version below is newer"
)
TOPICS, THINGS, WORDS = _TOPICS.split(), _THINGS.split(), _WORDS.split()
FAULTS = (
    "does not start",
    "drops the connection",
    "shows a blank screen",
    "is slow",
    "forgets its settings",
    "cannot be reached",
    "restarts by itself",
    "reports error {code}",
    "does not sync",
    "asks for the password again",
)
TIMES = ("after the update", "every night", "since Tuesday", "when it rains", "behind the firewall", "on first use")


@dataclass
class Heap:
    """Rows that wait for their bulk insert, by table."""

    rows: dict[type[Base], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[Base], **values: Any) -> None:
        """Keep one row; all rows of a table name the same columns."""
        self.rows.setdefault(model, []).append(values)

    def write(self) -> None:
        """Write them, parents first, and forget them."""
        order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
        for model in sorted(self.rows, key=lambda each: order[each.__tablename__]):
            session().execute(sa.insert(Base.metadata.tables[model.__tablename__]), self.rows[model])
        self.rows.clear()


class Filler:
    """Makes one site of `questions` questions and as many people as half of them (at least 20)."""

    def __init__(self, questions: int, *, seed: int = 7) -> None:
        """Prepare the texts; rendering is the slow part, so a few hundred serve all."""
        self.questions = questions
        self.people = max(20, questions // 2)
        self._random = random.Random(seed)
        self._heap = Heap()
        self._next = {"answer": 1, "comment": 1, "event": 1, "entry": 1, "verdict": 1, "revision": 1}
        self._asked = [render(self._text(90)) for _ in range(60)]
        self._advice = [render(self._text(110)) for _ in range(120)]

    def fill(self, tell: Callable[[int], object] = lambda _done: None) -> None:
        """Write everything; `tell` hears how many questions are there."""
        with unit():
            self._settle_in()
        for first in range(1, self.questions + 1, BATCH):
            last = min(first + BATCH - 1, self.questions)
            with unit():
                for ident in range(first, last + 1):
                    self._ask(ident)
                self._heap.write()
            tell(last)
        with unit():
            _catch_up_sequences()

    def _settle_in(self) -> None:
        """Write people, products and tags. The engineer is person 1, the moderator 2."""
        at = NOW - timedelta(days=800)
        for place, name in enumerate(PRODUCTS, 1):
            self._heap.add(Product, id=place, slug=slugify(name, fallback="p"), name=name, created_at=at)
            for number in range(3):
                ident = 10 * place + number
                self._heap.add(Release, id=ident, product_id=place, name=f"{number + 1}.0", position=number)
        for place, topic in enumerate(TOPICS, 1):
            self._heap.add(Tag, id=place, name=topic, created_at=at)
        for ident in range(1, self.people + 1):
            name = f"Person {ident}"
            email = f"person{ident}@example.org"
            slug = slugify(name, fallback="p")
            self._heap.add(Person, id=ident, name=name, slug=slug, email=email, email_confirmed_at=at, created_at=at)
            role = {1: Role.ENGINEER, 2: Role.MODERATOR}.get(ident, Role.CUSTOMER)
            self._heap.add(RoleGrant, id=ident, person_id=ident, role=role, created_at=at)
        self._heap.write()

    def _ask(self, ident: int) -> None:
        """Write one question with its answers, comment, solution and history."""
        pick = self._random
        at = NOW - timedelta(minutes=10 * (self.questions - ident) + pick.randrange(10))
        author, product = self._person(), ident % 4 or None
        fault = pick.choice(FAULTS).format(code=pick.randrange(100, 999))
        title = f"The {pick.choice(THINGS)} {fault} {pick.choice(TIMES)} ({ident})"
        accepted, verified = ident % 2 == 0, ident % 10 == 0
        answers = [self._answer(ident, place, at, accepted=accepted, verified=verified) for place in range(ANSWERS)]
        best = max(answers, key=lambda one: (-one["tier"], one["standing"]))
        solution = next((one for one in answers if one["accepted"] or one["level"] is Level.VERIFIED), None)
        question = Ref(Kind.QUESTION, ident)
        self._heap.add(
            Question,
            id=ident,
            author_id=author,
            product_id=product,
            release_id=10 * product + pick.randrange(3) if product else None,
            title=title,
            slug=slugify(title, fallback="question"),
            score=pick.randrange(-1, 8),
            created_at=at,
            active_at=at + timedelta(hours=ANSWERS),
            next_action=NextAction.NOTHING if verified else NextAction.CHECK if accepted else NextAction.CONFIRM,
            due_at=None if verified else at + timedelta(days=7),
            answer_count=ANSWERS,
            is_accepted=accepted,
            best_level=best["level"],
            views=pick.randrange(500),
            version=1 + ANSWERS,
        )
        self._revise(QuestionRevision, self._asked, author, at, question_id=ident, title=title)
        for tag in sorted(pick.sample(range(1, len(TOPICS) + 1), 3)):
            self._heap.add(QuestionTag, question_id=ident, tag_id=tag)
        self._happen(EventKind.QUESTION_ASKED, author, question, at, data={"product": product})
        if ident % 2:
            self._comment(ident, at)
        if solution is not None:
            self._solve(ident, product, title, solution, at)

    def _answer(self, question: int, place: int, at: datetime, *, accepted: bool, verified: bool) -> dict[str, Any]:
        """Write one answer; return its row."""
        ident = self._take("answer")
        author = self._person()
        at += timedelta(hours=place + 1)
        accepted, verified = accepted and place == 0, verified and place == 0
        votes, worked = self._random.randrange(-1, 6), self._random.randrange(3)
        verdict = self._verdict(ident, at) if verified else ()
        trust = assess(Marks(current_revision=1, verdicts=verdict, outcomes=OutcomeCounts(worked), accepted=accepted))
        row = {
            "id": ident,
            "question_id": question,
            "author_id": author,
            "score": votes,
            "created_at": at,
            "accepted": accepted,
            "accepted_at": at if accepted else None,
            "worked": worked,
            "level": trust.level,
            "tier": trust.tier,
            "standing": order_score(votes=votes, worked=worked, did_not=0, accepted=accepted, staff=False),
        }
        self._heap.add(Answer, **row)
        self._revise(AnswerRevision, self._advice, author, at, answer_id=ident)
        root, about = Ref(Kind.QUESTION, question), Ref(Kind.ANSWER, ident)
        self._happen(EventKind.ANSWER_POSTED, author, root, at, about=about)
        if accepted:
            self._happen(EventKind.ANSWER_ACCEPTED, author, root, at, about=about)
        if verified:
            self._happen(EventKind.VERDICT_GIVEN, 1, root, at, about=about, data={"verdict": "verified"})
        return row

    def _verdict(self, answer: int, at: datetime) -> tuple[VerdictMark, ...]:
        """Write the engineer's check of an answer; return it as a mark."""
        ident = self._take("verdict")
        due = date(2027, 6, 1)
        kind = VerdictKind.VERIFIED
        self._heap.add(
            Verdict,
            id=ident,
            answer_id=answer,
            number=1,
            revision=1,
            kind=kind,
            engineer_id=1,
            review_by=due,
            created_at=at,
        )
        mark = VerdictMark(
            id=ident, number=1, kind=kind, revision=1, engineer_id=1, engineer_name="Person 1", at=at, review_by=due
        )
        return (mark,)

    def _solve(self, question: int, product: int | None, title: str, answer: dict[str, Any], at: datetime) -> None:
        """Write the solution of a question."""
        ident = self._take("entry")
        self._heap.add(
            Entry,
            id=ident,
            question_id=question,
            answer_id=answer["id"],
            answer_revision=1,
            solution_id=answer["id"],
            product_id=product,
            title=title,
            slug=slugify(title, fallback="solution"),
            created_at=at,
            published_at=at,
            changed_at=at,
        )
        data = {"question": question, "answer": answer["id"]}
        self._happen(EventKind.ENTRY_PUBLISHED, None, Ref(Kind.ENTRY, ident), at, data=data)

    def _comment(self, question: int, at: datetime) -> None:
        """Write a remark beneath a question."""
        ident, author, text = self._take("comment"), self._person(), "Which version is it?"
        self._heap.add(
            Comment,
            id=ident,
            question_id=question,
            author_id=author,
            source=text,
            html=f"<p>{text}</p>",
            text=text,
            created_at=at + timedelta(minutes=5),
        )
        about = Ref(Kind.COMMENT, ident)
        self._happen(EventKind.COMMENT_POSTED, author, Ref(Kind.QUESTION, question), at, about=about)

    def _revise(self, model: type[Base], texts: list[Rendered], author: int, at: datetime, **values: Any) -> None:
        """Write a first revision."""
        body = self._random.choice(texts)
        self._heap.add(
            model,
            number=1,
            author_id=author,
            created_at=at,
            source=body.source,
            format=body.format,
            html=body.html,
            text=body.text,
            renderer=body.version,
            **values,
        )

    def _happen(
        self,
        kind: EventKind,
        actor: int | None,
        root: Ref,
        at: datetime,
        *,
        about: Ref | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Write an event that calls for nothing more."""
        ident, about = self._take("event"), about or root
        values: dict[str, Any] = {
            "kind": kind,
            "actor_id": actor,
            "root_kind": root.kind,
            "root_id": root.id,
            "about_kind": about.kind,
            "about_id": about.id,
            "channel": Channel.WEB,
            "request_id": None,
            "occurred_at": at,
            "recorded_at": at,
            "data": data or {},
            "digest": digest_of("", {}),
            "nonce": f"{ident:032x}",
        }
        self._heap.add(Event, id=ident, mac=mac_of(Event(**values)), **values)

    def _person(self) -> int:
        """Return somebody who is no staff."""
        return self._random.randrange(3, self.people + 1)

    def _take(self, what: str) -> int:
        """Return the next number of its kind."""
        self._next[what] += 1
        return self._next[what] - 1

    def _text(self, words: int) -> str:
        """Return a text in Markdown as people write them: paragraphs, a list, a word of code."""
        pick = self._random
        some = [pick.choice(WORDS) for _ in range(words)]
        lines = [" ".join(some[start : start + 14]).capitalize() + "." for start in range(0, words, 14)]
        steps = "\n".join(f"{number}. {' '.join(pick.sample(WORDS, 8))}" for number in (1, 2, 3))
        return f"{' '.join(lines[:3])}\n\n{steps}\n\n{' '.join(lines[3:])} Then `vouch-{pick.choice(THINGS)} --check`."


def _catch_up_sequences() -> None:
    """Let PostgreSQL go on counting behind the rows that brought their numbers along."""
    if session().get_bind().dialect.name != "postgresql":
        return
    tables: Iterable[sa.Table] = Base.metadata.sorted_tables
    for table in tables:
        if isinstance(table.c.get("id"), sa.Column) and table.c.id.autoincrement is not False:
            name = table.name
            session().execute(
                sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), coalesce(max(id), 1)) FROM {name}")
            )
