"""From rows to marks to what is stored of them: the level, the place on the page, and what the question waits for.

Every operation that changes a mark ends with `settle`, in the same transaction.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum import config
from forum.catalog.models import Product, Release
from forum.core.clock import now
from forum.core.containment import Containment, spelt
from forum.core.db import session
from forum.core.prepared import Statement
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


@dataclass(frozen=True, slots=True)
class Said:
    """What staff said: by answer, and of solutions that an editor wrote, by entry."""

    answers: Mapping[int, Judgements]
    entries: Mapping[int, list[VerdictMark]]


def judgements(answer_ids: Sequence[int]) -> Mapping[int, Judgements]:
    """Load what staff said about these answers. One statement, whatever their number, none for none."""
    return said_of(answer_ids).answers


SAID = Shape(Verdict, VerdictRelease.release_id, Correction, Person.name)
OF_VERDICT = len(Shape(Verdict, VerdictRelease.release_id).columns)


def said_of(answer_ids: Sequence[int], entry_ids: Sequence[int] = ()) -> Said:
    """Load what staff said about these answers and these texts of editors. One statement, none for nothing."""
    found = Said({ident: Judgements() for ident in answer_ids}, {ident: [] for ident in entry_ids})
    if not answer_ids and not entry_ids:
        return found
    values = _filled("answer", answer_ids) | _filled("entry", entry_ids)
    rows = list(SAID.rows(_said_query(_places(answer_ids), _places(entry_ids)), values))
    for mark, verdict in _verdict_marks(rows):
        if verdict.answer_id is not None:
            found.answers[verdict.answer_id].verdicts.append(mark)
        elif verdict.entry_id is not None:
            found.entries[verdict.entry_id].append(mark)
    corrections = [(correction, name) for _verdict, _release, correction, name in rows if correction is not None]
    for correction, name in sorted(corrections, key=lambda row: row[0].id):
        found.answers[correction.answer_id].corrections.append(_correction_mark(correction, name))
    return found


def _verdict_marks(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[VerdictMark, Verdict]]:
    """Yield the verdicts of these rows, one a release, the oldest first."""
    found: dict[int, tuple[Verdict, str, list[int]]] = {}
    for verdict, release_id, _correction, name in rows:
        if verdict is not None:
            releases = found.setdefault(verdict.id, (verdict, name, []))[2]
            releases += [] if release_id is None else [release_id]
    for _ident, (verdict, name, releases) in sorted(found.items()):
        yield verdict_mark(verdict, name, tuple(sorted(releases))), verdict


def _places(ids: Sequence[int]) -> int:
    """Return for how many numbers a statement has places: a power of two, so that few statements are kept."""
    return 1 << (len(ids) - 1).bit_length() if ids else 0


def _filled(name: str, ids: Sequence[int]) -> dict[str, int]:
    """Return what stands in these places; the last number fills those that are left."""
    return {f"{name}_{place}": ids[min(place, len(ids) - 1)] for place in range(_places(ids))}


@cache
def _said_query(answer_places: int, entry_places: int) -> Statement:
    """SQL: verdicts with who gave them, one row for each release they name, and standing corrections of answers.

    A row is one or the other: what belongs to the other is empty. With a list of numbers in their places, which may be
    of any length, the statement could not be kept ready (see `forum.core.prepared`), and this one costs most of that.
    """
    answers = [sa.bindparam(f"answer_{place}", type_=sa.Integer) for place in range(answer_places)]
    entries = [sa.bindparam(f"entry_{place}", type_=sa.Integer) for place in range(entry_places)]
    about = [Verdict.answer_id.in_(answers)] if answers else []
    about += [Verdict.entry_id.in_(entries)] if entries else []
    columns = SAID.columns
    empty = [sa.type_coerce(sa.null(), column.type) for column in columns]
    verdicts = (
        sa.select(*columns[:OF_VERDICT], *empty[OF_VERDICT:-1], columns[-1])
        .select_from(Verdict)
        .join(Person, Person.id == Verdict.engineer_id)
        .outerjoin(VerdictRelease, VerdictRelease.verdict_id == Verdict.id)
        .where(sa.or_(*about))
    )
    corrections = (
        sa.select(*empty[:OF_VERDICT], *columns[OF_VERDICT:])
        .select_from(Correction)
        .join(Person, Person.id == Correction.author_id)
        .where(Correction.answer_id.in_(answers), Correction.withdrawn_at.is_(None))
    )
    return sa.union_all(verdicts, corrections) if answers else verdicts


def _correction_mark(correction: Correction, author_name: str) -> CorrectionMark:
    """Return the row as the value that the level is derived from."""
    return CorrectionMark(
        id=correction.id,
        number=correction.number,
        revision=correction.revision,
        by_engineer=correction.by_engineer,
        by_id=correction.author_id,
        by_name=author_name,
        at=correction.created_at,
        passage=correction.passage,
        replacement=correction.replacement,
        reason=correction.reason,
        disputed=correction.is_disputed,
        upheld=correction.resolved_at is not None,
        adopted_revision=correction.adopted_revision,
    )


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
        newer_release_id=verdict.newer_release_id,
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
    said: Said | None = None,
) -> dict[int, Trust]:
    """Derive the trust of answers that were loaded with their question, for one reader. One statement at most.

    `releases` maps each product to its releases, oldest first. `judged_ids`, where the caller knows them, are those
    that staff said anything about; `said`, where it was read already, is what they said.
    """
    if said is None:
        said = said_of([answer.id for answer in answers if judged_ids is None or answer.id in judged_ids])
    nothing = Judgements()
    found: dict[int, Trust] = {}
    for answer in answers:
        known = releases.get(answer.question.product_id, ())
        marks = marks_of(answer, said.answers.get(answer.id, nothing), known)
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
