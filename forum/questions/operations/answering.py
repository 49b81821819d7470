"""Writing answers and changing them."""

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale, Unfit
from forum.core.markup import Rendered, features_of
from forum.core.operation import operation
from forum.core.text import N_, is_blank
from forum.following.operations import take_part
from forum.journal.kinds import EventKind
from forum.journal.record import channel, record
from forum.people.policy import Actor, is_engineer
from forum.questions.images import note_images
from forum.questions.locks import lock_answer, lock_where_it_is
from forum.questions.marks import settle
from forum.questions.mentions import named_in
from forum.questions.models import Answer, AnswerRevision, QuestionState
from forum.questions.newcomers import need_few, need_room
from forum.questions.operations.asking import NOTE_MAX, written
from forum.questions.policy import can_answer_question, can_edit_answer
from forum.questions.queries import answer_revision
from forum.questions.risks import assess_answer, trips_rule


@operation
def post_answer(actor: Actor, question_id: int, body: Rendered) -> Answer:
    """Answer an open question; raise `Unfit` where it was closed in the meantime."""
    question = lock_where_it_is(actor, question_id)
    if question.state == QuestionState.CLOSED:
        raise Unfit(N_("This question was closed and takes no more answers."), code="closed")
    if not can_answer_question(actor, question):
        raise Forbidden
    need_text(body)
    need_room(actor, Answer, body)
    answer = Answer(
        question_id=question.id,
        author_id=actor.id,
        by_staff=is_engineer(actor, question.product_id),
        created_at=now(),
        channel=channel.get(),
    )
    answer.question = question
    session().add(answer)
    session().flush()
    _write(answer, body, actor.id)
    note_images(actor, answer.ref, 1, body.html)
    settle(question, answer)
    take_part(actor.id, question.id)
    named = named_in(actor, question.id, body.html)
    data = {"mentioned": named} if named else None
    record(EventKind.ANSWER_POSTED, actor, question.ref, about=answer.ref, data=data)
    assess_answer(actor, answer, body.passages)
    if not answer.is_held:
        question.active_at = now()
    return answer


@operation
def edit_answer(
    actor: Actor,
    answer_id: int,
    body: Rendered,
    *,
    base_revision: int,
    note: str = "",
    checked: bool = False,
    written_by: int | None = None,
) -> Answer:
    """Write a new revision; raise `Stale` when somebody edited since `base_revision`.

    The same text again changes nothing. No edit lifts a judgement: what an engineer said stays with its revision.
    `checked`: the revision is judged in the same step. `written_by`: whose words they are, where not the actor's.
    """
    answer = lock_answer(actor, answer_id)
    if not can_edit_answer(actor, answer):
        raise Forbidden
    if base_revision != answer.revision:
        raise Stale(answer.revision)
    need_text(body)
    need_few(actor, body)
    before = answer_revision(answer.id, answer.revision)
    if before is None:
        raise NotFound
    if before.source == body.source:
        return answer
    answer.revision += 1
    answer.edited_at = answer.question.active_at = now()
    if features_of(before.html) != features_of(body.html) or trips_rule(answer.question, body.passages, before.html):
        answer.last_substantial = answer.revision
    _write(answer, body, written_by or actor.id, note)
    note_images(actor, answer.ref, answer.revision, body.html, written_by)
    settle(answer.question, answer)
    named = named_in(actor, answer.question_id, body.html, before.html)
    record(
        EventKind.ANSWER_EDITED,
        actor,
        answer.question.ref,
        about=answer.ref,
        data={
            "revision": answer.revision,
            "substantial": answer.last_substantial == answer.revision,
            "checked": checked,
            **({"written_by": written_by} if written_by else {}),
            **({"mentioned": named} if named else {}),
        },
        details={"note": note.strip()[:NOTE_MAX]} if note.strip() else None,
    )
    assess_answer(actor, answer, body.passages)
    return answer


def need_text(body: Rendered) -> None:
    """Refuse an empty text."""
    if is_blank(body.source):
        raise Invalid.one("body", "required", N_("Write your answer first: what to do, step by step."))


def _write(answer: Answer, body: Rendered, author_id: int | None, note: str = "") -> None:
    """Add the newest revision."""
    session().add(
        AnswerRevision(
            answer_id=answer.id,
            number=answer.revision or 1,
            author_id=author_id,
            created_at=now(),
            note=note.strip()[:NOTE_MAX],
            **written(body),
        )
    )
