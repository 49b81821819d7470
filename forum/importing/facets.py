"""The parts of a thread that may change at the source and here: what each is there and here, and how to write it.

A new thread remembers all of them, a known one is compared by them; so both speak of the same parts in the same way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from forum.core.db import session
from forum.importing.parts import Parts
from forum.importing.revising import revise_answer, revise_question
from forum.importing.thread import Byline, ImportedAnswer, ImportedComment, ImportedThread, digest
from forum.importing.writing import World, add_tags, title_of
from forum.questions.models import Answer, Comment, Question, QuestionState, QuestionTag


@dataclass(frozen=True, slots=True)
class Facet:
    """One part. `ours` tells what stands here, in a few plain values; `write` puts the source's in its place."""

    name: str
    theirs: object
    ours: Callable[[], object]
    write: Callable[[], None]

    def remember(self, parts: Parts) -> None:
        """Note that both sides agree."""
        parts.wrote(self.name, self.theirs, self.ours())

    def merge(self, parts: Parts) -> None:
        """Write the source's value if it changed there and not here."""
        if parts.take(self.name, self.theirs, self.ours()):
            self.write()
            self.remember(parts)


class Facets:
    """The parts of one thread and of all beneath it."""

    def __init__(
        self,
        thread: ImportedThread,
        question: Question,
        answers: Mapping[str, Answer],
        comments: Mapping[str, Comment],
        world: World,
    ) -> None:
        """Take the rows that stand here, answers and comments by external id."""
        self.thread = thread
        self.row = question
        self.answers = answers
        self.comments = comments
        self.world = world

    def question(self, tags: Iterable[int]) -> Iterator[Facet]:
        """Yield the question's own parts; `tags` are those that it has here."""
        thread, row = self.thread, self.row
        kept = sorted(tags)

        def retag() -> None:
            kept[:] = self.world.tags_of(thread)
            session().execute(sa.delete(QuestionTag).where(QuestionTag.question_id == row.id))
            add_tags(row, kept)

        yield Facet(
            "text", question_text(thread), lambda: row.revision, lambda: revise_question(row, thread, self.world)
        )
        yield _by("by", thread.by, row, self.world)
        yield Facet("tags", thread.tags, lambda: list(kept), retag)
        yield Facet("product", thread.product, lambda: row.product_id, self._move)
        yield Facet("language", thread.language, lambda: row.language, self._translate)
        yield Facet("state", [thread.closed, thread.closed_reason], lambda: row.state.value, self._close)

    def accepted(self, accept: Callable[[str | None], None]) -> Facet:
        """Return the acceptance as a part; `accept` sets it to an answer or to none."""
        theirs = accepted_of(self.thread)
        return Facet("accepted", theirs, self._accepted_here, lambda: accept(theirs))

    def answer(self, answer: ImportedAnswer) -> Iterator[Facet]:
        """Yield the parts of an answer that stands here."""
        row = self.answers[answer.external_id]
        name = answer_part(answer)
        yield Facet(name, answer_text(answer), lambda: row.revision, lambda: revise_answer(row, answer, self.world))
        yield _by(f"{name}:by", answer.by, row, self.world)

    def comment(self, comment: ImportedComment) -> Facet:
        """Return a comment that stands here as one part: it has no revisions that could tell more."""
        row = self.comments[comment.external_id]

        def write() -> None:
            for name, value in {**self.world.body(comment.text), **self.world.author(comment.text.by)}.items():
                setattr(row, name, value)

        return Facet(
            comment_part(comment), comment_text(comment), lambda: digest([row.source, row.author_id, row.byline]), write
        )

    def remember_all(self, parts: Parts) -> None:
        """Note that everything stands here as its source gave it."""
        for facet in self.question(self.world.tags_of(self.thread)):
            facet.remember(parts)
        for answer in self.thread.answers:
            for facet in self.answer(answer):
                facet.remember(parts)
        for comment in self.thread.comments:
            self.comment(comment).remember(parts)
        parts.wrote("accepted", accepted_of(self.thread), self._accepted_here())

    def _accepted_here(self) -> int | None:
        """Return the number of the answer that is accepted here."""
        return next((row.id for row in self.answers.values() if row.accepted), None)

    def _move(self) -> None:
        """Put the question under the source's product."""
        self.row.product_id = self.world.products[self.thread.product] if self.thread.product else None

    def _translate(self) -> None:
        """Take the source's word for the language."""
        self.row.language = self.thread.language

    def _close(self) -> None:
        """Close or reopen the question as the source did."""
        self.row.state = QuestionState.CLOSED if self.thread.closed else QuestionState.OPEN
        self.row.closed_reason = self.thread.closed_reason


def question_text(thread: ImportedThread) -> object:
    """Return what a question's text is compared by."""
    return [title_of(thread), thread.revisions[-1].source, thread.revisions[-1].format]


def answer_part(answer: ImportedAnswer) -> str:
    """Return the name of the part that is an answer's text."""
    return f"a:{answer.external_id}"


def answer_text(answer: ImportedAnswer) -> object:
    """Return what an answer's text is compared by."""
    return [answer.revisions[-1].source, answer.revisions[-1].format]


def comment_part(comment: ImportedComment) -> str:
    """Return the name of the part that is a comment."""
    return f"c:{comment.external_id}"


def comment_text(comment: ImportedComment) -> object:
    """Return what a comment is compared by."""
    return [comment.text.source, asdict(comment.text.by)]


def accepted_of(thread: ImportedThread) -> str | None:
    """Return the external id of the accepted answer."""
    return next((answer.external_id for answer in thread.answers if answer.accepted), None)


def _by(name: str, by: Byline, row: Question | Answer, world: World) -> Facet:
    """Return the authorship as a part."""

    def write() -> None:
        columns = world.author(by)
        row.author_id, row.byline = columns["author_id"], columns["byline"]

    return Facet(name, asdict(by), lambda: [row.author_id, row.byline], write)
