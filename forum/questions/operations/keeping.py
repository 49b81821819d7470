"""Following and muting questions, keeping what one wants to find again, and "I have this too"."""

import sqlalchemy as sa

from forum.catalog.models import Release
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.core.operation import operation
from forum.core.refs import Kind, Ref
from forum.core.text import N_
from forum.following.carrying import count_have_too
from forum.following.models import Bookmark, HaveToo, Stance
from forum.following.operations import record_stance, stance_of, stand
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.people.policy import Actor
from forum.questions.locks import lock_answer, lock_question
from forum.questions.models import Question
from forum.questions.policy import can_have_too, can_keep_answer, can_keep_question


@operation
def take_stance(actor: Actor, question_id: int, stance: Stance) -> Question:
    """Follow a question, mute it, or neither (`LEFT`); twice is once."""
    question = lock_question(actor, question_id)
    if not can_keep_question(actor, question) or actor.id is None:
        raise Forbidden
    if stand(actor.id, question.id, stance):
        record_stance(actor, question.ref, stance)
    return question


@operation
def give_up_stance(actor: Actor, question_id: int, stance: Stance) -> Question:
    """Take a stance back, if it is the one that the actor has; any other stays as it is."""
    question = lock_question(actor, question_id)
    if not can_keep_question(actor, question) or actor.id is None:
        raise Forbidden
    if stance_of(actor.id, question.id) == stance and stand(actor.id, question.id, Stance.LEFT):
        record_stance(actor, question.ref, Stance.LEFT)
    return question


@operation
def keep_question(actor: Actor, question_id: int, *, keeps: bool) -> Question:
    """Put a question among the actor's bookmarks, or take it away; twice is once."""
    question = lock_question(actor, question_id)
    if not can_keep_question(actor, question) or actor.id is None:
        raise Forbidden
    _keep(actor, question.ref, question.id, None, keeps=keeps)
    return question


@operation
def keep_answer(actor: Actor, answer_id: int, *, keeps: bool) -> None:
    """Put an answer among the actor's bookmarks, or take it away; twice is once."""
    answer = lock_answer(actor, answer_id)
    if not can_keep_answer(actor, answer) or actor.id is None:
        raise Forbidden
    _keep(actor, answer.ref, answer.question_id, answer.id, keeps=keeps)


def _keep(actor: Actor, about: Ref, question_id: int, answer_id: int | None, *, keeps: bool) -> None:
    """Write or delete a bookmark, and record it where that changed anything."""
    mine = (
        Bookmark.person_id == actor.id,
        Bookmark.question_id == question_id,
        Bookmark.answer_id.is_(None) if answer_id is None else Bookmark.answer_id == answer_id,
    )
    found = session().scalars(sa.select(Bookmark).where(*mine)).one_or_none()
    if (found is not None) == keeps:
        return
    if found is None:
        session().add(Bookmark(person_id=actor.id, question_id=question_id, answer_id=answer_id))
    else:
        session().delete(found)
    root = Ref(Kind.PERSON, actor.id or 0)
    record(EventKind.BOOKMARK_CHANGED, actor, root, about=about, data={"kept": keeps}, react=False)


@operation
def have_too(actor: Actor, question_id: int, *, release_id: int | None = None) -> Question:
    """Say "I have this too", with the version; once per person, the newest word counts. It follows the question.

    Raises `Invalid` for a release of another product.
    """
    question = lock_question(actor, question_id)
    if not can_have_too(actor, question) or actor.id is None:
        raise Forbidden
    if release_id is not None:
        release = session().get(Release, release_id)
        if release is None or release.product_id != question.product_id:
            raise Invalid.one("release", "unknown", N_("Choose a version of the question's product."))
    found = session().get(HaveToo, (question.id, actor.id), populate_existing=True)
    if found is not None and found.release_id == release_id:
        return question
    if found is None:
        session().add(HaveToo(question_id=question.id, person_id=actor.id, release_id=release_id))
    else:
        found.release_id, found.carried_from_id = release_id, None
    if stance_of(actor.id, question.id) != Stance.MUTED:
        stand(actor.id, question.id, Stance.FOLLOWS)
    _count(question)
    record(EventKind.HAVE_TOO_SAID, actor, question.ref, data={"has": True, "release": release_id}, react=False)
    return question


@operation
def take_back_have_too(actor: Actor, question_id: int) -> Question:
    """Take it back; twice is once. The question stays followed."""
    question = lock_question(actor, question_id)
    if not can_have_too(actor, question) or actor.id is None:
        raise Forbidden
    found = session().get(HaveToo, (question.id, actor.id), populate_existing=True)
    if found is None:
        return question
    session().delete(found)
    _count(question)
    record(EventKind.HAVE_TOO_SAID, actor, question.ref, data={"has": False}, react=False)
    return question


def _count(question: Question) -> None:
    """Make the question's number that of the rows."""
    question.have_too = count_have_too(question.id)
    question.version += 1
