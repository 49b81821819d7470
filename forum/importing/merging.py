"""A thread that was imported before meets a newer version of itself."""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.importing.facets import Facets, answer_part, comment_part
from forum.importing.parts import Parts
from forum.importing.report import Kept
from forum.importing.thread import ImportedAnswer, ImportedComment, ImportedThread
from forum.importing.writing import COLUMNS_OF_ORIGIN, World, add_answer_revisions, new_answer, new_comment
from forum.questions.marks import settle
from forum.questions.models import Answer, Comment, Question, QuestionTag

Row = Question | Answer | Comment
Given = ImportedThread | ImportedAnswer | ImportedComment


class Merge:
    """One thread as it stands here, and as its source gives it now. What was changed here stays."""

    def __init__(self, thread: ImportedThread, question: Question, parts: Parts, world: World) -> None:
        """Read what is beneath the locked question; things written here have no external id and are not touched."""
        self.thread = thread
        self.question = question
        self.parts = parts
        self.world = world
        self.outcomes: dict[str, list[Kept]] = {"questions": [], "answers": [], "comments": []}
        self._answers = {name_of(row): row for row in _answers(question)}
        self._comments = {name_of(row): row for row in _comments(question)}
        self._changed: list[Answer] = []
        self._facets = Facets(thread, question, self._answers, self._comments, world)

    def run(self) -> None:
        """Bring everything up to date, then settle the marks once."""
        for answer in self.thread.answers:
            self._answer(answer)
        self._question()
        for comment in self.thread.comments:
            self._comment(comment)
        if self.parts.changed:
            # What waits for staff stays as it is: nobody here did anything.
            waiting = self.question.next_action, self.question.due_at
            settle(self.question, *self._changed)
            self.question.next_action, self.question.due_at = waiting

    def _question(self) -> None:
        """Follow the question itself, and which answer its asker accepted."""
        question, thread = self.question, self.thread
        tags = session().scalars(sa.select(QuestionTag.tag_id).where(QuestionTag.question_id == question.id)).all()
        with self.parts.thing(self.outcomes["questions"]):
            for facet in self._facets.question(tags):
                facet.merge(self.parts)
            self._facets.accepted(self._accept).merge(self.parts)
            self._follow(question, thread)
            if thread.active_at and thread.active_at > question.active_at:
                question.active_at = thread.active_at
                self.parts.update()

    def _answer(self, answer: ImportedAnswer) -> None:
        """Follow an answer, or add it; one that was removed here stays away."""
        row = self._answers.get(answer.external_id)
        outcomes = self.outcomes["answers"]
        if row is None:
            outcomes.append(Kept.LOCAL if self.parts.knows(answer_part(answer)) else self._add_answer(answer))
            return
        with self.parts.thing(outcomes):
            for facet in self._facets.answer(answer):
                facet.merge(self.parts)
            self._follow(row, answer)
        if outcomes[-1] is Kept.UPDATED:
            self._changed.append(row)

    def _add_answer(self, answer: ImportedAnswer) -> Kept:
        """Add an answer. Whether it is the accepted one is decided with the question."""
        row = new_answer(replace(answer, accepted=False), self.question, self.world)
        row.question = self.question
        session().add(row)
        session().flush()
        add_answer_revisions(row, answer.revisions, 1, self.world)
        self._answers[answer.external_id] = row
        for facet in self._facets.answer(answer):
            facet.remember(self.parts)
        self._changed.append(row)
        return Kept.ADDED

    def _comment(self, comment: ImportedComment) -> None:
        """Follow a comment, or add it; one that was removed here, or whose answer was, stays away."""
        row = self._comments.get(comment.external_id)
        outcomes = self.outcomes["comments"]
        if row is None:
            gone = comment.on != self.thread.external_id and comment.on not in self._answers
            known = self.parts.knows(comment_part(comment))
            outcomes.append(Kept.LOCAL if known or gone else self._add_comment(comment))
            return
        with self.parts.thing(outcomes):
            self._facets.comment(comment).merge(self.parts)
            self._follow(row, comment)

    def _add_comment(self, comment: ImportedComment) -> Kept:
        """Add a comment."""
        numbers = {name: row.id for name, row in self._answers.items()}
        row = new_comment(comment, self.question, numbers, self.world)
        session().add(row)
        self._comments[comment.external_id] = row
        self._facets.comment(comment).remember(self.parts)
        return Kept.ADDED

    def _follow(self, row: Row, given: Given) -> None:
        """Take over what only the source knows: its score, its address, its licence. Votes cast here stay counted."""
        score = given.score
        if row.imported_score != score:
            row.score += score - row.imported_score
            row.imported_score = score
            self.parts.update()
        for name in COLUMNS_OF_ORIGIN:
            if getattr(row, name) != getattr(given, name):
                setattr(row, name, getattr(given, name))
                self.parts.update()

    def _accept(self, name: str | None) -> None:
        """Move the asker's mark to another answer."""
        for row in self._answers.values():
            if row.accepted:
                row.accepted, row.accepted_at, row.accepted_by_id = False, None, None
                self._changed.append(row)
        session().flush()
        if name in self._answers:
            row = self._answers[name]
            given = next(answer for answer in self.thread.answers if answer.external_id == name)
            row.accepted, row.accepted_by_id = True, self.question.author_id
            row.accepted_at = given.accepted_at or self.world.at
            self._changed.append(row)


def name_of(row: Answer | Comment) -> str:
    """Return the external id, or a name that no source can give for what was written here."""
    return row.external_id if row.external_id is not None else f"\x00{row.id}"


def _answers(question: Question) -> Iterator[Answer]:
    """Return the answers of a locked question, read afresh."""
    query = sa.select(Answer).where(Answer.question_id == question.id).options(joinedload(Answer.question))
    return iter(session().scalars(query.execution_options(populate_existing=True)).all())


def _comments(question: Question) -> Iterator[Comment]:
    """Return the comments of a locked question, read afresh."""
    query = sa.select(Comment).where(Comment.question_id == question.id)
    return iter(session().scalars(query.execution_options(populate_existing=True)).all())
