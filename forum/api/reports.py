"""How the JSON of reports looks, and of what moderators decided about them."""

from typing import Any

from forum.flags.models import Flag
from forum.moderation.deleted import Deleted
from forum.moderation.models import Decision
from forum.moderation.queries import CaseView


def flag(row: Flag) -> dict[str, Any]:
    """Return a report."""
    return {
        "id": row.id,
        "case_id": row.case_id,
        "kind": row.kind.value,
        "hazard": row.hazard.value if row.hazard else None,
        "severity": row.severity,
        "reason": row.reason,
        "rule": row.rule,
        "evidence": row.evidence,
        "revision": row.revision,
        "created_at": row.created_at,
    }


def case(view: CaseView) -> dict[str, Any]:
    """Return a case with its reports and decisions."""
    row = view.case
    return {
        "id": row.id,
        "kind": row.about_kind.value,
        "answer_id": view.answer.id,
        "question_id": view.answer.question_id,
        "title": view.answer.question.title,
        "state": row.state.value,
        "hazard": row.hazard.value if row.hazard else None,
        "severity": row.severity,
        "version": row.version,
        "containment": view.answer.containment.value,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "flags": [{**flag(line.flag), "reporter": line.reporter} for line in view.flags],
        "decisions": [decision(made) for made, _ in view.decisions],
    }


def decision(row: Decision) -> dict[str, Any]:
    """Return a decision; who made it is for the moderators' own pages."""
    return {
        "id": row.id,
        "case_id": row.case_id,
        "action": row.action.value,
        "hazard": row.hazard.value if row.hazard else None,
        "reason": row.reason,
        "before": row.before.value,
        "after": row.after.value,
        "created_at": row.created_at,
    }


def deletion(row: Deleted) -> dict[str, Any]:
    """Return what was deleted, without its text."""
    return {
        "kind": row.ref.kind.value,
        "id": row.ref.id,
        "question_id": row.question_id,
        "title": row.title,
        "author": row.author,
        "by": row.by,
        "at": row.at,
        "reason": row.reason,
    }
