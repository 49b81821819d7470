"""How a solution's text came about: what its first editor began with, and every revision since."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.db import session
from forum.knowledge.models import Entry, EntryRevision
from forum.people.policy import Actor
from forum.questions.marks import said_of
from forum.questions.models import Answer, AnswerRevision
from forum.questions.policy import can_see_revision
from forum.questions.trust import VerdictKind, VerdictMark


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One revision; `before` is the text that it changed, empty where there was none that the reader may see.

    `guarded`: it, or what it changed, was found dangerous.
    """

    revision: EntryRevision
    before: str
    title_before: str
    verdicts: Sequence[VerdictMark]
    guarded: bool = False


def entry_revisions(entry_id: int) -> Sequence[EntryRevision]:
    """Return all revisions with their authors, the first one first. One statement."""
    query = sa.select(EntryRevision).where(EntryRevision.entry_id == entry_id).order_by(EntryRevision.number)
    return session().scalars(query.options(joinedload(EntryRevision.author))).all()


def entry_history(actor: Actor, entry: Entry) -> list[EntryStep]:
    """Return what each revision changed, the first one first. Three statements."""
    revisions = entry_revisions(entry.id)
    checked: dict[int, list[VerdictMark]] = {}
    for mark in said_of((), [entry.id]).entries[entry.id]:
        checked.setdefault(mark.revision, []).append(mark)
    steps: list[EntryStep] = []
    before, title, danger_before = _begun_with(actor, entry, revisions[0]) if revisions else "", "", False
    for revision in revisions:
        verdicts = checked.get(revision.number, [])
        danger = bool(verdicts) and verdicts[-1].kind is VerdictKind.UNSAFE
        steps.append(EntryStep(revision, before, title, verdicts, danger or danger_before))
        before, title, danger_before = revision.source, revision.title, danger
    return steps


def _begun_with(actor: Actor, entry: Entry, first: EntryRevision) -> str:
    """Return the answer's text that the first editor began with, as far as the actor may read it."""
    if first.answer_id is None or entry.question is None:
        return ""
    query = (
        sa.select(AnswerRevision, Answer)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(AnswerRevision.answer_id == first.answer_id, AnswerRevision.number == first.answer_revision)
    )
    row = session().execute(query).one_or_none()
    if row is None:
        return ""
    text, answer = row
    held = max(text.containment, answer.containment, key=lambda one: one.rank)
    sa.orm.attributes.set_committed_value(answer, "question", entry.question)
    return text.source if answer.is_in_place and can_see_revision(actor, answer, held) else ""
