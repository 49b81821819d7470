"""Staff checks: an engineer's verdict on the very text that they read."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from forum import config
from forum.catalog.models import Product, Release
from forum.core.clock import now
from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.errors import Conflict, FieldError, Forbidden, Invalid
from forum.core.markup import Rendered
from forum.core.operation import operation
from forum.core.text import N_, Message
from forum.journal.kinds import EventKind
from forum.journal.record import record
from forum.knowledge.operations import settle_made_from
from forum.moderation.new_engineers import waits_for_second
from forum.moderation.new_releases import looked_again
from forum.moderation.to_confirm import own_waiting_check
from forum.people.policy import SYSTEM, Actor
from forum.questions.locks import lock_answer
from forum.questions.marks import count_outcomes, settle
from forum.questions.models import Answer, CheckOutcome, Correction, Verdict, VerdictRelease, WaitingCheck
from forum.questions.operations import edit_answer
from forum.questions.policy import can_check_answer
from forum.questions.trust import HOLDS_BACK, POSITIVE_KINDS, Evidence, VerdictKind

TEXT_MAX = 2_000
UNEXPECTED = N_("This can be said of a wrong or dangerous text only.")


@dataclass(frozen=True, slots=True)
class VerdictDraft:
    """What an engineer says. Only the kind is required.

    `releases` None: the question's release, or all; empty: all. `note` is for readers, and required where the answer is
    wrong or dangerous; there `hazard` names what could go wrong, and `instead` what to do. `evidence` None: not said.
    `review_by` None: by the product's setting.
    """

    kind: VerdictKind
    revision: int
    releases: Sequence[int] | None = None
    evidence: Evidence | None = None
    note: str = ""
    condition: str | None = None
    since_release: int | None = None
    review_by: date | None = None
    hazard: Hazard | None = None
    instead: str = ""


@operation
def give_verdict(actor: Actor, answer_id: int, draft: VerdictDraft, *, mended: bool = False) -> Verdict | WaitingCheck:
    """Judge the newest revision of an answer; `mended`: the engineer has just written it, in the same step.

    Raises `Conflict` where the text was changed since the engineer read it. What is wrong is held back at once, in the
    same transaction, and given back when the verdict no longer stands; what a moderator decided stays. What a new
    engineer says may wait for another one (decision 37), and is no verdict until then.
    """
    answer = lock_answer(actor, answer_id)
    if not can_check_answer(actor, answer):
        raise Forbidden
    if draft.revision != answer.revision:
        raise Conflict(
            N_("The answer was changed since you read it. Read what changed, then check it again."), code="changed"
        )
    check_draft(draft, answer.question.product_id)
    take_back_earlier(actor, answer)
    if waits_for_second(actor, answer, draft.kind):
        return _keep_waiting(actor, answer, draft)
    return make_verdict(actor, answer, draft, mended=mended)


def make_verdict(giver: Actor, answer: Answer, draft: VerdictDraft, **told: object) -> Verdict:
    """Make what an engineer says of a locked answer count; `told` is what the history says besides."""
    releases = releases_of_draft(draft, answer.question.release_id)
    verdict = verdict_of(giver, draft, answer.question.product_id)
    verdict.answer_id, verdict.number = answer.id, next_number(answer.id)
    add_verdict(verdict, releases)
    answer.judged_at = now()
    looked_again("answer_id", answer.id)
    count_outcomes(answer)
    settle(answer.question, answer)
    settle_made_from(answer)
    record(
        EventKind.VERDICT_GIVEN,
        giver,
        answer.question.ref,
        about=answer.ref,
        data={**data_of(verdict, releases), "level": answer.level, **told},
        details=details_of(verdict),
    )
    return verdict


def _keep_waiting(actor: Actor, answer: Answer, draft: VerdictDraft) -> WaitingCheck:
    """Keep what a new engineer says until another one has read it."""
    assert actor.id is not None
    check = WaitingCheck(
        answer_id=answer.id,
        release_ids=list(releases_of_draft(draft, answer.question.release_id)),
        review_by=draft.review_by,
        **_said(actor, draft),
    )
    session().add(check)
    session().flush()
    answer.question.version += 1
    record_check(EventKind.CHECK_WAITS, actor, answer, check, details_of(check))
    return check


def take_back_earlier(actor: Actor, answer: Answer) -> WaitingCheck | None:
    """End what the actor said of a locked answer before and what waits; return it."""
    check = own_waiting_check(actor, answer.id)
    if check is not None:
        check.outcome, check.decided_at, check.decided_by_id = CheckOutcome.TAKEN_BACK, now(), actor.id
        session().flush()
        answer.question.version += 1
        record_check(EventKind.CHECK_TAKEN_BACK, actor, answer, check)
    return check


def record_check(
    kind: EventKind, actor: Actor, answer: Answer, check: WaitingCheck, details: dict[str, str | None] | None = None
) -> None:
    """Write what became of a check that waits into the history."""
    data = {"check": check.id, "kind": check.kind, "revision": check.revision, "by": check.engineer_id}
    if check.verdict_id is not None:
        data["verdict"] = check.verdict_id
    record(kind, actor, answer.question.ref, about=answer.ref, data=data, details=details)


def data_of(verdict: Verdict, releases: Sequence[int]) -> dict[str, Any]:
    """Return what the history says of a verdict in numbers and fixed names."""
    return {
        "verdict": verdict.id,
        "kind": verdict.kind,
        "revision": verdict.revision,
        "releases": list(releases),
        "evidence": verdict.evidence,
        "hazard": verdict.hazard,
    }


def details_of(verdict: Verdict | WaitingCheck) -> dict[str, str | None]:
    """Return what the engineer wrote, which may be erased."""
    return {"note": verdict.note, "condition": verdict.condition, "instead": verdict.instead}


def verdict_of(actor: Actor, draft: VerdictDraft, product_id: int | None) -> Verdict:
    """Return the row of what an engineer says, which names no thing yet."""
    return Verdict(review_by=draft.review_by or review_by_for(product_id), **_said(actor, draft))


def _said(actor: Actor, draft: VerdictDraft) -> dict[str, Any]:
    """Return what an engineer says as a row keeps it, whether it counts or waits."""
    return {
        "revision": draft.revision,
        "kind": draft.kind,
        "engineer_id": actor.id,
        "evidence": draft.evidence,
        "note": draft.note.strip(),
        "hazard": draft.hazard,
        "instead": draft.instead.strip(),
        "condition": (draft.condition or "").strip() or None,
        "since_release_id": draft.since_release,
        "created_at": now(),
    }


def add_verdict(verdict: Verdict, releases: Sequence[int]) -> None:
    """Keep a verdict with the releases that it names."""
    session().add(verdict)
    session().flush()
    session().add_all([VerdictRelease(verdict_id=verdict.id, release_id=ident) for ident in releases])


@operation
def fix_and_verify(
    actor: Actor, answer_id: int, body: Rendered, draft: VerdictDraft, *, note: str = ""
) -> Verdict | WaitingCheck:
    """Mend somebody's answer and judge the mended revision in one step. `draft.revision` is the one that was read.

    Where the check of a new engineer waits, the text is mended as by any edit.
    """
    answer = lock_answer(actor, answer_id)
    if not can_check_answer(actor, answer):
        raise Forbidden
    if draft.kind not in POSITIVE_KINDS:
        raise Invalid.one(
            "verdict", "not_positive", N_("A text that you mended can only be right, or right on a condition.")
        )
    checked = not waits_for_second(actor, answer, draft.kind)
    answer = edit_answer(actor, answer_id, body, base_revision=draft.revision, note=note, checked=checked)
    mended = VerdictDraft(
        kind=draft.kind,
        revision=answer.revision,
        releases=draft.releases,
        evidence=draft.evidence,
        note=draft.note,
        condition=draft.condition,
        review_by=draft.review_by,
    )
    return give_verdict(actor, answer_id, mended, mended=answer.revision != draft.revision)


@operation
def lapse_verdicts(limit: int = 20) -> int:
    """Mark verdicts whose review date has passed, as an event, so that index and caches follow; return how many."""
    overdue = (
        sa.select(Verdict.id, Verdict.answer_id)
        .where(Verdict.lapsed_at.is_(None), Verdict.review_by < now().date(), Verdict.answer_id.is_not(None))
        .order_by(Verdict.id)
        .limit(limit)
    )
    rows = session().execute(overdue).all()
    for verdict_id, answer_id in rows:
        assert answer_id is not None
        answer = lock_answer(SYSTEM, answer_id)
        session().get_one(Verdict, verdict_id).lapsed_at = now()
        settle(answer.question, answer)
        settle_made_from(answer)
        data = {"verdict": verdict_id, "level": answer.level}
        record(EventKind.VERDICT_LAPSED, SYSTEM, answer.question.ref, about=answer.ref, data=data)
    return len(rows)


def default_review_by(answer: Answer) -> date:
    """Return when a verdict on an answer given now is due for a new check."""
    return review_by_for(answer.question.product_id)


def review_by_for(product_id: int | None) -> date:
    """Return when a verdict given now is due for a new check, by the product's setting or the site's."""
    months = config.current().review_months
    if product_id is not None:
        query = sa.select(Product.review_months).where(Product.id == product_id)
        months = session().scalar(query) or months
    return add_months(now().date(), months)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def check_draft(draft: VerdictDraft, product_id: int | None) -> None:
    """Find everything that has to be mended in one go."""
    errors = [
        FieldError(name, "too_long", Message(N_("Use at most %(most)s characters."), {"most": TEXT_MAX}))
        for name, text in (("note", draft.note), ("condition", draft.condition or ""), ("instead", draft.instead))
        if len(text) > TEXT_MAX
    ]
    errors += [FieldError(field, "required", Message(wanted)) for field, wanted in _missing(draft)]
    errors += [FieldError(field, "unexpected", Message(UNEXPECTED)) for field in _unexpected(draft)]
    if draft.review_by is not None and draft.review_by <= now().date():
        errors.append(FieldError("review_by", "past", Message(N_("Choose a day in the future."))))
    errors += _release_errors(draft, product_id)
    if errors:
        raise Invalid(errors)


def _missing(draft: VerdictDraft) -> Iterator[tuple[str, str]]:
    """Yield the fields that this kind of verdict cannot do without, and what to say of each."""
    if draft.kind in HOLDS_BACK and not draft.note.strip():
        yield "note", N_("Tell readers what is wrong and what to do instead.")
    if draft.kind is VerdictKind.CONDITIONAL and not (draft.condition or "").strip():
        yield "condition", N_("Say on which condition the answer is right.")
    if draft.kind is VerdictKind.OUTDATED and draft.since_release is None:
        yield "since_release", N_("Say since which version it is out of date.")


def _unexpected(draft: VerdictDraft) -> Iterator[str]:
    """Yield the fields that make no sense with this kind of verdict."""
    if draft.kind not in HOLDS_BACK:
        if draft.hazard is not None:
            yield "hazard"
        if draft.instead.strip():
            yield "instead"


def _release_errors(draft: VerdictDraft, product_id: int | None) -> list[FieldError]:
    """Refuse releases of other products."""
    since = set() if draft.since_release is None else {draft.since_release}
    named: dict[str, set[int]] = {"releases": set(draft.releases or ()), "since_release": since}
    query = sa.select(Release.id).where(Release.product_id == product_id)
    known = set(session().scalars(query))
    text = Message(N_("Choose versions of the question's product."))
    return [FieldError(name, "unknown", text) for name, ids in named.items() if ids - known]


def releases_of_draft(draft: VerdictDraft, release_id: int | None) -> Sequence[int]:
    """Return the releases that the verdict names; none means all. `release_id` is the question's."""
    if draft.kind is VerdictKind.OUTDATED:
        return ()
    if draft.releases is None:
        return (release_id,) if release_id is not None else ()
    return tuple(dict.fromkeys(draft.releases))


def next_number(answer_id: int) -> int:
    """Return the number of the answer's next judgement; verdicts and corrections are counted together."""
    latest = [
        session().scalar(sa.select(sa.func.max(table.number)).where(table.answer_id == answer_id)) or 0
        for table in (Verdict, Correction)
    ]
    return max(latest) + 1
