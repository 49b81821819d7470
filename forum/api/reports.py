"""How the JSON of reports looks, and of what moderators decided about them."""

from typing import Any

from forum.core.refs import Kind
from forum.core.speech import say
from forum.core.text import Message
from forum.flags.models import Flag
from forum.moderation.again import DecisionView
from forum.moderation.canned import Canned
from forum.moderation.deleted import Deleted
from forum.moderation.models import Decision
from forum.moderation.queries import CaseView
from forum.moderation.things import POSSIBLE


def flag(row: Flag) -> dict[str, Any]:
    """Return a report."""
    return {
        "id": row.id,
        "case_id": row.case_id,
        "kind": row.kind.value,
        "hazard": row.hazard.value if row.hazard else None,
        "severity": row.severity,
        "weight": row.weight,
        "reason": row.reason,
        "rule": row.rule,
        "rule_version": row.rule_version,
        "evidence": row.evidence,
        "revision": row.revision,
        "created_at": row.created_at,
    }


def case(view: CaseView) -> dict[str, Any]:
    """Return a case with its reports and decisions."""
    row, thing = view.case, view.thing
    return {
        "id": row.id,
        "kind": row.about_kind.value,
        "about_id": row.about_id,
        "answer_id": row.about_id if row.about_kind is Kind.ANSWER else None,
        "question_id": thing.question.id if thing.question is not None else None,
        "title": thing.title,
        "actions": [action.value for action in POSSIBLE[row.about_kind]],
        "state": row.state.value,
        "hazard": row.hazard.value if row.hazard else None,
        "severity": row.severity,
        "version": row.version,
        "revision": thing.revision,
        "views": view.views,
        "taken_by": view.holder,
        "taken_until": row.taken_until if view.holder else None,
        "containment": thing.containment.value,
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
        "until": row.until,
        "target": row.target_id,
        "number": row.number,
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


def decision_again(view: DecisionView) -> dict[str, Any]:
    """Return a decision with what it is about, and what became of it; nobody is named."""
    made = view.appeal
    return {
        **decision(view.decision),
        "kind": view.thing.ref.kind.value,
        "about_id": view.thing.ref.id,
        "title": view.thing.title,
        "reading": view.decision.reading.value,
        "second_reason": view.decision.second_reason,
        "appeal_until": view.appeal_until,
        "appeal": None
        if made is None
        else {
            "text": made.text,
            "created_at": made.created_at,
            "outcome": made.outcome.value if made.outcome else None,
            "reason": made.reason,
            "decided_at": made.decided_at,
        },
    }


def canned(text: Canned) -> dict[str, Any]:
    """Return a text for reasons; one that comes with Vouch in the caller's language."""
    title, words = (say(Message(text.title)), say(Message(text.text))) if text.id is None else (text.title, text.text)
    return {"id": text.id, "title": title, "text": words, "position": text.position}
