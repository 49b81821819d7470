"""Making a text into another kind of text: an answer into a comment or a question, a comment into an answer or a
question."""

from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Unfit
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.slugs import slugify
from forum.core.text import N_, is_blank, one_line
from forum.flags.operations import carry_case
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor, is_engineer
from forum.people.queries import person_acting
from forum.questions.images import note_images
from forum.questions.locks import lock_answer, lock_comment, lock_question
from forum.questions.marks import settle, settle_question
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    Correction,
    Move,
    Outcome,
    Question,
    QuestionRevision,
    QuestionState,
    Verdict,
)
from forum.questions.operations.asking import TITLE_MAX, promised
from forum.questions.operations.commenting import COMMENT_MAX
from forum.questions.policy import can_convert_answer, can_convert_back, can_convert_comment
from forum.questions.queries import answer_revision
from forum.questions.queries.kin import last_move, move_of

Made = TypeVar("Made", Question, Answer, Comment)
HELD = N_("This text is held back from readers. It stays where it is until that has ended.")
USED = N_("Others have worked with it since. It stays as it is.")


@operation
def answer_to_comment(actor: Actor, answer_id: int) -> Comment:
    """Make an answer into a comment beneath its question; what stood beneath it does so too. Twice is once."""
    try:
        answer, text = _to_convert(actor, answer_id)
    except NotFound:
        return _made_before(actor, Ref(Kind.ANSWER, answer_id), Comment)
    if len(text.source) > COMMENT_MAX:
        raise Invalid.one("to", "too_long", N_("It is too long for a comment: %(most)s characters."), most=COMMENT_MAX)
    made = Comment(question_id=answer.question_id, **_words(text), **_origin(answer))
    session().add(made)
    session().flush()
    note_images(actor, made.ref, 0, text.html)
    beneath = _beneath(answer.id)
    _put_beneath(beneath, answer.question_id, None)
    _move(actor, answer, made.ref, beneath)
    settle(answer.question, answer)
    record(EventKind.TEXT_CONVERTED, actor, answer.question.ref, about=made.ref, data={"answer": answer.id})
    return made


@operation
def answer_to_question(actor: Actor, answer_id: int, *, title: str) -> Question:
    """Make an answer into a question of its own, by the same author; what stood beneath it goes along.

    Twice is once: the title is the new question's by then, and stays as it is.
    """
    try:
        answer, text = _to_convert(actor, answer_id)
    except NotFound:
        return _made_before(actor, Ref(Kind.ANSWER, answer_id), Question)
    made = _asked(actor, answer, text, title, answer.question.product_id)
    beneath = _beneath(answer.id)
    _put_beneath(beneath, made.id, None)
    _move(actor, answer, made.ref, beneath)
    settle(answer.question, answer)
    settle_question(made)
    data = {"answer": answer.id, **promised(made)}
    record(EventKind.TEXT_CONVERTED, actor, answer.question.ref, about=made.ref, data=data)
    return made


@operation
def comment_to_answer(actor: Actor, comment_id: int) -> Answer:
    """Make a comment into an answer to its question, by the same author. Twice is once."""
    try:
        comment, question = lock_comment(actor, comment_id)
    except NotFound:
        return _made_before(actor, Ref(Kind.COMMENT, comment_id), Answer)
    if not can_convert_comment(actor, comment, question):
        raise Forbidden
    if question.state == QuestionState.CLOSED:
        raise Unfit(N_("This question was closed and takes no more answers."), code="closed")
    if comment.containment is not Containment.NONE:
        raise Unfit(HELD, code="held_back")
    author = None if comment.author_id is None else person_acting(comment.author_id)
    made = Answer(
        question_id=question.id,
        by_staff=author is not None and is_engineer(author, question.product_id),
        **_origin(comment),
    )
    made.question = question
    session().add(made)
    session().flush()
    words = _words(comment)
    session().add(
        AnswerRevision(answer_id=made.id, number=1, author_id=comment.author_id, created_at=comment.created_at, **words)
    )
    note_images(actor, made.ref, 1, comment.html)
    _move(actor, comment, made.ref, ())
    settle(question, made)
    data = {"comment": comment.id, "author": made.author_id, "written_at": made.created_at.isoformat()}
    record(EventKind.TEXT_CONVERTED, actor, question.ref, about=made.ref, data=data)
    return made


@operation
def comment_to_question(actor: Actor, comment_id: int, *, title: str) -> Question:
    """Make a comment into a question of its own, by the same author. Twice is once; the first title stays."""
    try:
        comment, question = lock_comment(actor, comment_id)
    except NotFound:
        return _made_before(actor, Ref(Kind.COMMENT, comment_id), Question)
    if not can_convert_comment(actor, comment, question):
        raise Forbidden
    if comment.containment is not Containment.NONE:
        raise Unfit(HELD, code="held_back")
    made = _asked(actor, comment, comment, title, question.product_id)
    _move(actor, comment, made.ref, ())
    settle_question(made)
    written = {"author": made.author_id, "written_at": made.created_at.isoformat()}
    data = {"comment": comment.id, **written, **promised(made)}
    record(EventKind.TEXT_CONVERTED, actor, question.ref, about=made.ref, data=data)
    return made


@operation
def convert_back(actor: Actor, ref: Ref) -> Ref:
    """Let an answer or a comment be again what it was; raise `Unfit` where others have worked with what it became.

    Where it is that already, nothing changes.
    """
    move = last_move(ref.kind, ref.id)
    if move is None or ref.kind not in {Kind.ANSWER, Kind.COMMENT}:
        raise NotFound
    question, thing = _where_it_was(actor, ref)
    session().refresh(move)
    if move.undone_at is not None:
        return _is_back(actor, ref, move.person_id)
    if not can_convert_back(actor, thing, question, move.person_id):
        raise Forbidden
    if thing.moved_to != Ref(move.target_kind, move.target_id):
        raise Conflict
    made = _untouched(thing.moved_to, move.taken["comments"])
    made.moved_kind, made.moved_id = ref.kind, ref.id
    thing.moved_kind = thing.moved_id = None
    move.undone_at = now()
    carry_case(made.ref, ref, revision=thing.revision)
    session().flush()
    _put_beneath(move.taken["comments"], question.id, ref.id)
    _settle_both(question, thing, made)
    record(EventKind.TEXT_CONVERTED_BACK, actor, question.ref, about=made.ref, data={ref.kind.value: ref.id})
    return ref


def _is_back(actor: Actor, ref: Ref, moved_by: int) -> Ref:
    """Return a text that was taken back where it is; refuse those who could not have done it."""
    thing: Answer | Comment
    if ref.kind is Kind.ANSWER:
        thing = lock_answer(actor, ref.id)
        question = thing.question
    else:
        thing, question = lock_comment(actor, ref.id)
    if not can_convert_back(actor, thing, question, moved_by):
        raise Forbidden
    return ref


def _made_before(actor: Actor, ref: Ref, model: type[Made]) -> Made:
    """Return what a text was made into before, wherever that is by now; raise `NotFound` where it was not."""
    move = move_of(ref.kind, ref.id)
    made = session().get(model, move.target_id) if move is not None else None
    if move is None or made is None or made.ref.kind is not move.target_kind:
        raise NotFound
    question, thing = _where_it_was(actor, ref)
    if not can_convert_back(actor, thing, question, move.person_id):
        raise NotFound
    return made


def _where_it_was(actor: Actor, ref: Ref) -> tuple[Question, Answer | Comment]:
    """Return a text that may have moved on, and the question beneath which it was written; both are locked."""
    model: type[Answer | Comment] = Answer if ref.kind is Kind.ANSWER else Comment
    place = sa.select(model.question_id).where(model.id == ref.id)
    return lock_question(actor, session().scalars(place).one()), _afresh(model, ref.id)


def _to_convert(actor: Actor, answer_id: int) -> tuple[Answer, AnswerRevision]:
    """Return an answer that may become something else, and its newest text."""
    answer = lock_answer(actor, answer_id)
    if not can_convert_answer(actor, answer):
        raise Forbidden
    if answer.accepted:
        raise Unfit(N_("It is marked as the answer that solved it. Take the mark back first."), code="accepted")
    if answer.containment is not Containment.NONE:
        raise Unfit(HELD, code="held_back")
    text = answer_revision(answer.id, answer.revision)
    if text is None:
        raise NotFound
    return answer, text


def _words(text: AnswerRevision | Comment) -> dict[str, str]:
    return {"source": text.source, "format": text.format, "html": text.html, "text": text.text}


def _origin(thing: Answer | Comment) -> dict[str, object]:
    """Return who wrote it, when, and by which way it came."""
    names = ("author_id", "byline", "created_at", "channel", "language", "source_url", "licence")
    return {name: getattr(thing, name) for name in names}


def _asked(
    actor: Actor, thing: Answer | Comment, text: AnswerRevision | Comment, title: str, product_id: int | None
) -> Question:
    """Return a new question with the words of a text; raise `Invalid` without a title."""
    if is_blank(title) or len(one_line(title)) > TITLE_MAX:
        raise Invalid.one(
            "title",
            "required",
            N_("Give it a title of at most %(most)s characters: one line that says it."),
            most=TITLE_MAX,
        )
    made = Question(
        title=one_line(title),
        slug=slugify(title, fallback="question"),
        product_id=product_id,
        active_at=now(),
        **_origin(thing),
    )
    session().add(made)
    session().flush()
    _first_revision(made, text)
    note_images(actor, made.ref, 1, text.html)
    return made


def _first_revision(question: Question, text: AnswerRevision | Comment) -> None:
    by = {"renderer": text.renderer} if isinstance(text, AnswerRevision) else {}
    session().add(
        QuestionRevision(
            question_id=question.id,
            number=1,
            title=question.title,
            product_id=question.product_id,
            author_id=question.author_id,
            created_at=question.created_at,
            **by,
            **_words(text),
        )
    )


def _beneath(answer_id: int) -> list[int]:
    """Return the comments beneath an answer."""
    return list(session().scalars(sa.select(Comment.id).where(Comment.answer_id == answer_id)))


def _put_beneath(comment_ids: Sequence[int], question_id: int, answer_id: int | None) -> None:
    """Let comments stand beneath a question or one of its answers."""
    change = sa.update(Comment).where(Comment.id.in_(comment_ids)).values(question_id=question_id, answer_id=answer_id)
    session().execute(change, execution_options={"synchronize_session": "fetch"})


def _move(actor: Actor, thing: Answer | Comment, place: Ref, comments: Sequence[int]) -> None:
    """Let the thing's address lead to its new place, with its reports, and remember the way back."""
    thing.moved_kind, thing.moved_id = place
    carry_case(thing.ref, place, revision=1)
    session().add(
        Move(
            source_kind=thing.ref.kind,
            source_id=thing.id,
            target_kind=place.kind,
            target_id=place.id,
            person_id=actor.id,
            taken={"comments": list(comments)},
            created_at=now(),
        )
    )
    session().flush()


def _untouched(place: Ref, taken: Sequence[int]) -> Question | Answer | Comment:
    """Return what a text became, if nobody has worked with it since; `taken` are the comments that came along."""
    models: dict[Kind, type[Question | Answer | Comment]] = {
        Kind.QUESTION: Question,
        Kind.ANSWER: Answer,
        Kind.COMMENT: Comment,
    }
    made: Question | Answer | Comment = _afresh(models[place.kind], place.id)
    marks: Sequence[sa.ColumnElement[bool]] = ()
    if isinstance(made, Question):
        said = sa.exists().where(Comment.question_id == made.id, Comment.id.not_in(taken))
        marks = (sa.exists().where(Answer.question_id == made.id), said)
    elif isinstance(made, Answer):
        told = (Verdict, Correction, Outcome, Comment)
        marks = (sa.literal(made.accepted), *(sa.exists().where(each.answer_id == made.id) for each in told))
    if not made.is_in_place or (marks and session().scalar(sa.select(sa.or_(*marks)))):
        raise Unfit(USED, code="used")
    return made


def _afresh(model: type[Question | Answer | Comment], ident: int) -> Any:
    """Return a row as it is now, locked."""
    return session().get_one(model, ident, populate_existing=True, with_for_update=True)


def _settle_both(question: Question, thing: Answer | Comment, made: Question | Answer | Comment) -> None:
    """Bring what is stored of both in line."""
    changed = [each for each in (thing, made) if isinstance(each, Answer)]
    for answer in changed:
        answer.question = question
    settle(question, *changed)
    if isinstance(made, Question):
        settle_question(made)
