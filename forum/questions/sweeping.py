"""Looking at old posts with rules that changed: batch by batch, and gone on with where it was left.

How far it has come is kept in the database behind each batch. What was reported once is not reported again, so a batch
that was killed in the middle is simply done once more.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from forum.core.clock import now
from forum.core.db import session
from forum.core.markup import passages_of
from forum.core.operation import lock_if_there, operation
from forum.core.refs import Kind
from forum.core.site import SiteFact, fact
from forum.core.upsert import insert_missing
from forum.flags.models import RuleVersion
from forum.flags.rules import Finding
from forum.flags.rules.current import book_of, changes_of_rules
from forum.flags.spam import Standing
from forum.questions.models import Answer, Comment, Question
from forum.questions.queries.texts import KINDS, PostText, number_of_texts, post_texts, staff_now, standing_of
from forum.questions.risks import hold_to
from forum.questions.trust import VERIFIED_KINDS

SWEEP = "risk_sweep"
BATCH = 100
# By then every process has taken a change up, and whatever was posted without it is among the old posts.
SETTLED = timedelta(seconds=3)
# Stands for the rules as they came, before the site changed any of them.
NOTHING = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sweep has come: texts looked at of `number`, and reports made of them."""

    looked_at: int
    number: int
    reported: int
    is_done: bool


@operation
def begin_sweep() -> None:
    """Look at all posts with all rules in force, from the beginning."""
    row = _lock_state()
    row.value = {**row.value, **_begun(changes_of_rules(), everything=True)}


def sweep_some(batch: int = BATCH, settled: timedelta = SETTLED) -> Progress | None:
    """Look at the next posts with the rules that changed; None where there is nothing to look for.

    A few statements and one batch of texts, whatever the number of posts.
    """
    state = _due(settled)
    if state is None:
        return None
    kind, beyond = KINDS[state["kind"]], state["beyond"]
    changed = None if state["everything"] else _changed(state["done"], state["target"])
    book, staff = book_of(changed), staff_now()
    texts = post_texts(kind, beyond=beyond, limit=batch)
    reported = 0
    for text in texts:
        findings = book.assess(passages_of(text.html), product_id=text.product_id)
        if findings:
            reported += _report(text, findings, standing_of(text, staff))
    return _note(state, texts[-1].ref.id if len(texts) == batch else None, len(texts), reported)


@operation
def _report(text: PostText, findings: tuple[Finding, ...], standing: Standing) -> int:
    """Report what was found, unless the text was changed or went away meanwhile: then it was looked at anew."""
    question = lock_if_there(Question, text.question_id)
    thing = _thing(text)
    if question is None or thing is None or thing.revision != text.revision or not thing.is_in_place:
        return 0
    if not isinstance(thing, Question) and thing.question_id != question.id:
        return 0
    is_checked = isinstance(thing, Answer) and thing.level in VERIFIED_KINDS
    return hold_to(thing, question, findings, standing, is_checked=is_checked, old=True)


def _thing(text: PostText) -> Question | Answer | Comment | None:
    """Return the post as it is now."""
    if text.ref.kind is Kind.ANSWER:
        mine = sa.select(Answer).where(Answer.id == text.ref.id).options(joinedload(Answer.question))
        return session().scalars(mine.execution_options(populate_existing=True)).one_or_none()
    if text.ref.kind is Kind.QUESTION:
        return session().get(Question, text.ref.id, populate_existing=True)
    return session().get(Comment, text.ref.id, populate_existing=True)


def _due(settled: timedelta) -> dict[str, Any] | None:
    """Return the state of the sweep that goes on, or of one that begins now; None where none is due."""
    state = fact(SWEEP)
    if "target" in state:
        return state
    newest = sa.select(RuleVersion.id, RuleVersion.created_at).order_by(RuleVersion.id.desc()).limit(1)
    row = session().execute(newest).one_or_none()
    if row is None or row.id <= state.get("done", NOTHING) or now() - row.created_at < settled:
        return None
    return {"done": state.get("done", NOTHING), **_begun(row.id)}


def _begun(target: int, *, everything: bool = False) -> dict[str, Any]:
    numbers = {"kind": 0, "beyond": None, "looked_at": 0, "reported": 0}
    return {"target": target, "everything": everything, "number": sum(map(number_of_texts, KINDS)), **numbers}


def _changed(done: int, target: int) -> list[str]:
    """Return the rules that were changed since the last sweep."""
    query = sa.select(RuleVersion.key).where(RuleVersion.id > done, RuleVersion.id <= target)
    return list(session().scalars(query.distinct()))


@operation
def _note(state: dict[str, Any], beyond: int | None, looked_at: int, reported: int) -> Progress:
    """Keep how far the sweep has come; `beyond` None: this kind is done. What another did meanwhile stays so."""
    row = _lock_state()
    if row.value.get("target", state["target"]) == state["target"] and _place(row.value) in {_place(state), None}:
        kind = state["kind"] + (beyond is None)
        numbers = {"looked_at": state["looked_at"] + looked_at, "reported": state["reported"] + reported}
        state = {**state, "kind": kind, "beyond": beyond, **numbers}
        row.value = {"done": state["target"]} if kind == len(KINDS) else state
    is_done = state["kind"] == len(KINDS)
    return Progress(state["looked_at"], max(state["number"], state["looked_at"]), state["reported"], is_done)


def _place(state: dict[str, Any]) -> tuple[int, int | None] | None:
    return (state["kind"], state["beyond"]) if "target" in state else None


def _lock_state() -> SiteFact:
    insert_missing(SiteFact, [{"name": SWEEP, "value": {"done": NOTHING}}])
    row = lock_if_there(SiteFact, SWEEP)
    assert row is not None
    return row
