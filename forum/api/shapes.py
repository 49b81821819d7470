"""From what the queries return to what the API gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from forum import config
from forum.core import speech
from forum.core.containment import Containment
from forum.core.refs import Kind
from forum.images.models import Image
from forum.images.wording import markdown_of
from forum.knowledge.models import Entry, EntryState
from forum.knowledge.queries import EntryView
from forum.knowledge.status import Status
from forum.moderation.models import Suggestion
from forum.notifications.queries import Line
from forum.notifications.wording import sentence
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.marks import stands_for_thread
from forum.questions.models import Answer, Comment, Question
from forum.questions.opening import note_reading
from forum.questions.policy import can_see_history, reads_folded
from forum.questions.queries import AnswerView, Thread
from forum.questions.queries.bookmarks import Kept
from forum.questions.queries.kin import Kin
from forum.questions.trust import CorrectionMark, Level, Trust
from forum.questions.wording import trust_sentence


def address(endpoint: str, **values: Any) -> str:
    """Return the public address of a page."""
    return config.current().base_url.rstrip("/") + url_for(endpoint, **values)


def name(person: Person | None) -> dict[str, Any] | None:
    """Return who wrote something, None where the account is gone."""
    return None if person is None else {"id": person.id, "name": person.name}


def trust(found: Trust, releases: Mapping[int, str]) -> dict[str, Any]:
    """Return the contract's trust object, in the words of the page."""
    return {
        "level": found.level.value,
        "label": speech.say(trust_sentence(found, releases, config.current().company, speech)),
        "by": {"id": found.by.id, "name": found.by.name} if found.by else None,
        "at": found.at,
        "revision": found.judged_revision,
        "current": found.current_revision,
        "verified_revision": found.verified_revision,
        "releases": [releases[ident] for ident in found.releases if ident in releases],
        "review_by": found.review_by,
        "newer_release": releases.get(found.newer_release) if found.newer_release is not None else None,
        "note": found.note,
        "counts": {"worked": found.counts.worked, "did_not": found.counts.did_not},
    }


def answer(actor: Actor, view: AnswerView, releases: Mapping[int, str]) -> dict[str, Any]:
    """Return an answer with its comments; a text behind a click is for its author and staff."""
    row = view.answer
    note_reading(actor, row)
    readable = row.containment is not Containment.FOLDED or can_see_history(actor, row)
    return {
        "id": row.id,
        "question_id": row.question_id,
        "body": view.text.source if readable else None,
        "html": view.text.html if readable else None,
        "contained": row.containment.value,
        "waits": waits(row),
        "warning": warning(row, view.trust),
        "revision": row.revision,
        "shown_revision": view.text.number,
        "accepted": row.accepted,
        "score": row.score,
        "author": name(row.author),
        "byline": row.byline,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
        "trust": trust(view.trust, releases),
        "corrections": [correction(one) for one in _standing(view)] if readable else [],
        "comments": _comments(actor, view.comments, row.question),
        "url": address("questions.answer", answer_id=row.id),
        **origin(row),
    }


def waits(row: Question | Answer | Comment) -> dict[str, Any] | None:
    """Return until when a text waits for a moderator, and why."""
    return {"until": row.held_until, "reason": speech.shipped(row.held_reason)} if row.held_until else None


def warning(row: Answer, found: Trust) -> dict[str, Any] | None:
    """Return what readers are told above an answer that a moderator or a risk rule warns of."""
    if found.decided is Containment.NONE or found.level is Level.QUARANTINED:
        return None
    words = (row.decided_reason, row.decided_instead)
    reason, instead = map(speech.shipped, words) if row.decided_rule else words
    hazard = row.decided_hazard.value if row.decided_hazard else None
    return {"hazard": hazard, "reason": reason, "instead": instead or None, "rule": row.decided_rule}


def _standing(view: AnswerView) -> Iterator[CorrectionMark]:
    """Yield the corrections of the shown text, and of earlier ones those whose passage still stands there."""
    for one in view.trust.corrections_of(view.text.number):
        if one.revision == view.text.number or one.passage in " ".join(view.text.text.split()):
            yield one


def correction(mark: CorrectionMark) -> dict[str, Any]:
    """Return a correction that stands."""
    return {
        "id": mark.id,
        "revision": mark.revision,
        "passage": mark.passage,
        "replacement": mark.replacement,
        "reason": mark.reason,
        "by": {"id": mark.by_id, "name": mark.by_name},
        "at": mark.at,
        "disputed": mark.disputed,
        "upheld": mark.upheld,
        "adopted_revision": mark.adopted_revision,
    }


def origin(row: Question | Answer | Entry) -> dict[str, Any]:
    """Return where a thing came from."""
    return {"external_id": row.external_id, "source_url": row.source_url, "licence": row.licence}


def comment(actor: Actor, row: Comment, *, readable: bool = True) -> dict[str, Any]:
    """Return a comment, without its text where that stands behind a click and is not for the reader's programs."""
    note_reading(actor, row)
    return {
        "id": row.id,
        "question_id": row.question_id,
        "answer_id": row.answer_id,
        "body": row.source if readable else None,
        "html": row.html if readable else None,
        "contained": row.containment.value,
        "waits": waits(row),
        "revision": row.revision,
        "score": row.score,
        "author": name(row.author),
        "byline": row.byline,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
        "url": address("questions.comment_place", comment_id=row.id),
    }


def _comments(actor: Actor, rows: Sequence[Comment], question: Question) -> list[dict[str, Any]]:
    """Return the comments beneath one text of a question."""
    return [comment(actor, row, readable=is_readable(actor, row, question.product_id)) for row in rows]


def is_readable(actor: Actor, row: Question | Comment, product_id: int | None) -> bool:
    """Whether the actor's programs get the text: one behind a click is for its author and staff."""
    return row.containment is not Containment.FOLDED or reads_folded(actor, row.author_id, product_id)


def question_row(row: Question, tags: Sequence[str], best: tuple[Trust, Mapping[int, str]] | None) -> dict[str, Any]:
    """Return a question for a list."""
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state.value,
        "tags": list(tags),
        "product": row.product.slug if row.product else None,
        "author": name(row.author),
        "byline": row.byline,
        "created_at": row.created_at,
        "active_at": row.active_at,
        "edited_at": row.edited_at,
        "score": row.score,
        "have_too": row.have_too,
        "answer_count": row.answer_count,
        "accepted": row.is_accepted,
        "revision": row.revision,
        "views": row.views,
        "language": row.language,
        "url": address("questions.show", question_id=row.id, slug=row.slug),
        "trust": trust(*best) if best else None,
        **origin(row),
    }


def question(actor: Actor, found: Thread, answers: Sequence[AnswerView]) -> dict[str, Any]:
    """Return a question with all its answers, the best first."""
    row = found.question
    note_reading(actor, row)
    readable = is_readable(actor, row, row.product_id)
    shown = [view for view in answers if view.answer.containment is not Containment.QUARANTINED]
    best = next(((view.trust, found.releases) for view in shown if stands_for_thread(view.answer)), None)
    return {
        **question_row(row, [tag.name for tag in found.tags], best),
        "body": found.text.source if readable else None,
        "html": found.text.html if readable else None,
        "containment": row.containment.value,
        "waits": waits(row),
        "release": row.release.name if row.release else None,
        "environment": row.environment,
        "next_action": row.next_action.value,
        "due_at": row.due_at,
        "deleted_at": row.deleted_at,
        **closing(row, found.kin),
        "comments": _comments(actor, found.comments, row),
        "answers": [answer(actor, view, found.releases) for view in answers],
        "contained": found.contained,
    }


def closing(row: Question, kin: Kin) -> dict[str, Any]:
    """Return whether and why a question takes no answers, and which questions are one with it."""
    by = "asker" if row.closed_by_asker else "staff" if row.closed_by_id is not None else None
    return {
        "closed_at": row.closed_at,
        "closed_by": by,
        "closed_reason": row.closed_reason or None,
        "duplicate_of": kin.last.id if kin.last else None,
        "also_asked": sorted(each.id for each in (*kin.duplicates, *kin.merged)),
    }


def bookmark(kept: Kept) -> dict[str, Any]:
    """Return something that somebody keeps."""
    row = kept.answer
    place = address("questions.answer", answer_id=row.id) if row else None
    return {
        "question_id": kept.question.id,
        "answer_id": row.id if row else None,
        "title": kept.question.title,
        "created_at": kept.bookmark.created_at,
        "url": place or address("questions.show", question_id=kept.question.id, slug=kept.question.slug),
    }


def suggestion(row: Suggestion, question_id: int) -> dict[str, Any]:
    """Return a suggested change; `question_id`: on whose page it belongs."""
    whole = row.answer_id is None
    return {
        "id": row.id,
        "question_id": question_id,
        "answer_id": row.answer_id,
        "state": row.outcome.value if row.outcome else "open",
        "title": row.title if whole else None,
        "body": row.source,
        "tags": row.tags.replace(",", " ").split() if whole else None,
        "note": row.note,
        "revision": row.base_revision,
        "by": name(row.person),
        "at": row.created_at,
        "decided_by": name(row.decided_by),
        "decided_at": row.decided_at,
        "reason": row.reason or None,
        "became": row.revision,
        "improved": row.improved,
        "url": address("suggestions.suggestion", suggestion_id=row.id),
    }


PLACES = {
    Kind.QUESTION: ("questions.show", "question_id"),
    Kind.ANSWER: ("questions.answer", "answer_id"),
    Kind.COMMENT: ("questions.comment_place", "comment_id"),
    Kind.ENTRY: ("solutions.show", "entry_id"),
    Kind.PERSON: ("people.profile", "person_id"),
    Kind.RECALL: ("recalls.one", "recall_id"),
}


def notice(line: Line) -> dict[str, Any]:
    """Return something that somebody is told, in the words of the page."""
    if line.place.kind is Kind.SITE:
        url = address("moderation.index")
    else:
        endpoint, name_of_id = PLACES[line.place.kind]
        url = address(endpoint, **{name_of_id: line.place.id})
    return {
        "id": line.id,
        "kind": line.kind.value,
        "label": speech.say(sentence(line)),
        "by": line.by,
        "title": line.title,
        "question_id": line.root.id if line.root.kind is Kind.QUESTION else None,
        "at": line.at,
        "unread": line.is_new,
        "url": url,
    }


def image(row: Image) -> dict[str, Any]:
    """Return an image, with the line that shows it in a text."""
    return {
        "name": row.name,
        "url": address("images.file", picture=row.name),
        "markdown": markdown_of(row, row.description),
        "description": row.description,
        "width": row.width,
        "height": row.height,
        "bytes": row.bytes,
    }


def entry_row(row: Entry, tags: Sequence[str], status: Status) -> dict[str, Any]:
    """Return a solution for a list."""
    return {
        "id": row.id,
        "question_id": row.question_id,
        "answer_id": row.answer_id,
        "title": row.title,
        "state": row.state.value,
        "status": status.value,
        "product": row.product.slug if row.product else None,
        "tags": list(tags),
        "level": row.level.value,
        "published_at": row.published_at,
        "changed_at": row.changed_at,
        "url": address("solutions.show", entry_id=row.id, slug=row.slug),
        **origin(row),
    }


def entry(view: EntryView) -> dict[str, Any]:
    """Return a solution with its text; a withdrawn one says why and has none."""
    row = view.entry
    found = trust(view.trust, view.releases) if view.trust and view.text else None
    return {
        **entry_row(row, view.tags, view.status),
        "body": view.text.source if view.text else None,
        "html": view.text.html if view.text else None,
        "revision": row.revision,
        "shown_revision": row.revision if row.shown_revision is None else row.shown_revision,
        "answer_revision": row.answer_revision,
        "state": (EntryState.WITHDRAWN if view.gone else EntryState.LIVE).value,
        "withdrawn_reason": view.gone.value if view.gone else None,
        "retired_reason": row.retired_reason or None,
        "successor": row.successor_id,
        "trust": found,
    }


def listed(items: Iterable[dict[str, Any]], following: str | None) -> dict[str, Any]:
    """Return one page of a list."""
    return {"items": list(items), "next": following}
