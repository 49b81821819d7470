"""Storing threads: new ones in bulk, known ones part by part."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden
from forum.core.operation import operation
from forum.importing.batches import Outcome, Texts, marks_of, people_ids, tag_ids
from forum.importing.claims import Claims
from forum.importing.facets import Facets
from forum.importing.merging import Merge
from forum.importing.models import ImportMark
from forum.importing.parts import Parts
from forum.importing.policy import can_import
from forum.importing.report import Arrival, BrokenRow, Kept, Skip
from forum.importing.thread import ImportedThread, fingerprint
from forum.importing.writing import (
    World,
    add_answer_revisions,
    add_question_revisions,
    add_tags,
    new_answer,
    new_comment,
    new_question,
)
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations.asking import tag_line

THREAD = "question"
QUESTIONS, ANSWERS, COMMENTS = "questions", "answers", "comments"

Arrivals = Sequence[Arrival[ImportedThread]]


@operation
def store_threads(actor: Actor, source: str, arrivals: Arrivals, texts: Texts, *, only_new: bool) -> Outcome:
    """Add new threads with all beneath them, and bring known ones up to date; one event for each that changed."""
    if not can_import(actor):
        raise Forbidden
    outcome = Outcome()
    marks = marks_of(THREAD, (arrival.thing.external_id for arrival in arrivals))
    claims = Claims(source, [arrival.thing for arrival in arrivals])
    threads = _admitted(arrivals, marks, claims, outcome)
    world = _world(threads, texts, claims)
    _add(actor, source, [thread for thread in threads if thread.external_id not in marks], world, outcome)
    for thread in threads:
        mark = marks.get(thread.external_id)
        if mark is not None and only_new:
            note_unchanged(thread, outcome)
        elif mark is not None:
            _follow(actor, thread, mark, world, outcome)
    return outcome


def note_unchanged(thread: ImportedThread, outcome: Outcome) -> None:
    """Count a thread in which nothing was done."""
    outcome.note(QUESTIONS, Kept.UNCHANGED)
    outcome.note(ANSWERS, Kept.UNCHANGED, len(thread.answers))
    outcome.note(COMMENTS, Kept.UNCHANGED, len(thread.comments))


def _admitted(
    arrivals: Arrivals, marks: dict[str, ImportMark], claims: Claims, outcome: Outcome
) -> list[ImportedThread]:
    """Return the threads that can be stored; report the others."""
    threads = []
    for arrival in arrivals:
        try:
            claims.admit(arrival.thing, marks.get(arrival.thing.external_id))
        except BrokenRow as error:
            outcome.skips.append(Skip(arrival.file, arrival.where, error.reason))
        else:
            threads.append(arrival.thing)
    return threads


def _world(threads: Sequence[ImportedThread], texts: Texts, claims: Claims) -> World:
    """Look up everything that the threads refer to."""
    people = {by.person for thread in threads for by in thread.authors() if by.person}
    tags = tag_ids(tag for thread in threads for tag in thread.tags)
    return World(texts, people_ids(people), claims.products, tags, now())


def _add(actor: Actor, source: str, threads: list[ImportedThread], world: World, outcome: Outcome) -> None:
    """Add new threads: all questions, then all answers, then what needs the numbers of both."""
    questions = [new_question(thread, world) for thread in threads]
    session().add_all(questions)
    session().flush()
    pairs = list(zip(threads, questions, strict=True))
    answers = [
        {each.external_id: new_answer(each, question, world) for each in thread.answers} for thread, question in pairs
    ]
    session().add_all(row for rows in answers for row in rows.values())
    session().flush()
    for (thread, question), rows in zip(pairs, answers, strict=True):
        comments = _add_below(thread, question, rows, world)
        parts = Parts()
        Facets(thread, question, rows, comments, world).remember_all(parts)
        session().add(_mark(source, thread, parts))
        outcome.note(QUESTIONS, Kept.ADDED)
        outcome.note(ANSWERS, Kept.ADDED, len(thread.answers))
        outcome.note(COMMENTS, Kept.ADDED, len(thread.comments))
    session().flush()
    for thread, question in pairs:
        _record(actor, thread, question, question.created_at, new=True)


def _add_below(
    thread: ImportedThread, question: Question, answers: dict[str, Answer], world: World
) -> dict[str, Comment]:
    """Add the revisions, tags and comments of a thread whose rows have their numbers; return the comments."""
    add_question_revisions(question, thread.revisions, 1, world, tag_line(thread.tags))
    add_tags(question, world.tags_of(thread))
    for each in thread.answers:
        add_answer_revisions(answers[each.external_id], each.revisions, 1, world)
    numbers = {name: row.id for name, row in answers.items()}
    comments = {each.external_id: new_comment(each, question, numbers, world) for each in thread.comments}
    session().add_all(comments.values())
    return comments


def _mark(source: str, thread: ImportedThread, parts: Parts) -> ImportMark:
    """Return the mark of a thread that was just written."""
    return ImportMark(
        kind=THREAD,
        external_id=thread.external_id,
        source=source,
        fingerprint=fingerprint(thread),
        parts=parts.values,
    )


def _follow(actor: Actor, thread: ImportedThread, mark: ImportMark, world: World, outcome: Outcome) -> None:
    """Bring a known thread up to date; one that was removed here stays away."""
    query = sa.select(Question).where(Question.external_id == thread.external_id).with_for_update(of=Question)
    question = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    mark.fingerprint = fingerprint(thread)
    if question is None:
        outcome.note(QUESTIONS, Kept.LOCAL)
        return
    merge = Merge(thread, question, Parts(mark.parts), world)
    merge.run()
    mark.parts = merge.parts.values
    for kind, kept in merge.outcomes.items():
        for each in kept:
            outcome.note(kind, each)
    if merge.parts.changed:
        _record(actor, thread, question, thread.active_at or world.at, new=False)


def _record(actor: Actor, thread: ImportedThread, question: Question, at: datetime, *, new: bool) -> None:
    """Record one event for a thread, with the source's date."""
    data = {"new": new, "answers": len(thread.answers), "comments": len(thread.comments)}
    record(EventKind.QUESTION_IMPORTED, actor, question.ref, data=data, occurred_at=at)
