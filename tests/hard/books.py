"""The ledger beside the database: is everything that was promised there, once, with its rows of the journal?"""

import re
from collections import Counter

import sqlalchemy as sa

from forum.core.db import session
from forum.core.refs import Kind
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.models import Person
from forum.questions.models import Answer, AnswerRevision, AnswerVote, Comment, QuestionRevision
from tests.hard.load import Ledger

Text = tuple[str, int, str]
Deed = tuple[EventKind, int]
MARK = re.compile(r"Mark (\w+mark)\.")
TEXTS = {
    "question": sa.select(QuestionRevision.question_id, QuestionRevision.source),
    "answer": sa.select(AnswerRevision.answer_id, AnswerRevision.source),
    "comment": sa.select(Comment.id, Comment.source),
}
EVENTS = {
    "question": EventKind.QUESTION_ASKED,
    "answer": EventKind.ANSWER_POSTED,
    "comment": EventKind.COMMENT_POSTED,
}


def differences(ledger: Ledger, *, on_the_way: int) -> list[str]:
    """What is missing, there twice, or without its event.

    Each request that is still on its way may have had its effect or not: as many things may differ from what was
    promised, each by one step too many, never by one too few.
    """
    session().rollback()
    try:
        events = _events()
        there = _marks()
        wrong = [*_posts(ledger, there, events), *_lost(ledger, events), *_accepted_twice()]
        early = [*_unpromised(ledger, there), *_votes(ledger, events), *_choices(ledger, events)]
        return wrong + (early if len(early) > on_the_way else [])
    finally:
        session().rollback()


def _marks() -> Counter[Text]:
    """Every marked text in the database: kind, number and mark."""
    return Counter(
        (kind, ident, mark[1])
        for kind, query in TEXTS.items()
        for ident, source in session().execute(query)
        if (mark := MARK.search(source))
    )


def _events() -> Counter[Deed]:
    """How often each thing happened to each text."""
    query = sa.select(Event.kind, Event.about_id).where(Event.about_kind != Kind.PERSON)
    return Counter((kind, about) for kind, about in session().execute(query))


def _posts(ledger: Ledger, there: Counter[Text], events: Counter[Deed]) -> list[str]:
    """Each promised text is there, under its number, once, and so is its event."""
    found = []
    copies = Counter(mark for _, _, mark in there.elements())
    for post in ledger.posts:
        if there[(post.kind, post.id, post.mark)] != 1 or copies[post.mark] != 1:
            found.append(f"{post}: there {copies[post.mark]} times")
        if events[(EVENTS[post.kind], post.id)] != 1:
            found.append(f"{post}: {events[(EVENTS[post.kind], post.id)]} events")
    return found


def _unpromised(ledger: Ledger, there: Counter[Text]) -> list[str]:
    """What was written, but not promised yet."""
    return [
        f"not promised: {text}" for text in there.keys() - {(post.kind, post.id, post.mark) for post in ledger.posts}
    ]


def _promised(ledger: Ledger) -> Counter[Deed]:
    """How often each answer was voted on and accepted."""
    votes = Counter({(EventKind.VOTE_CAST, answer): 0 for _, answer in ledger.votes})
    for (_, answer), cast in ledger.votes.items():
        votes[(EventKind.VOTE_CAST, answer)] += len(cast)
    return votes + Counter(
        (EventKind.ANSWER_ACCEPTED, answer) for chosen in ledger.acceptances.values() for answer in chosen
    )


def _lost(ledger: Ledger, events: Counter[Deed]) -> list[str]:
    """Votes and acceptances that were promised and are not in the journal."""
    return [
        f"{kind} of answer {answer}: {events[(kind, answer)]} events, not {count}"
        for (kind, answer), count in _promised(ledger).items()
        if events[(kind, answer)] < count
    ]


def _accepted_twice() -> list[str]:
    query = sa.select(Answer.question_id).where(Answer.accepted).group_by(Answer.question_id)
    twice = session().scalars(query.having(sa.func.count() > 1))
    return [f"question {question}: more than one accepted answer" for question in twice]


def _votes(ledger: Ledger, events: Counter[Deed]) -> set[str]:
    """The answers with another vote, or more votes in the journal, than was promised."""
    people = {person.name.lower(): person.id for person in session().scalars(sa.select(Person))}
    query = sa.select(AnswerVote.person_id, AnswerVote.answer_id, AnswerVote.value)
    values = {(person, answer): value for person, answer, value in session().execute(query)}
    promised = _promised(ledger)
    return {
        f"votes on answer {answer}: {name} {values.get((people[name], answer), 0)}, promised {cast}"
        for (name, answer), cast in ledger.votes.items()
        if values.get((people[name], answer), 0) != (cast[-1] if cast else 0)
        or events[(EventKind.VOTE_CAST, answer)] > promised[(EventKind.VOTE_CAST, answer)]
    }


def _choices(ledger: Ledger, events: Counter[Deed]) -> set[str]:
    """The questions whose accepted answer is another than the last promised one, or was accepted more often."""
    answers = session().execute(sa.select(Answer.id, Answer.question_id, Answer.accepted)).all()
    accepted = {row.question_id: row.id for row in answers if row.accepted}
    asked = {row.id: row.question_id for row in answers}
    made: Counter[int] = Counter()
    for (kind, answer), count in events.items():
        if kind is EventKind.ANSWER_ACCEPTED:
            made[asked[answer]] += count
    return {
        f"question {question}: accepted {accepted.get(question)}, promised {promised}"
        for question, promised in ledger.acceptances.items()
        if accepted.get(question) != (promised[-1] if promised else None) or made[question] > len(promised)
    }
