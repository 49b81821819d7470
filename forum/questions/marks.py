"""From rows to marks to what is stored of them: the level, the place on the page, and what the question waits for.

Every operation that changes a mark ends with `settle`, in the same transaction.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa

from forum import config
from forum.catalog.models import Product, Release
from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.reading import Shape
from forum.people.models import Person
from forum.questions.models import (
    Answer,
    Correction,
    NextAction,
    Outcome,
    Question,
    QuestionState,
    Verdict,
    VerdictRelease,
)
from forum.questions.reader import ANYBODY, Reader
from forum.questions.trust import (
    VERIFIED_KINDS,
    CorrectionMark,
    Level,
    Marks,
    OutcomeCounts,
    OutcomeMark,
    Trust,
    VerdictMark,
    assess,
    order_score,
    tally,
)

# How long an asker has to say whether it worked, and engineers to look at what was accepted.
CONFIRM_WITHIN = timedelta(days=7)
CHECK_WITHIN = timedelta(days=7)
# The order of answers on a page.
BEST_FIRST = (Answer.tier, Answer.standing.desc(), Answer.created_at, Answer.id)
USELESS = frozenset({Level.DISPUTED, Level.OUTDATED, Level.INCORRECT, Level.UNSAFE, Level.QUARANTINED})


@dataclass(slots=True)
class Judgements:
    """The verdicts and standing corrections of one answer."""

    verdicts: list[VerdictMark] = field(default_factory=list)
    corrections: list[CorrectionMark] = field(default_factory=list)


def judgements(answer_ids: Sequence[int]) -> dict[int, Judgements]:
    """Load what staff said about these answers. Two statements, whatever their number."""
    found: dict[int, Judgements] = {ident: Judgements() for ident in answer_ids}
    if not answer_ids:
        return found
    for mark, answer_id in verdicts_of("answer_id", answer_ids):
        found[answer_id].verdicts.append(mark)
    for correction, name in CORRECTION.rows(_corrections_query(), {"answers": list(answer_ids)}):
        found[correction.answer_id].corrections.append(
            CorrectionMark(
                id=correction.id,
                number=correction.number,
                revision=correction.revision,
                by_engineer=correction.by_engineer,
                by_id=correction.author_id,
                by_name=name,
                at=correction.created_at,
                passage=correction.passage,
                replacement=correction.replacement,
                reason=correction.reason,
                disputed=correction.is_disputed,
                upheld=correction.resolved_at is not None,
                adopted_revision=correction.adopted_revision,
            )
        )
    return found


CORRECTION = Shape(Correction, Person.name)
VERDICT = Shape(Verdict, Person.name, VerdictRelease.release_id)


@cache
def _corrections_query() -> sa.Select[*tuple[Any, ...]]:
    """SQL: the standing corrections of some answers, with who made them."""
    return (
        sa.select(*CORRECTION.columns)
        .join(Person, Person.id == Correction.author_id)
        .where(Correction.answer_id.in_(sa.bindparam("answers", expanding=True)), Correction.withdrawn_at.is_(None))
    )


@cache
def _verdicts_query(thing: str) -> sa.Select[*tuple[Any, ...]]:
    """SQL: the verdicts of some things, with who gave them, one row for each release they name."""
    return (
        sa.select(*VERDICT.columns)
        .join(Person, Person.id == Verdict.engineer_id)
        .outerjoin(VerdictRelease, VerdictRelease.verdict_id == Verdict.id)
        .where(getattr(Verdict, thing).in_(sa.bindparam("things", expanding=True)))
        .order_by(Verdict.id, VerdictRelease.release_id)
    )


def verdicts_of(thing: Literal["answer_id", "entry_id"], ids: Sequence[int]) -> Iterable[tuple[VerdictMark, int]]:
    """Load the verdicts on answers or solutions with the releases they name, and whose they are. One statement."""
    rows: dict[int, tuple[Verdict, str, list[int]]] = {}
    for verdict, name, release_id in VERDICT.rows(_verdicts_query(thing), {"things": list(ids)}):
        releases = rows.setdefault(verdict.id, (verdict, name, []))[2]
        if release_id is not None:
            releases.append(release_id)
    for verdict, name, releases in rows.values():
        yield verdict_mark(verdict, name, tuple(releases)), getattr(verdict, thing)


def verdict_mark(verdict: Verdict, engineer_name: str, release_ids: tuple[int, ...]) -> VerdictMark:
    """Return the row as the value that the level is derived from."""
    return VerdictMark(
        id=verdict.id,
        number=verdict.number,
        kind=verdict.kind,
        revision=verdict.revision,
        engineer_id=verdict.engineer_id,
        engineer_name=engineer_name,
        at=verdict.created_at,
        release_ids=release_ids,
        since_release_id=verdict.since_release_id,
        condition=verdict.condition,
        reason=verdict.note or None,
        evidence=verdict.evidence,
        hazard=verdict.hazard,
        instead=verdict.instead,
        review_by=verdict.review_by,
        lapsed=verdict.lapsed_at is not None,
    )


def marks_of(answer: Answer, judged: Judgements, releases: Sequence[int]) -> Marks:
    """Return everything that an answer's level is derived from; `releases` are its product's, oldest first."""
    return Marks(
        current_revision=answer.revision,
        containment=answer.decided,
        hazard=answer.decided_hazard,
        verdicts=tuple(judged.verdicts),
        corrections=tuple(judged.corrections),
        outcomes=OutcomeCounts(answer.worked, answer.did_not, answer.did_not_counting, answer.did_not_since_check),
        accepted=answer.accepted,
        accepted_for_asker=answer.accepted_for_asker,
        by_staff=answer.by_staff,
        releases=tuple(releases),
        last_substantial_revision=answer.last_substantial,
    )


def trusts(
    answers: Sequence[Answer],
    releases: Mapping[int | None, Sequence[int]],
    reader: Reader = ANYBODY,
    *,
    judged_ids: Container[int] | None = None,
) -> dict[int, Trust]:
    """Derive the trust of answers that were loaded with their question, for one reader. Two statements at most.

    `releases` maps each product to its releases, oldest first. `judged_ids`, where the caller knows them, are those
    that staff said anything about.
    """
    judged = judgements([answer.id for answer in answers if judged_ids is None or answer.id in judged_ids])
    nothing = Judgements()
    found: dict[int, Trust] = {}
    for answer in answers:
        known = releases.get(answer.question.product_id, ())
        marks = marks_of(answer, judged.get(answer.id, nothing), known)
        found[answer.id] = assess(marks, reader.release_for(answer.question, known))
    return found


def release_ids(product_ids: Iterable[int | None]) -> dict[int | None, tuple[int, ...]]:
    """Return the releases of products, oldest first. One statement, none when no product is named."""
    wanted = {ident for ident in product_ids if ident is not None}
    found: dict[int | None, list[int]] = {ident: [] for ident in wanted}
    if wanted:
        query = (
            sa.select(Release.product_id, Release.id).where(Release.product_id.in_(wanted)).order_by(Release.position)
        )
        for product_id, ident in session().execute(query):
            found[product_id].append(ident)
    return {product_id: tuple(ids) for product_id, ids in found.items()}


def settle(question: Question, *changed: Answer) -> None:
    """Bring what is stored of the marks in line with them: of the answers that changed, and of their question."""
    session().flush()
    found = trusts(changed, release_ids([question.product_id]))
    for answer in changed:
        _store(answer, found[answer.id])
    session().flush()
    settle_question(question)


def _store(answer: Answer, trust: Trust) -> None:
    """Keep what lists and the order of answers need."""
    answer.level = trust.level
    answer.containment = trust.containment
    answer.tier = trust.tier
    answer.shown_revision = trust.shown_revision
    answer.disagreement = trust.disagreement
    answer.standing = order_score(
        votes=answer.score,
        worked=answer.worked,
        did_not=answer.did_not,
        accepted=answer.accepted,
        staff=answer.by_staff,
    )


def count_outcomes(answer: Answer) -> None:
    """Count what people said worked, each person once, by the newest revision they tried."""
    outcomes = session().scalars(sa.select(Outcome).where(Outcome.answer_id == answer.id))
    marks = [
        OutcomeMark(
            person_id=one.person_id,
            revision=one.revision,
            worked=one.worked,
            established=one.settled_account,
            at=one.created_at,
        )
        for one in outcomes
    ]
    checked_at = session().scalar(sa.select(sa.func.max(Verdict.created_at)).where(Verdict.answer_id == answer.id))
    counts = tally(marks, checked_at)
    answer.worked, answer.did_not = counts.worked, counts.did_not
    answer.did_not_counting, answer.did_not_since_check = counts.did_not_counting, counts.did_not_since_check


def settle_question(question: Question) -> None:
    """Count the visible answers, note the best one, and say what the question waits for and until when."""
    shown = (Answer.containment != spelt(Containment.QUARANTINED), Answer.in_place())
    visible = (Answer.question_id == question.id, *shown)
    question.answer_count = session().scalar(sa.select(sa.func.count(Answer.id)).where(*visible)) or 0
    first = (
        sa.select(Answer).where(*visible).order_by(Answer.tier, Answer.standing.desc(), Answer.created_at, Answer.id)
    )
    # What stands behind a click solves nothing for anybody, whatever marks it bears.
    in_the_open = Answer.containment != spelt(Containment.FOLDED)
    best = session().scalars(first.where(in_the_open).limit(1)).one_or_none()
    question.best_level = best.level if best else _level_of_folded(session().scalars(first.limit(1)).one_or_none())
    accepted = session().scalars(sa.select(Answer).where(*visible, in_the_open, Answer.accepted)).one_or_none()
    question.is_accepted = accepted is not None
    question.version += 1
    _settle_next(question, best, accepted)


def stands_for_thread(answer: Answer) -> bool:
    """Whether a thread is known by this answer's level: one behind a click only by what is wrong about it."""
    return answer.containment not in {Containment.FOLDED, Containment.QUARANTINED} or answer.level in USELESS


def _level_of_folded(answer: Answer | None) -> Level | None:
    """Return what a list says of a question all of whose answers stand behind a click: what is wrong, nothing good."""
    if answer is None:
        return None
    return answer.level if answer.level in USELESS else Level.UNREVIEWED


def _settle_next(question: Question, best: Answer | None, accepted: Answer | None) -> None:
    """Say what happens next. A question whose answers all failed waits for an answer again, from now on."""
    verified = best is not None and best.level in VERIFIED_KINDS
    if question.state == QuestionState.CLOSED or verified or not question.is_in_place:
        action, due = NextAction.NOTHING, None
    elif accepted is not None and accepted.level not in USELESS:
        action, due = NextAction.CHECK, (accepted.accepted_at or now()) + CHECK_WITHIN
    elif best is not None and best.level not in USELESS:
        action, due = NextAction.CONFIRM, best.created_at + CONFIRM_WITHIN
    else:
        action, due = NextAction.ANSWER, _answer_due(question)
    if action != question.next_action or question.due_at is None:
        question.next_action, question.due_at = action, due


def due_hours(product_id: int | None) -> int:
    """Return after how many hours staff steps in where a question of the product has no good answer."""
    hours = config.current().answer_due_hours
    if product_id is None:
        return hours
    return session().scalar(sa.select(Product.answer_due_hours).where(Product.id == product_id)) or hours


def _answer_due(question: Question) -> datetime:
    """Return when an answer is due: counted from the question, or from now where it had its answer and lost it."""
    hours = due_hours(question.product_id)
    again = question.next_action != NextAction.ANSWER and question.id is not None
    return (now() if again else question.created_at) + timedelta(hours=hours)
