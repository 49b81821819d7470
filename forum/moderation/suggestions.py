"""Changes that somebody suggests: made by anyone, then accepted, improved or rejected by who may edit the text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from forum.catalog.tagging import resolve_tags
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, Stale, Unfit
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.reasons import need_reason
from forum.core.refs import Kind, Ref
from forum.core.text import N_, is_blank, one_line
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.moderation.images import note_suggestion_images
from forum.moderation.models import Outcome, Suggestion
from forum.moderation.policy import (
    can_decide_suggestion,
    can_see_suggestion,
    can_suggest_answer,
    can_suggest_question,
    can_withdraw_suggestion,
)
from forum.people.limits import Limit, take_attempt
from forum.people.policy import SYSTEM, Actor
from forum.questions.locks import lock_answer, lock_question
from forum.questions.models import Answer, AnswerRevision, Question, QuestionRevision
from forum.questions.operations import edit_answer, edit_question
from forum.questions.operations.answering import need_text
from forum.questions.operations.asking import NOTE_MAX, QuestionDraft, check_draft, tag_line
from forum.questions.queries import answer_revision, question_revision

# Who sees more to mend in a day writes to the staff.
A_DAY = 30
DECIDED = N_("This suggestion was decided already.")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as somebody would have it; `title` and `tags` are a question's."""

    body: Rendered
    title: str = ""
    tags: Sequence[str] = ()


@operation
def suggest_answer(actor: Actor, answer_id: int, wording: Wording, *, base_revision: int, note: str) -> Suggestion:
    """Suggest another text for somebody's answer; raise `Stale` when it was edited since `base_revision`."""
    answer = lock_answer(actor, answer_id)
    if not can_suggest_answer(actor, answer):
        raise Forbidden
    need_text(wording.body)
    return _suggest(actor, answer, replace(wording, title="", tags=()), base_revision, note)


@operation
def suggest_question(actor: Actor, question_id: int, wording: Wording, *, base_revision: int, note: str) -> Suggestion:
    """Suggest another title, text or tags for somebody's question; raise `Stale` when it was edited meanwhile."""
    question = lock_question(actor, question_id)
    if not can_suggest_question(actor, question):
        raise Forbidden
    check_draft(QuestionDraft(title=wording.title, body=wording.body))
    tags = tuple(tag.name for tag in resolve_tags(wording.tags))
    return _suggest(actor, question, replace(wording, title=one_line(wording.title), tags=tags), base_revision, note)


def _suggest(actor: Actor, thing: Question | Answer, wording: Wording, base: int, note: str) -> Suggestion:
    """Add the suggestion. The same again is the one that waits already."""
    _check_note(note)
    waiting = _waiting(actor, thing)
    if waiting is not None and not _differs(waiting, wording):
        return waiting
    if waiting is not None:
        text = N_("You have suggested a change of this already. Take it back first, then suggest another one.")
        raise Unfit(text, code="suggested_already")
    if base != thing.revision:
        raise Stale(thing.revision)
    if _is_same(thing, wording):
        raise Invalid.one("body", "same", N_("You have not changed anything yet."))
    take_attempt([Limit("suggest", A_DAY, timedelta(days=1), (str(actor.id),))])
    suggestion = Suggestion(
        question_id=thing.id if isinstance(thing, Question) else None,
        answer_id=thing.id if isinstance(thing, Answer) else None,
        person_id=actor.id,
        base_revision=base,
        title=wording.title,
        source=wording.body.source,
        tags=tag_line(wording.tags),
        note=note.strip(),
        created_at=now(),
    )
    session().add(suggestion)
    _count(thing)
    note_suggestion_images(actor, suggestion, wording.body.html)
    _record(EventKind.SUGGESTION_MADE, actor, suggestion, thing, details={"note": suggestion.note})
    return suggestion


def _check_note(note: str) -> None:
    """Require a word about why, as short as in the history."""
    if is_blank(note):
        raise Invalid.one("note", "required", N_("Say in a line why the text should change."))
    if len(note) > NOTE_MAX:
        raise Invalid.one("note", "too_long", N_("Use at most %(most)s characters."), most=NOTE_MAX)


def _waiting(actor: Actor, thing: Question | Answer) -> Suggestion | None:
    """Return the person's suggestion about a thing that nobody has decided."""
    query = sa.select(Suggestion).where(Suggestion.person_id == actor.id, Suggestion.decided_at.is_(None), _of(thing))
    return session().scalars(query).one_or_none()


def _of(thing: Question | Answer) -> sa.ColumnElement[bool]:
    """SQL: suggestions about a thing."""
    return Suggestion.question_id == thing.id if isinstance(thing, Question) else Suggestion.answer_id == thing.id


def _differs(suggestion: Suggestion, wording: Wording) -> bool:
    """Whether a wording is another than what was suggested."""
    mine = suggestion.source, suggestion.title, suggestion.tags
    return mine != (wording.body.source, wording.title, tag_line(wording.tags))


def _is_same(thing: Question | Answer, wording: Wording) -> bool:
    """Whether a wording says what the newest revision says."""
    text: AnswerRevision | QuestionRevision | None
    if isinstance(thing, Answer):
        text = answer_revision(thing.id, thing.revision)
        return text is not None and text.source == wording.body.source
    text = question_revision(thing.id, thing.revision)
    said = (wording.body.source, wording.title, tag_line(wording.tags))
    return text is not None and (text.source, text.title, text.tags) == said


def _count(thing: Question | Answer) -> None:
    """Note on the thing how many wait, so that its page need not ask."""
    session().flush()
    waiting = sa.select(sa.func.count(Suggestion.id)).where(_of(thing), Suggestion.decided_at.is_(None))
    thing.open_suggestions = session().scalar(waiting) or 0


def _record(
    kind: EventKind,
    actor: Actor,
    suggestion: Suggestion,
    thing: Question | Answer,
    details: dict[str, str] | None = None,
    **data: object,
) -> None:
    """Record what became of a suggestion, with the person whose it is."""
    root = thing.question.ref if isinstance(thing, Answer) else thing.ref
    known = {"suggestion": suggestion.id, "by": suggestion.person_id, **data}
    record(kind, actor, root, about=thing.ref, data=known, details=details)


def lock_suggestion(actor: Actor, suggestion_id: int) -> tuple[Suggestion, Question | Answer]:
    """Return a suggestion and the locked thing it is about; raise `NotFound` where the actor sees none."""
    place = sa.select(Suggestion.question_id, Suggestion.answer_id).where(Suggestion.id == suggestion_id)
    row = session().execute(place).one_or_none()
    if row is None:
        raise NotFound
    thing: Question | Answer
    thing = lock_question(actor, row.question_id) if row.answer_id is None else lock_answer(actor, row.answer_id)
    suggestion = session().get_one(Suggestion, suggestion_id, populate_existing=True)
    if not can_see_suggestion(actor, suggestion, thing):
        raise NotFound
    return suggestion, thing


@operation
def accept_suggestion(actor: Actor, suggestion_id: int, wording: Wording, *, base_revision: int) -> Suggestion:
    """Write what was suggested, as it is or improved, as a new revision by whoever suggested it.

    `base_revision` is the newest one that the actor has read; raises `Stale` when there is a newer one. The judgements
    of staff stay with their revisions, as after any edit.
    """
    suggestion, thing = lock_suggestion(actor, suggestion_id)
    if not can_decide_suggestion(actor, suggestion, thing):
        raise Forbidden
    if suggestion.outcome is Outcome.ACCEPTED:
        return suggestion
    _need_open(suggestion)
    if isinstance(thing, Question):
        tags = tuple(tag.name for tag in resolve_tags(wording.tags))
        wording = replace(wording, title=one_line(wording.title), tags=tags)
    else:
        wording = replace(wording, title="", tags=())
    suggestion.improved = _differs(suggestion, wording)
    _write(actor, suggestion, thing, wording, base_revision)
    suggestion.revision = thing.revision if thing.revision != base_revision else None
    _decide(actor, suggestion, thing, Outcome.ACCEPTED)
    became, improved = suggestion.revision, suggestion.improved
    _record(EventKind.SUGGESTION_ACCEPTED, actor, suggestion, thing, revision=became, improved=improved)
    return suggestion


def _write(actor: Actor, suggestion: Suggestion, thing: Question | Answer, wording: Wording, base: int) -> None:
    """Edit the thing in the words of whoever suggested it."""
    note, author = suggestion.note, suggestion.person_id
    if isinstance(thing, Answer):
        edit_answer(actor, thing.id, wording.body, base_revision=base, note=note, written_by=author)
        return
    draft = QuestionDraft(
        title=wording.title,
        body=wording.body,
        product_id=thing.product_id,
        release_id=thing.release_id,
        environment=thing.environment,
        tags=wording.tags,
    )
    edit_question(actor, thing.id, draft, base_revision=base, note=note, written_by=author)


def _need_open(suggestion: Suggestion) -> None:
    if not suggestion.is_open:
        raise Unfit(DECIDED, code="decided")


def _decide(actor: Actor, suggestion: Suggestion, thing: Question | Answer, outcome: Outcome, reason: str = "") -> None:
    suggestion.outcome, suggestion.reason = outcome, reason
    suggestion.decided_at, suggestion.decided_by_id = now(), actor.id
    _count(thing)


@operation
def reject_suggestion(actor: Actor, suggestion_id: int, *, reason: str) -> Suggestion:
    """Leave the text as it is, and tell whoever suggested the change why."""
    suggestion, thing = lock_suggestion(actor, suggestion_id)
    if not can_decide_suggestion(actor, suggestion, thing):
        raise Forbidden
    if suggestion.outcome is Outcome.REJECTED:
        return suggestion
    _need_open(suggestion)
    _decide(actor, suggestion, thing, Outcome.REJECTED, need_reason(reason))
    _record(EventKind.SUGGESTION_REJECTED, actor, suggestion, thing, details={"reason": suggestion.reason})
    return suggestion


@operation
def withdraw_suggestion(actor: Actor, suggestion_id: int) -> Suggestion:
    """Take one's own suggestion back."""
    suggestion, thing = lock_suggestion(actor, suggestion_id)
    if not can_withdraw_suggestion(actor, suggestion):
        raise Forbidden
    if suggestion.outcome is Outcome.WITHDRAWN:
        return suggestion
    _need_open(suggestion)
    _decide(actor, suggestion, thing, Outcome.WITHDRAWN)
    _record(EventKind.SUGGESTION_WITHDRAWN, actor, suggestion, thing)
    return suggestion


@operation
def close_moved_suggestions(about: Ref) -> int:
    """End the suggestions about a text that became a part of another, or another kind of text; return how many.

    There is nothing left for them to change; whoever made them is told where the text is now. Looks at the present
    state only, so it may be repeated.
    """
    thing: Question | Answer
    thing = lock_question(SYSTEM, about.id) if about.kind is Kind.QUESTION else lock_answer(SYSTEM, about.id)
    place = thing.moved_to
    if place is None:
        return 0
    waiting = session().scalars(sa.select(Suggestion).where(_of(thing), Suggestion.decided_at.is_(None))).all()
    root = place if isinstance(thing, Question) or place.kind is Kind.QUESTION else thing.question.ref
    for suggestion in waiting:
        _decide(SYSTEM, suggestion, thing, Outcome.MOVED)
        data = {"suggestion": suggestion.id, "by": suggestion.person_id}
        record(EventKind.SUGGESTION_CLOSED, SYSTEM, root, about=place, data=data)
    return len(waiting)
