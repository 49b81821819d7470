"""Keeping the knowledge base in line with the answers."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.operation import operation, unit
from forum.core.site import fact, set_fact
from forum.core.slugs import slugify
from forum.journal.kinds import EventKind
from forum.journal.record import coming_by, record
from forum.knowledge.models import Entry, EntryState, WithdrawnReason
from forum.knowledge.trust import settle_level
from forum.people.policy import SYSTEM
from forum.questions.locks import lock_question
from forum.questions.marks import BEST_FIRST, release_ids, trusts
from forum.questions.models import Answer, AnswerRevision, Question
from forum.questions.trust import VERIFIED_KINDS, EntryObstacle, Level, Trust, entry_obstacle

# The site's fact that says which value of the setting all entries follow, or the question up to which they do.
FOLLOWED = "kb_requires_verdict"
REASONS = {
    EntryObstacle.CONTAINED: WithdrawnReason.CONTAINED,
    EntryObstacle.JUDGED_WRONG: WithdrawnReason.JUDGED_WRONG,
    EntryObstacle.DISPUTED: WithdrawnReason.DISPUTED,
    EntryObstacle.TOO_SHORT: WithdrawnReason.TOO_SHORT,
}


@operation
def settle_entry(question_id: int) -> Entry | None:
    """Make the question's entry match the present state: publish it, let it follow its answer, or withdraw it.

    Looks only at what is true now, under the question's lock, so that order and repetition do not matter. Returns the
    entry, None where the question has none.
    """
    try:
        question = lock_question(SYSTEM, question_id)
    except NotFound:
        return None
    entry = session().scalars(_entry_of(question_id)).one_or_none()
    answer, trust, why = _solution(question)
    with coming_by(question.channel):
        if entry is not None and entry.revision:
            return _settle_revised(entry, question, answer, why)
        if answer is None or trust is None:
            return _withdraw(entry, why)
        if entry is None:
            return _publish(question, answer, trust)
        return _follow(entry, question, answer, trust)


def _entry_of(question_id: int) -> sa.Select[Entry]:
    """SQL: the question's entry with its source, read afresh."""
    query = sa.select(Entry).outerjoin(Entry.answer).where(Entry.question_id == question_id)
    return query.options(contains_eager(Entry.answer)).execution_options(populate_existing=True)


def settle_made_from(answer: Answer) -> None:
    """Let the solution that an editor made from an answer follow at once what was just said of that answer.

    Its page derives its level and its list reads what is stored, so both have to change in one transaction. The caller
    holds the question's lock. A view needs no such step: what is stored of it is its answer's.
    """
    made = sa.exists().where(Entry.answer_id == answer.id, Entry.question_id == answer.question_id, Entry.revision > 0)
    if session().scalar(sa.select(made)):
        settle_entry(answer.question_id)


def settle_alone(entry: Entry) -> Entry:
    """Make an entry without a question, locked by the caller, match what editors and engineers said of it."""
    return _bring(entry, _own_obstacle(entry), settle_level(entry))


def follow_setting(limit: int = 500) -> int:
    """Settle what is live, or held back, by another value of `kb_requires_verdict` than the site has now.

    A setting changes while nothing runs, so no event tells of it. Takes `limit` questions at a time and remembers how
    far it came; returns how many it looked at, 0 where the setting is as it was.
    """
    wanted, kept = config.current().kb_requires_verdict, fact(FOLLOWED)
    begun = kept.get("value") is wanted
    if begun and kept["after"] is None:
        return 0
    after = kept["after"] if begun else 0
    query = _touched_by_setting(wanted).where(Question.id > after).order_by(Question.id).limit(limit)
    ids = session().scalars(query).all()
    for question_id in ids:
        settle_entry(question_id)
    with unit():
        set_fact(FOLLOWED, {"value": wanted, "after": ids[-1] if len(ids) == limit else None})
    return len(ids)


def _touched_by_setting(requires_verdict: bool) -> sa.Select[int]:
    """SQL: questions whose solution was perhaps not verified, or was perhaps held back for that."""
    if requires_verdict:
        unread = sa.or_(Answer.level.not_in(VERIFIED_KINDS), Entry.revision > 0)
        live = (Entry.state == EntryState.LIVE, unread)
        return sa.select(Question.id).join(Entry, Entry.question_id == Question.id).join(Entry.answer).where(*live)
    held = sa.or_(Entry.id.is_(None), Entry.withdrawn_reason == WithdrawnReason.NOT_CHECKED)
    accepted = sa.exists().where(Answer.question_id == Question.id, Answer.accepted)
    revised = sa.and_(Entry.revision > 0, Entry.withdrawn_reason == WithdrawnReason.NOT_CHECKED)
    query = sa.select(Question.id).outerjoin(Entry, Entry.question_id == Question.id)
    return query.where(sa.or_(sa.and_(held, sa.or_(accepted, revised)), Entry.shown_revision.is_not(None)))


def _solution(question: Question) -> tuple[Answer | None, Trust | None, WithdrawnReason]:
    """Return the answer that is the question's solution: the accepted one, else the best that was judged right.

    Without one, the reason says what stands in the way.
    """
    if not question.is_in_place:
        return None, None, WithdrawnReason.GONE
    if question.containment is Containment.QUARANTINED:
        return None, None, WithdrawnReason.CONTAINED
    query = (
        sa.select(Answer)
        .join(Answer.question)
        .where(Answer.question_id == question.id, Answer.in_place())
        .options(contains_eager(Answer.question))
        .order_by(Answer.accepted.desc(), *BEST_FIRST)
        .execution_options(populate_existing=True)
    )
    answers = session().scalars(query).all()
    found = trusts(answers, release_ids([question.product_id]))
    why: WithdrawnReason | None = None
    for answer in answers:
        trust = found[answer.id]
        checked = trust.verified_revision is not None
        if not answer.accepted and not checked:
            continue
        obstacle = _obstacle(answer, trust)
        if obstacle is None and (checked or not config.current().kb_requires_verdict):
            return answer, trust, WithdrawnReason.NO_SOLUTION
        why = why or (REASONS[obstacle] if obstacle else WithdrawnReason.NOT_CHECKED)
    return None, None, why or (WithdrawnReason.GONE if _was_solved(question.id) else WithdrawnReason.NO_SOLUTION)


def _was_solved(question_id: int) -> bool:
    """Whether an answer that would be the solution was deleted or moved."""
    right = sa.or_(Answer.accepted, Answer.level.in_(VERIFIED_KINDS))
    gone = sa.exists().where(Answer.question_id == question_id, Answer.gone_clause(), right)
    return bool(session().scalar(sa.select(gone)))


def _obstacle(answer: Answer, trust: Trust) -> EntryObstacle | None:
    """Return why the answer's text cannot be a solution."""
    query = sa.select(AnswerRevision.text, AnswerRevision.html).where(
        AnswerRevision.answer_id == answer.id, AnswerRevision.number == shown_in_entry(answer, trust)
    )
    text, html = session().execute(query).one()
    return entry_obstacle(trust, text, has_code="<code" in html)


def shown_in_entry(answer: Answer, trust: Trust) -> int:
    """Return the revision that an unedited entry shows: the one judged right, before that the newest."""
    return trust.verified_revision or answer.revision


def _publish(question: Question, answer: Answer, trust: Trust) -> Entry:
    """Write the first state of the entry, at the address that it keeps. What was solved elsewhere keeps that date."""
    at = (answer.accepted_at if question.is_imported else None) or now()
    entry = Entry(
        question_id=question.id,
        answer_id=answer.id,
        answer_revision=shown_in_entry(answer, trust),
        solution_id=answer.id,
        product_id=question.product_id,
        title=question.title,
        slug=slugify(question.title, fallback="solution"),
        channel=question.channel,
        language=question.language,
        licence=answer.licence,
        created_at=at,
        published_at=at,
        changed_at=at,
    )
    session().add(entry)
    session().flush()
    data = {"question": question.id, "answer": answer.id}
    record(EventKind.ENTRY_PUBLISHED, SYSTEM, entry.ref, data=data, occurred_at=at)
    return entry


def _follow(entry: Entry, question: Question, answer: Answer, trust: Trust) -> Entry:
    """Bring a view, live or withdrawn, to the present solution."""
    wanted: dict[str, object] = {
        "answer_id": answer.id,
        "answer_revision": shown_in_entry(answer, trust),
        "solution_id": answer.id,
        "product_id": question.product_id,
        "licence": answer.licence,
        "title": question.title,
    }
    return _bring(entry, _own_obstacle(entry), _set(entry, wanted))


def _settle_revised(entry: Entry, question: Question, solution: Answer | None, why: WithdrawnReason) -> Entry:
    """Bring an entry that an editor revised, and that keeps its own text, to the present state."""
    changed = settle_level(entry)
    wanted: dict[str, object] = {"product_id": question.product_id}
    if solution is not None:
        wanted["solution_id"] = solution.id
    changed |= _set(entry, wanted)
    return _bring(entry, _obstacle_of_revised(entry, question, solution, why), changed)


def _own_obstacle(entry: Entry) -> WithdrawnReason | None:
    """Return why the entry is not shown, whatever its question's answers are worth."""
    if entry.retired_at is not None:
        return WithdrawnReason.RETIRED
    if entry.decided is not Containment.NONE:
        return WithdrawnReason.CONTAINED
    return WithdrawnReason.JUDGED_WRONG if entry.containment is not Containment.NONE else None


def _obstacle_of_revised(
    entry: Entry, question: Question, solution: Answer | None, why: WithdrawnReason
) -> WithdrawnReason | None:
    """Return why an editor's text is not shown, None where it is.

    It is as hidden as the answer that it was made from. What an engineer found right as it stands needs no other mark,
    and neither does the text that readers keep while the newest waits for its check; anything else is shown as long as
    the question has a solution.
    """
    source = entry.answer
    if (own := _own_obstacle(entry)) is not None:
        return own
    if not question.is_in_place or (source is not None and not source.is_in_place):
        return WithdrawnReason.GONE
    if question.containment is Containment.QUARANTINED:
        return WithdrawnReason.CONTAINED
    if source is not None and source.containment is not Containment.NONE:
        wrong = source.decided is Containment.NONE
        return WithdrawnReason.JUDGED_WRONG if wrong else WithdrawnReason.CONTAINED
    if entry.own_level in VERIFIED_KINDS or entry.is_held:
        return None
    if source is not None and source.level is Level.DISPUTED:
        return WithdrawnReason.DISPUTED
    if solution is None:
        return why
    return WithdrawnReason.NOT_CHECKED if config.current().kb_requires_verdict else None


def _set(entry: Entry, wanted: Mapping[str, object]) -> set[str]:
    """Give the entry these values; return the names of those that it did not have."""
    changed = {name for name, value in wanted.items() if getattr(entry, name) != value}
    for name in changed:
        setattr(entry, name, wanted[name])
    return changed


def _bring(entry: Entry, obstacle: WithdrawnReason | None, changed: set[str]) -> Entry:
    """Show the entry, or take it out of lists and search for a reason; say what changed, where anything did."""
    state = EntryState.LIVE if obstacle is None else EntryState.WITHDRAWN
    now_otherwise = _set(entry, {"state": state, "withdrawn_reason": obstacle})
    if not changed | now_otherwise:
        return entry
    kind = EventKind.ENTRY_CHANGED
    if "state" in now_otherwise or obstacle is not None:
        kind = EventKind.ENTRY_PUBLISHED if obstacle is None else EventKind.ENTRY_WITHDRAWN
    _touch(entry)
    data: dict[str, object] = {"question": entry.question_id, "changed": sorted(changed | now_otherwise)}
    data |= {"answer": entry.answer_id} if obstacle is None else {"reason": obstacle}
    record(kind, SYSTEM, entry.ref, data=data)
    return entry


def _withdraw(entry: Entry | None, why: WithdrawnReason) -> Entry | None:
    """Take a view out of lists and search; its address stays and says why. What was retired stays so."""
    return entry if entry is None else _bring(entry, _own_obstacle(entry) or why, set())


def _touch(entry: Entry) -> None:
    entry.changed_at = now()
    entry.version += 1
