"""Corrections: which passage of an answer is wrong, what is right, and why. The answer itself stays as it was."""

from dataclasses import dataclass

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid
from forum.core.operation import operation
from forum.core.text import N_, Message
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.operations import settle_made_from
from forum.moderation.new_engineers import waits_for_second
from forum.moderation.new_releases import looked_again
from forum.moderation.policy import can_correct_answer, is_correction_a_check
from forum.moderation.verdicts import next_number
from forum.people.policy import Actor
from forum.questions.locks import lock_answer
from forum.questions.marks import settle
from forum.questions.models import Answer, Correction
from forum.questions.queries import answer_revision
from forum.questions.trust import VerdictKind

TEXT_MAX = 2_000
WANTED = {
    "passage": N_("Copy the wrong passage from the answer."),
    "replacement": N_("Write what is right instead."),
    "reason": N_("Say why, so that readers can follow."),
}


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What is wrong and what is right. `passage` stands in the text of `revision` as readers see it."""

    revision: int
    passage: str
    replacement: str
    reason: str


@operation
def publish_correction(actor: Actor, answer_id: int, draft: CorrectionDraft) -> Correction:
    """Correct a passage of an answer's newest revision, in its place and beside the original.

    An engineer's correction is a check of the answer; a moderator's is not, nor is a new engineer's where another one
    could read it (decision 37). Raises `Conflict` where the text was changed since it was read, and `Invalid` where the
    passage does not stand there.
    """
    answer = lock_answer(actor, answer_id)
    if not can_correct_answer(actor, answer):
        raise Forbidden
    if draft.revision != answer.revision:
        raise Conflict(
            N_("The answer was changed since you read it. Read what changed, then correct it."), code="changed"
        )
    _check(draft, answer)
    correction = Correction(
        answer_id=answer.id,
        number=next_number(answer.id),
        revision=draft.revision,
        passage=_one_line(draft.passage),
        replacement=draft.replacement.strip(),
        reason=draft.reason.strip(),
        author_id=actor.id,
        by_engineer=is_correction_a_check(actor, answer)
        and not waits_for_second(actor, answer, VerdictKind.CONDITIONAL),
        created_at=now(),
    )
    session().add(correction)
    if correction.by_engineer:
        answer.judged_at = now()
        looked_again("answer_id", answer.id)
    settle(answer.question, answer)
    settle_made_from(answer)
    record(
        EventKind.CORRECTION_PUBLISHED,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={"correction": correction.id, "revision": draft.revision, "level": answer.level},
        details={"passage": correction.passage, "replacement": correction.replacement, "reason": correction.reason},
    )
    return correction


def _check(draft: CorrectionDraft, answer: Answer) -> None:
    """Find everything that has to be mended in one go."""
    errors = []
    for name, wanted in WANTED.items():
        text: str = getattr(draft, name)
        if not text.strip():
            errors.append(FieldError(name, "required", Message(wanted)))
        elif len(text) > TEXT_MAX:
            too_long = N_("Use at most %(most)s characters.")
            errors.append(FieldError(name, "too_long", Message(too_long, {"most": TEXT_MAX})))
    revision = answer_revision(answer.id, draft.revision)
    if not errors and (revision is None or _one_line(draft.passage) not in _one_line(revision.text)):
        unknown = N_("This passage does not stand in the answer. Copy it from there, word by word.")
        errors.append(FieldError("passage", "unknown", Message(unknown)))
    if errors:
        raise Invalid(errors)


def _one_line(text: str) -> str:
    """Return the words without what separates lines: a passage may be copied across a line's end."""
    return " ".join(text.split())
