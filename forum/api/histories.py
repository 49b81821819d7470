"""How the JSON of histories looks: the revisions of answers and solutions, and what staff said of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.api.shapes import name
from forum.knowledge.history import EntryStep
from forum.questions.models import CommentRevision, Correction, QuestionRevision
from forum.questions.queries import RevisionView
from forum.questions.trust import VerdictMark


def revision(view: RevisionView, corrections: Sequence[Correction], releases: Mapping[int, str]) -> dict[str, Any]:
    """Return one revision of an answer with all corrections of it; a text held back is for its author and staff."""
    row = view.revision
    return {
        "number": row.number,
        "body": row.source if view.readable else None,
        "html": row.html if view.readable else None,
        "contained": view.containment.value,
        "verdicts": [verdict(one, releases) for one in view.verdicts],
        # A correction quotes the text that it is about.
        "corrections": [correction(one) for one in corrections] if view.readable else [],
        "format": row.format,
        "note": row.note,
        "author": name(row.author),
        "created_at": row.created_at,
    }


def question_revision(row: QuestionRevision, *, readable: bool) -> dict[str, Any]:
    """Return one revision of a question, loaded with author, product and release."""
    return {
        "number": row.number,
        "title": row.title,
        "body": row.source if readable else None,
        "html": row.html if readable else None,
        "product": row.product.slug if row.product else None,
        "release": row.release.name if row.release else None,
        "environment": row.environment if readable else "",
        "tags": row.tags.replace(",", " ").split(),
        "format": row.format,
        "note": row.note,
        "author": name(row.author),
        "created_at": row.created_at,
    }


def comment_revision(row: CommentRevision) -> dict[str, Any]:
    """Return one text that a comment has had."""
    return {
        "number": row.number,
        "body": row.source,
        "html": row.html,
        "format": row.format,
        "author": name(row.author),
        "created_at": row.created_at,
    }


def correction(row: Correction) -> dict[str, Any]:
    """Return a correction with what became of it, one that was withdrawn too."""
    return {
        "id": row.id,
        "revision": row.revision,
        "passage": row.passage,
        "replacement": row.replacement,
        "reason": row.reason,
        "by": name(row.author),
        "at": row.created_at,
        "disputed": row.is_disputed,
        "upheld": row.resolved_at is not None and row.withdrawn_at is None,
        "adopted_revision": row.adopted_revision,
        "objection": row.objection or None,
        "objected_at": row.objected_at,
        "resolution": row.resolution or None,
        "resolved_at": row.resolved_at,
        "withdrawn_at": row.withdrawn_at,
    }


def verdict(mark: VerdictMark, releases: Mapping[int, str]) -> dict[str, Any]:
    """Return what an engineer found when they checked a revision."""
    return {
        "verdict": mark.kind.value,
        "by": {"id": mark.engineer_id, "name": mark.engineer_name},
        "at": mark.at,
        "releases": [releases[ident] for ident in mark.release_ids if ident in releases],
        "condition": mark.condition,
        "note": mark.reason,
    }


def entry_revision(step: EntryStep, releases: Mapping[int, str]) -> dict[str, Any]:
    """Return one revision that an editor wrote of a solution, and the answer's text that it was made from."""
    row = step.revision
    source = {"answer_id": row.answer_id, "revision": row.answer_revision} if row.answer_id else None
    return {
        "number": row.number,
        "title": row.title,
        "body": row.source,
        "html": row.html,
        "verdicts": [verdict(one, releases) for one in step.verdicts],
        "format": row.format,
        "note": row.note,
        "author": name(row.author),
        "created_at": row.created_at,
        "source": source,
    }
