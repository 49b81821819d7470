"""What becomes of a correction: the answer's author takes it over or objects, and another engineer then decides."""

import re

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Unfit
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.reasons import need_reason
from forum.core.text import N_
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.operations import settle_made_from
from forum.moderation.policy import can_answer_correction, can_resolve_objection
from forum.people.policy import Actor
from forum.questions.locks import lock_answer
from forum.questions.marks import settle
from forum.questions.models import Answer, Correction
from forum.questions.operations import edit_answer

GONE = N_("This correction was withdrawn.")
TAKEN = N_("You have taken this correction over already.")
OBJECTED = N_("An engineer has decided about your objection already.")
OUTCOMES = {
    EventKind.CORRECTION_UPHELD: {"outcome": "upheld"},
    EventKind.CORRECTION_WITHDRAWN: {"outcome": "withdrawn"},
}


def with_correction(source: str, passage: str, replacement: str) -> str | None:
    """Return a Markdown text with a passage replaced, None where the passage does not stand there exactly once.

    A passage is what readers see: it is not found where it runs across marks such as emphasis or links.
    """
    words = r"\s+".join(re.escape(word) for word in passage.split())
    if not words or len(re.findall(words, source)) != 1:
        return None
    return re.sub(words, lambda _found: replacement, source)


def _lock(actor: Actor, correction_id: int) -> tuple[Correction, Answer]:
    """Return a correction and the locked answer it is about; raise `NotFound` where the actor sees none."""
    answer_id = session().scalar(sa.select(Correction.answer_id).where(Correction.id == correction_id))
    if answer_id is None:
        raise NotFound
    answer = lock_answer(actor, answer_id)
    return session().get_one(Correction, correction_id, populate_existing=True), answer


def _record(kind: EventKind, actor: Actor, correction: Correction, answer: Answer, reason: str = "") -> None:
    data = {"correction": correction.id, "by": correction.author_id, "level": answer.level, **OUTCOMES.get(kind, {})}
    details = {"reason": reason} if reason else None
    record(kind, actor, answer.question.ref, about=answer.ref, data=data, details=details)


@operation
def adopt_correction(
    actor: Actor, correction_id: int, body: Rendered, *, base_revision: int, note: str = ""
) -> Correction:
    """Write a new revision that takes a correction over; raise `Stale` when there is a newer one than `base_revision`.

    It is an edit as any other: nobody has checked the new text yet. An objection that waits is taken back.
    """
    correction, answer = _lock(actor, correction_id)
    if not can_answer_correction(actor, answer):
        raise Forbidden
    if correction.adopted_revision is not None:
        return correction
    if correction.withdrawn_at is not None:
        raise Unfit(GONE, code="withdrawn")
    edited = edit_answer(actor, answer.id, body, base_revision=base_revision, note=note)
    if edited.revision == base_revision:
        raise Invalid.one("body", "same", N_("You have not changed anything yet."))
    correction.adopted_revision = edited.revision
    if correction.is_disputed:
        correction.objection, correction.objected_at = "", None
    _record(EventKind.CORRECTION_ADOPTED, actor, correction, answer)
    return correction


@operation
def object_to_correction(actor: Actor, correction_id: int, *, reason: str) -> Correction:
    """Say why a correction is wrong, so that another engineer looks at it. The same again changes nothing."""
    correction, answer = _lock(actor, correction_id)
    if not can_answer_correction(actor, answer):
        raise Forbidden
    said = need_reason(reason)
    if correction.is_disputed and correction.objection == said:
        return correction
    if correction.withdrawn_at is not None:
        raise Unfit(GONE, code="withdrawn")
    if correction.adopted_revision is not None:
        raise Unfit(TAKEN, code="adopted")
    if correction.resolved_at is not None:
        raise Unfit(OBJECTED, code="decided")
    correction.objection, correction.objected_at = said, correction.objected_at or now()
    answer.question.version += 1
    _record(EventKind.CORRECTION_OBJECTED, actor, correction, answer, said)
    return correction


@operation
def resolve_objection(actor: Actor, correction_id: int, *, uphold: bool, reason: str) -> Correction:
    """Let a correction stand in spite of an objection, or withdraw it; both sides are told why."""
    correction, answer = _lock(actor, correction_id)
    if not can_resolve_objection(actor, correction, answer):
        raise Forbidden
    if correction.resolved_at is not None and (correction.withdrawn_at is None) == uphold:
        return correction
    if not correction.is_disputed:
        raise Unfit(N_("No objection to this correction waits for a decision."), code="decided")
    correction.resolution, correction.resolved_at = need_reason(reason), now()
    correction.resolved_by_id = actor.id
    if not uphold:
        correction.withdrawn_at = now()
    settle(answer.question, answer)
    settle_made_from(answer)
    kind = EventKind.CORRECTION_UPHELD if uphold else EventKind.CORRECTION_WITHDRAWN
    _record(kind, actor, correction, answer, correction.resolution)
    return correction
