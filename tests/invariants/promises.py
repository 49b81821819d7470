"""What has to hold on any site at any moment, whatever happened on it: asked of the database and of what visitors get.

Every text of a walk bears a word of its own, so where a word shows, the text shows.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from forum.analytics.numbers import WINDOW, numbers
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import NotFound
from forum.core.refs import Kind
from forum.journal.models import Delivery, Outbox
from forum.journal.seal import verify
from forum.knowledge.crawling import entry_parts, entry_places
from forum.knowledge.models import Entry, EntryRevision, EntryState
from forum.knowledge.operations import settle_entry
from forum.knowledge.queries import entry_view, list_entries
from forum.moderation.models import Suggestion
from forum.notifications.queries import inbox
from forum.people.policy import VISITOR, Actor, Role
from forum.questions.marks import release_ids, settle, settle_question, trusts
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    CommentRevision,
    Correction,
    NextAction,
    Outcome,
    Question,
    QuestionRevision,
    QuestionState,
    Verdict,
)
from forum.questions.queries import Thread, thread
from forum.questions.queries.crawling import question_parts, question_places
from forum.questions.queries.lists import list_questions
from forum.questions.trust import POSITIVE_KINDS, VERIFIED_KINDS, VerdictKind
from forum.search import indexing
from forum.search.engine import Query
from forum.search.queries import search
from forum.web.sharing import qa_page

WORD = re.compile(r"qu[a-z]{6}x")
WRONG = frozenset({VerdictKind.INCORRECT, VerdictKind.UNSAFE})
OF_ANSWERS = ("level", "containment", "tier", "shown_revision", "disagreement", "standing")
OF_QUESTIONS = ("answer_count", "best_level", "is_accepted", "next_action", "due_at")
# How many hidden words are searched for after each step, the newest first.
SOUGHT = 4


def words(*texts: str) -> set[str]:
    """The words of a walk that stand in some texts."""
    return {word for text in texts for word in WORD.findall(text.lower())}


@dataclass
class Texts:
    """All texts, told from the rows alone: `read` are the words that stand somewhere open to visitors, `found` those
    that they may find, `own` those in the things that each person wrote."""

    all: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    own: dict[int | None, set[str]] = field(default_factory=dict)

    def take(self, author_id: int | None, text: str, *, read: bool, found: bool) -> None:
        """Note a text."""
        bears = words(text)
        self.all |= bears
        self.own.setdefault(author_id, set()).update(bears)
        if read:
            self.read |= bears
        if read and found:
            self.found |= bears

    @classmethod
    def load(cls) -> "Texts":
        """Read all texts."""
        made = cls()
        questions = {each.id: each for each in session().scalars(sa.select(Question))}
        answers = {each.id: each for each in session().scalars(sa.select(Answer))}
        entries = {each.id: each for each in session().scalars(sa.select(Entry))}
        for text in session().scalars(sa.select(QuestionRevision)):
            question = questions[text.question_id]
            said = f"{text.title} {text.source}"
            bare = question.containment is Containment.NONE and text.number == question.revision
            made.take(question.author_id, said, read=_is_open(question), found=bare)
        for merged in questions.values():
            # The question that it became a part of names it by its title.
            hidden = merged.deleted_at is not None or merged.containment is Containment.QUARANTINED
            if merged.moved_kind is Kind.QUESTION and not hidden and _is_open(questions[merged.moved_id or 0]):
                made.take(merged.author_id, merged.title, read=True, found=False)
        for answered in session().scalars(sa.select(AnswerRevision)):
            answer = answers[answered.answer_id]
            open_ = _is_open(questions[answer.question_id]) and _is_open(answer)
            bare = answer.containment is Containment.NONE and answered.number == answer.shown_revision
            made.take(answer.author_id, answered.source, read=open_, found=bare)
        older = _older_texts()
        for comment in session().scalars(sa.select(Comment)):
            above = _is_open(questions[comment.question_id])
            above = above and (comment.answer_id is None or _is_open(answers[comment.answer_id]))
            said = " ".join((comment.source, *older.get(comment.id, ())))
            made.take(comment.author_id, said, read=above and _is_open(comment), found=False)
        for edited in session().scalars(sa.select(EntryRevision)):
            entry = entries[edited.entry_id]
            live = _is_live(entry, questions, answers)
            made.take(edited.author_id, edited.source, read=live, found=edited.number == entry.revision)
        for suggested in session().scalars(sa.select(Suggestion)):
            made.take(suggested.person_id, f"{suggested.title} {suggested.source}", read=False, found=False)
        return made


def _older_texts() -> dict[int, list[str]]:
    """The texts that comments have had, which stand in their histories."""
    found: dict[int, list[str]] = {}
    for number, source in session().execute(sa.select(CommentRevision.comment_id, CommentRevision.source)):
        found.setdefault(number, []).append(source)
    return found


def _is_open(thing: Question | Answer | Comment) -> bool:
    gone = thing.deleted_at is not None or thing.moved_id is not None
    return not gone and thing.containment is not Containment.QUARANTINED


def _is_live(entry: Entry, questions: dict[int, Question], answers: dict[int, Answer]) -> bool:
    if entry.state is not EntryState.LIVE or entry.containment is not Containment.NONE:
        return False
    if entry.question_id is not None and not _is_open(questions[entry.question_id]):
        return False
    answer = answers.get(entry.answer_id or 0)
    return answer is None or (_is_open(answer) and answer.containment is Containment.NONE)


def check_all(app: Flask) -> None:
    """Fail on the first promise that does not hold."""
    session().rollback()
    texts = Texts.load()
    with app.test_request_context():
        threads = list(_threads(VISITOR))
        check_levels(threads)
        check_hidden(threads, texts)
    check_stored()
    check_waiting()
    check_numbers()
    session().rollback()


def _threads(actor: Actor) -> Iterator[Thread]:
    for ident in session().scalars(sa.select(Question.id).order_by(Question.id)).all():
        try:
            yield thread(actor, ident)
        except NotFound:
            continue


def check_levels(threads: Iterable[Thread]) -> None:
    """Promises 1 and 2: one level for each answer, and no full mark on what no engineer read."""
    stored = dict(session().execute(sa.select(Answer.id, Answer.level)).all())
    read = {
        (of, revision)
        for of, revision in session().execute(
            sa.select(Verdict.answer_id, Verdict.revision)
            .where(Verdict.kind.in_(POSITIVE_KINDS), Verdict.answer_id.is_not(None))
            .union(sa.select(Correction.answer_id, Correction.revision).where(Correction.by_engineer))
        )
    }
    for page in threads:
        for view in page.answers:
            assert view.trust.level is stored[view.answer.id], ("level", view.answer.id)
            if view.trust.level in VERIFIED_KINDS:
                assert (view.answer.id, view.text.number) in read, ("unread", view.answer.id, view.text.number)
    for row in list_entries(VISITOR, limit=100).items:
        shown = entry_view(VISITOR, row.entry.id)
        assert row.level is shown.level, ("entry", row.entry.id)
        if row.entry.revision:
            good = sa.exists().where(
                Verdict.entry_id == row.entry.id,
                Verdict.revision == row.entry.revision,
                Verdict.kind.in_(POSITIVE_KINDS),
            )
            assert shown.level not in VERIFIED_KINDS or session().scalar(sa.select(good)), ("unread", row.entry.id)
            continue
        assert shown.level is stored[row.entry.answer_id or 0], ("entry", row.entry.id)
        if shown.level in VERIFIED_KINDS:
            assert shown.text is not None
            assert (row.entry.answer_id, shown.text.number) in read, ("unread", row.entry.id)


def check_hidden(threads: Iterable[Thread], texts: Texts) -> None:
    """Promise 3: what is hidden reaches no visitor, and what is held back is in no search and no shared data."""
    expect(texts.read, "page", (each for page in threads for each in _said(page)))
    listed = [row.question.title for row in list_questions(VISITOR, limit=100).items]
    expect(texts.read, "list", listed)
    expect(texts.read, "entries", (row.entry.title for row in list_entries(VISITOR, limit=100).items))
    for page in threads:
        if page.question.containment is Containment.NONE:
            expect(texts.found, "structured data", [repr(qa_page(page))])
    for ident in session().scalars(sa.select(Entry.id)).all():
        try:
            shown = entry_view(VISITOR, ident)
        except NotFound:
            continue
        if shown.text is not None:
            # A view may stay at an older revision than its answer shows.
            expect(texts.read, "solution", [shown.text.text])
    places = [place for part in question_parts() for place in question_places(part.id)]
    places += [place for part in entry_parts() for place in entry_places(part.id)]
    expect(texts.read, "sitemap", (place.slug for place in places))
    _check_search(texts)


def expect(allowed: set[str], where: str, said: Iterable[str]) -> None:
    """Fail where words stand that may not stand there."""
    leaked = words(*said) - allowed
    assert not leaked, (where, leaked)


def _said(page: Thread) -> Iterator[str]:
    yield from (page.question.title, page.text.html, repr(page.kin))
    yield from (comment.html for comment in page.comments)
    for view in page.answers:
        yield view.text.html
        yield from (comment.html for comment in view.comments)


def _check_search(texts: Texts) -> None:
    hidden = texts.all - texts.read
    for word in sorted(hidden)[-SOUGHT:]:
        found = search(VISITOR, Query(text=word))
        assert (found.total, list(found.items)) == (0, []), ("search", word)
        expect(texts.read, "did you mean", [search(VISITOR, Query(text=word + "s")).suggestion or ""])


def check_inboxes(people: Iterable[Actor], texts: Texts) -> None:
    """Promise 3, of notices: nobody without an office reads there what is neither open nor their own."""
    for actor in people:
        if not actor.grants.keys() & {Role.ENGINEER, Role.MODERATOR}:
            for line in inbox(actor).lines:
                said = [line.title, repr(line.said), repr(line.data)]
                expect(texts.read | texts.own.get(actor.id, set()), f"inbox of {actor.id}", said)


def check_stored() -> None:
    """What is stored of the marks is what follows from them, so that settling once more changes nothing."""
    for question in session().scalars(sa.select(Question).options(joinedload(Question.author))).all():
        query = sa.select(Answer).where(Answer.question_id == question.id).options(joinedload(Answer.question))
        answers = session().scalars(query).all()
        assert sum(answer.accepted for answer in answers) <= 1, ("accepted", question.id)
        before = [_values(question, OF_QUESTIONS), *(_values(answer, OF_ANSWERS) for answer in answers)]
        derived = trusts(answers, release_ids([question.product_id]))
        for answer in answers:
            assert answer.level is derived[answer.id].level, (
                "stored",
                answer.id,
                answer.level,
                derived[answer.id].level,
            )
        settle(question, *answers) if answers else settle_question(question)
        after = [_values(question, OF_QUESTIONS), *(_values(answer, OF_ANSWERS) for answer in answers)]
        assert before == after, ("settled", question.id)
    session().rollback()


def _values(thing: Question | Answer, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in ("id", *names)}


def check_waiting() -> None:
    """Promise 7: every open question has a queue, a next action and a due time; one that is gone waits for nothing."""
    for question in session().scalars(sa.select(Question)):
        waits = (
            question.state is QuestionState.OPEN and question.is_in_place and question.best_level not in VERIFIED_KINDS
        )
        assert waits == (question.next_action is not NextAction.NOTHING), ("next", question.id)
        assert waits == (question.due_at is not None), ("due", question.id)


def check_numbers() -> None:
    """Promise 10, for now: what the journal leads to is what is there."""
    reader = Actor(1, {Role.ENGINEER: None, Role.MODERATOR: None, Role.ADMIN: None})
    told = numbers(reader, now().date())
    verified = ([ref.id for ref in told.verified.rows], told.verified.of)
    assert _live_verified() == verified, ("verified", _live_verified(), verified)
    waiting = [ref.id for ref in told.first_answer.rows[: told.first_answer.waiting]]
    assert _live_waiting() == sorted(waiting), ("waiting", _live_waiting(), waiting)
    assert _live_helped() == told.helped.value, ("helped", _live_helped(), told.helped)


def _counting() -> list[tuple[Answer, Verdict | None]]:
    """The answers that count, each with the newest verdict on it."""
    found = []
    for answer in session().scalars(sa.select(Answer).join(Answer.question).options(joinedload(Answer.question))):
        newest = sa.select(Verdict).where(Verdict.answer_id == answer.id).order_by(Verdict.id.desc()).limit(1)
        verdict = session().scalars(newest).one_or_none()
        wrong = verdict is not None and verdict.kind in WRONG
        hidden = answer.decided is Containment.QUARANTINED
        if answer.is_in_place and answer.question.is_in_place and not hidden and not wrong:
            found.append((answer, verdict))
    return found


def _live_verified() -> tuple[list[int], int]:
    counting = _counting()
    right = {
        answer.question_id
        for answer, verdict in counting
        if verdict is not None
        and (verdict.kind in POSITIVE_KINDS and verdict.revision == answer.revision and verdict.lapsed_at is None)
    }
    return sorted(right), len({answer.question_id for answer, _ in counting})


def _live_waiting() -> list[int]:
    answered = {each.question_id for each, _ in _counting() if each.author_id != each.question.author_id}
    newer = Question.created_at >= now() - WINDOW
    query = sa.select(Question.id).where(Question.state == QuestionState.OPEN, Question.in_place(), newer)
    return sorted(set(session().scalars(query)) - answered)


def _live_helped() -> int:
    """People who accepted somebody else's answer to their question, or whose newest word of one is that it worked."""
    people: set[int | None] = set()
    newest: dict[tuple[int, int], Outcome] = {}
    for outcome in session().scalars(sa.select(Outcome).order_by(Outcome.created_at)):
        newest[outcome.answer_id, outcome.person_id] = outcome
    since = now() - WINDOW
    people |= {person for (_, person), said in newest.items() if said.worked and said.created_at >= since}
    for answer in session().scalars(sa.select(Answer).where(Answer.accepted).options(joinedload(Answer.question))):
        asker = answer.question.author_id
        recent = answer.accepted_at is not None and answer.accepted_at >= since
        if recent and answer.accepted_by_id == asker != answer.author_id:
            people.add(asker)
    return len(people)


def check_followed() -> None:
    """Promises 4, 5 and 6, once everything has followed: index and history are whole, and settling changes nothing."""
    assert verify().problems == []
    undone = sa.select(sa.func.count()).select_from(Delivery).where(Delivery.done_at.is_(None))
    assert (session().scalar(undone), session().scalar(sa.select(sa.func.count()).select_from(Outbox))) == (0, 0)
    difference = indexing.check()
    assert not difference.differs, difference
    assert difference.pending == 0
    query = sa.select(Entry.question_id, Entry.version).where(Entry.question_id.is_not(None)).order_by(Entry.id)
    before = session().execute(query).all()
    for ident in session().scalars(sa.select(Question.id)).all():
        settle_entry(ident)
    assert Counter(session().execute(query).all()) == Counter(before), "settle_entry"
    session().rollback()
