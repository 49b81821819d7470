"""The demo community lives on a real site: everything happened at its time, and every answer ends as it is told."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from forum.catalog.models import Product, Release, Tag, TagSynonym
from forum.core.clock import now
from forum.core.db import session
from forum.core.provenance import Channel
from forum.core.refs import Kind, Ref
from forum.core.site import fact
from forum.demo import script
from forum.demo.loader import FACT, PASSWORD, Filling, fill
from forum.demo.script import Ending
from forum.flags.models import Case, CaseState, Flag
from forum.journal.drain import waiting
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.journal.seal import verify
from forum.knowledge.models import Entry, EntryState
from forum.people.models import Person
from forum.people.policy import VISITOR
from forum.people.sign_in import sign_in
from forum.questions.models import Answer, Comment, Question, QuestionState
from forum.questions.queries import thread
from forum.questions.trust import VERIFIED_KINDS, Level
from forum.recalls.models import RecallRecipient
from forum.recalls.queries import corrected

pytestmark = pytest.mark.usefixtures("demo_site")


def count(model: type) -> int:
    """Return how many rows a table has."""
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


def named(kind: str, name: str) -> int:
    """Return the number of something of the script."""
    return int(fact(FACT)["names"][f"{kind}:{name}"])


def test_everything_is_there_once(community: script.Community) -> None:
    assert (count(Person), count(Question), count(Answer)) == (len(community.people), 40, 90)
    assert (count(Product), count(Release)) == (3, sum(len(product.releases) for product in community.products))
    assert count(Tag) == len(community.tags)
    assert count(TagSynonym) == sum(len(tag.synonyms) for tag in community.tags)
    posts = [post for question in community.questions for post in (question, *question.answers)]
    assert count(Comment) == sum(isinstance(act, script.Comment) for post in posts for act in post.acts)


def test_every_answer_ends_with_its_level(community: script.Community) -> None:
    found = {row.id: row.level for row in session().execute(sa.select(Answer.id, Answer.level))}
    ends = {
        f"{question.key}/{answer.key}": (answer.expect, found[named("answer", f"{question.key}/{answer.key}")])
        for question, answer in community.answers()
    }
    assert {key: end for key, end in ends.items() if end[0] != end[1]} == {}


def ending(question: Question, at: datetime) -> Ending:
    """Return where a question ended, by what lists and queues go by."""
    if question.state == QuestionState.CLOSED:
        return Ending.CLOSED
    if not question.answer_count:
        return Ending.OVERDUE if question.due_at is not None and question.due_at < at else Ending.UNANSWERED
    if question.best_level in VERIFIED_KINDS:
        return Ending.VERIFIED
    if question.best_level == Level.DISPUTED:
        return Ending.DISPUTED
    return Ending.ACCEPTED if question.is_accepted else Ending.UNACCEPTED


def test_every_question_ends_in_its_state(community: script.Community) -> None:
    rows = {question.id: question for question in session().scalars(sa.select(Question))}
    ends = {one.key: (one.expect, ending(rows[named("question", one.key)], now())) for one in community.questions}
    assert {key: end for key, end in ends.items() if end[0] != end[1]} == {}


def test_everything_happened_at_its_time(community: script.Community) -> None:
    today = datetime.fromisoformat(fact(FACT)["today"])
    for question, answer in community.answers():
        row = session().get_one(Answer, named("answer", f"{question.key}/{answer.key}"))
        assert abs(row.created_at - (today - answer.ago)) < timedelta(minutes=1)
    latest = session().scalar(sa.select(sa.func.max(Event.occurred_at)))
    assert latest is not None
    assert latest <= now()


def test_the_journal_says_that_it_is_the_demo_and_was_not_touched() -> None:
    channels = sa.select(Event.channel).where(Event.kind != EventKind.SESSION_BEGUN).distinct()
    assert set(session().scalars(channels)) == {Channel.DEMO}
    assert list(verify().problems) == []


def test_no_reaction_waits() -> None:
    assert waiting() == 0


def test_moderators_find_reports_to_decide_about(community: script.Community) -> None:
    reported = set()
    for question, answer in community.answers():
        acts = [act for act in answer.acts if isinstance(act, script.Report | script.Decision)]
        if acts and isinstance(acts[-1], script.Report):
            reported.add(named("answer", f"{question.key}/{answer.key}"))
    assert reported
    by_people = sa.select(Case.about_id).join(Flag).where(Flag.reporter_id.is_not(None), Case.state == CaseState.OPEN)
    assert set(session().scalars(by_people)) == reported


def test_who_relied_on_wrong_advice_was_told_and_everybody_reads_the_safer_way() -> None:
    (one,) = corrected().items
    assert (one.severity, one.product and one.product.slug) == (3, "beacon")
    assert one.instead == Ref(Kind.ANSWER, named("answer", "admin-page-certificate/own-authority"))
    told = session().scalars(sa.select(RecallRecipient.person_id).where(RecallRecipient.recall_id == one.id))
    assert named("person", "yuki") in told.all()


def test_solved_questions_are_in_the_knowledge_base() -> None:
    solved = sa.select(Question.id).where(Question.is_accepted)
    entries = sa.select(Entry.question_id).where(Entry.state == EntryState.LIVE)
    assert set(session().scalars(solved)) <= set(session().scalars(entries))
    first = session().scalar(sa.select(sa.func.min(Entry.published_at)))
    assert first is not None
    assert first < now() - timedelta(days=200)


def test_visitors_do_not_see_what_is_hidden(community: script.Community) -> None:
    hidden = [(question, answer) for question, answer in community.answers() if answer.expect is Level.QUARANTINED]
    for question, answer in hidden:
        seen = thread(VISITOR, named("question", question.key))
        assert named("answer", f"{question.key}/{answer.key}") not in [view.answer.id for view in seen.answers]


def test_everybody_can_sign_in(community: script.Community) -> None:
    assert len(PASSWORD) >= 15
    assert all(sign_in(person.email, PASSWORD) for person in community.people if person.sign_in)


def test_languages_are_known(community: script.Community) -> None:
    rows = {question.id: question.language for question in session().scalars(sa.select(Question))}
    assert {rows[named("question", one.key)]: one.language for one in community.questions} == {"en": "en", "pt": "pt"}


def test_a_second_run_adds_nothing(community: script.Community) -> None:
    before = count(Event)
    assert fill(community) is Filling.WAS_DONE
    assert count(Event) == before


def test_people_were_here_when_they_did_something_last(community: script.Community) -> None:
    today = datetime.fromisoformat(fact(FACT)["today"])
    last: dict[str, timedelta] = {}
    for question in community.questions:
        posts: list[script.Post] = [question, *question.answers]
        for done in (done for post in posts for done in (post, *post.acts)):
            last[done.by] = min(done.ago, last.get(done.by, done.ago))
    for key in last.keys() - {person.key for person in community.people if person.sign_in}:
        seen = session().get_one(Person, named("person", key)).seen_at
        assert seen is not None
        assert abs(seen - (today - last[key])) < timedelta(minutes=1)
