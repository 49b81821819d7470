"""Asking, and what becomes of a question as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.catalog.models import Product, Release, Tag
from forum.catalog.tagging import resolve_tags
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import FieldError, Forbidden, Invalid, Stale
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.slugs import slugify
from forum.core.text import N_, Message, is_blank, one_line
from forum.following.operations import take_part
from forum.journal.kinds import EventKind
from forum.journal.record import channel, record
from forum.people.policy import Actor
from forum.questions.images import note_images
from forum.questions.locks import lock_question
from forum.questions.marks import settle_question
from forum.questions.models import Question, QuestionRevision, QuestionTag
from forum.questions.newcomers import need_few, need_room
from forum.questions.policy import can_ask, can_edit_question
from forum.questions.queries.kin import touch_kin
from forum.questions.risks import assess_question

TITLE_MAX = 150
ENVIRONMENT_MAX = 2_000
NOTE_MAX = 300


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """What an asker gives: title and text are required, the rest is optional. `language` is a code such as pt."""

    title: str
    body: Rendered
    product_id: int | None = None
    release_id: int | None = None
    environment: str = ""
    tags: Sequence[str] = ()
    language: str | None = None


@operation
def ask_question(actor: Actor, draft: QuestionDraft) -> Question:
    """Ask a question; raise `Invalid` naming every field that has to be mended."""
    if not can_ask(actor):
        raise Forbidden
    check_draft(draft)
    need_room(actor, Question, draft.body)
    question = Question(
        author_id=actor.id,
        title=one_line(draft.title),
        slug=slugify(draft.title, fallback="question"),
        product_id=draft.product_id,
        release_id=draft.release_id,
        environment=draft.environment.strip(),
        created_at=now(),
        active_at=now(),
        channel=channel.get(),
        language=draft.language,
    )
    session().add(question)
    session().flush()
    _write(question, draft, actor.id, tags=_tag(question, draft.tags))
    note_images(actor, question.ref, 1, draft.body.html)
    settle_question(question)
    take_part(actor.id, question.id)
    record(EventKind.QUESTION_ASKED, actor, question.ref, data={"product": draft.product_id, **promised(question)})
    assess_question(actor, question, draft.body.passages)
    return question


@operation
def edit_question(
    actor: Actor,
    question_id: int,
    draft: QuestionDraft,
    *,
    base_revision: int,
    note: str = "",
    written_by: int | None = None,
) -> Question:
    """Write a new revision, where anything changed; raise `Stale` when somebody edited since `base_revision`.

    `written_by`: whose words they are, where not the actor's.
    """
    question = lock_question(actor, question_id)
    if not can_edit_question(actor, question):
        raise Forbidden
    if base_revision != question.revision:
        raise Stale(question.revision)
    check_draft(draft, about=question.product_id)
    need_few(actor, draft.body)
    tags = [tag.name for tag in resolve_tags(draft.tags)]
    if _is_same(question, draft, tags):
        return question
    if question.title != one_line(draft.title):
        touch_kin(question.id)
    question.title, question.slug = one_line(draft.title), slugify(draft.title, fallback="question")
    question.product_id, question.release_id = draft.product_id, draft.release_id
    question.environment = draft.environment.strip()
    question.revision += 1
    question.edited_at = question.active_at = now()
    session().execute(sa.delete(QuestionTag).where(QuestionTag.question_id == question.id))
    _write(question, draft, written_by or actor.id, note, tags=_tag(question, tags))
    note_images(actor, question.ref, question.revision, draft.body.html, written_by)
    settle_question(question)
    record(
        EventKind.QUESTION_EDITED,
        actor,
        question.ref,
        data={"revision": question.revision, **({"written_by": written_by} if written_by else {})},
        details={"note": note.strip()[:NOTE_MAX]} if note.strip() else None,
    )
    assess_question(actor, question, draft.body.passages)
    return question


def promised(question: Question) -> dict[str, str]:
    """Return until when an answer is promised, for the journal: settings change, a promise does not."""
    return {"due_at": question.due_at.isoformat()} if question.due_at else {}


def check_draft(draft: QuestionDraft, *, about: int | None = None) -> None:
    """Find everything that has to be mended in one go. `about`: the product that the question is about already."""
    errors = list(_text_errors(draft))
    product = session().get(Product, draft.product_id) if draft.product_id is not None else None
    if draft.product_id is not None and product is None:
        errors.append(FieldError("product", "unknown", Message(N_("Choose a product from the list, or “Not sure”."))))
    elif product is not None and product.archived_at is not None and product.id != about:
        text = N_("“%(name)s” takes no new questions any more. Choose another product, or “Not sure”.")
        errors.append(FieldError("product", "archived", Message(text, {"name": product.name})))
    elif draft.release_id is not None:
        release = session().get(Release, draft.release_id)
        if release is None or release.product_id != draft.product_id:
            errors.append(FieldError("release", "unknown", Message(N_("Choose a version of the chosen product."))))
    if errors:
        raise Invalid(errors)


def _text_errors(draft: QuestionDraft) -> Sequence[FieldError]:
    """Check what was typed."""
    errors = []
    if is_blank(draft.title):
        errors.append(
            FieldError("title", "required", Message(N_("Give your question a title: one line that says it.")))
        )
    elif len(one_line(draft.title)) > TITLE_MAX:
        text = N_("Shorten the title to at most %(most)s characters.")
        errors.append(FieldError("title", "too_long", Message(text, {"most": TITLE_MAX})))
    if is_blank(draft.body.source):
        text = N_("Describe what you did, what you expected, and what happened instead.")
        errors.append(FieldError("body", "required", Message(text)))
    if len(draft.environment) > ENVIRONMENT_MAX:
        text = N_("Use at most %(most)s characters.")
        errors.append(FieldError("environment", "too_long", Message(text, {"most": ENVIRONMENT_MAX})))
    return errors


def _is_same(question: Question, draft: QuestionDraft, tags: Sequence[str]) -> bool:
    """Tell whether an edit would change nothing."""
    mine = (QuestionRevision.question_id == question.id, QuestionRevision.number == question.revision)
    source = session().scalar(sa.select(QuestionRevision.source).where(*mine))
    now_tagged = session().scalars(
        sa.select(Tag.name)
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .where(QuestionTag.question_id == question.id)
    )
    before = (source, question.title, question.product_id, question.release_id, question.environment, set(now_tagged))
    title, environment = one_line(draft.title), draft.environment.strip()
    return before == (draft.body.source, title, draft.product_id, draft.release_id, environment, set(tags))


def _write(
    question: Question, draft: QuestionDraft, author_id: int | None, note: str = "", *, tags: Sequence[str] = ()
) -> None:
    """Add the revision that the question now shows."""
    session().add(
        QuestionRevision(
            question_id=question.id,
            number=question.revision or 1,
            title=question.title,
            product_id=question.product_id,
            release_id=question.release_id,
            environment=question.environment,
            tags=tag_line(tags),
            author_id=author_id,
            created_at=now(),
            note=note.strip()[:NOTE_MAX],
            **written(draft.body),
        )
    )


def _tag(question: Question, names: Sequence[str]) -> list[str]:
    """Put the canonical tags on the question; return their names."""
    found = resolve_tags(names)
    session().add_all(QuestionTag(question_id=question.id, tag_id=tag.id) for tag in found)
    return [tag.name for tag in found]


def tag_line(names: Iterable[str]) -> str:
    """Return tags as a revision keeps them: by the alphabet, in one line."""
    return ", ".join(sorted(names))


def written(body: Rendered) -> dict[str, Any]:
    """Return the columns of a revision that hold the text."""
    return {
        "source": body.source,
        "format": body.format,
        "html": body.html,
        "text": body.text,
        "renderer": body.version,
    }
