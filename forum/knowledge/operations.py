"""Keeping the knowledge base in line with the answers."""

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
from forum.people.policy import SYSTEM
from forum.questions.locks import lock_question
from forum.questions.marks import BEST_FIRST, release_ids, trusts
from forum.questions.models import Answer, AnswerRevision, Question
from forum.questions.trust import VERIFIED_KINDS, EntryObstacle, Trust, entry_obstacle

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
    query = sa.select(Entry).where(Entry.question_id == question_id).execution_options(populate_existing=True)
    entry = session().scalars(query).one_or_none()
    answer, trust, why = _solution(question)
    with coming_by(question.channel):
        if answer is None or trust is None:
            return _withdraw(entry, why)
        if entry is None:
            return _publish(question, answer, trust)
        return _follow(entry, question, answer, trust)


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
        live = (Entry.state == EntryState.LIVE, Answer.level.not_in(VERIFIED_KINDS))
        return sa.select(Question.id).join(Entry, Entry.question_id == Question.id).join(Entry.answer).where(*live)
    held = sa.or_(Entry.id.is_(None), Entry.withdrawn_reason == WithdrawnReason.NOT_CHECKED)
    accepted = sa.select(Question.id).join(Answer, sa.and_(Answer.question_id == Question.id, Answer.accepted))
    return accepted.outerjoin(Entry, Entry.question_id == Question.id).where(held)


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
    """Bring a live or withdrawn entry to the present solution. An entry that an editor revised keeps its own text."""
    wanted: dict[str, object] = {
        "state": EntryState.LIVE,
        "withdrawn_reason": None,
        "answer_id": answer.id,
        "answer_revision": shown_in_entry(answer, trust),
        "product_id": question.product_id,
        "licence": answer.licence,
    }
    if entry.revision == 0:
        wanted["title"] = question.title
    changed = {name for name, value in wanted.items() if getattr(entry, name) != value}
    if not changed:
        return entry
    for name in changed:
        setattr(entry, name, wanted[name])
    kind = EventKind.ENTRY_PUBLISHED if "state" in changed else EventKind.ENTRY_CHANGED
    _touch(entry)
    record(kind, SYSTEM, entry.ref, data={"question": question.id, "answer": answer.id, "changed": sorted(changed)})
    return entry


def _withdraw(entry: Entry | None, why: WithdrawnReason) -> Entry | None:
    """Take the entry out of lists and search; its address stays and says why."""
    if entry is None or (entry.state, entry.withdrawn_reason) == (EntryState.WITHDRAWN, why):
        return entry
    entry.state, entry.withdrawn_reason = EntryState.WITHDRAWN, why
    _touch(entry)
    record(EventKind.ENTRY_WITHDRAWN, SYSTEM, entry.ref, data={"question": entry.question_id, "reason": why})
    return entry


def _touch(entry: Entry) -> None:
    entry.changed_at = now()
    entry.version += 1
