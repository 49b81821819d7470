"""Notices: who is told of what, once, and only as long as they may see it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.journal.models import Delivery, Detail
from forum.journal.record import coming_by
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.doing import PLAIN, Terms
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.models import Notice, NoticeKind
from forum.notifications.operations import mark_read
from forum.notifications.queries import Line, inbox, unread_count
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question
from forum.questions.operations import accept_answer, comment, edit_answer, report_answer
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.talk import TITLE, answer, ask, days_ago, travel

REMARK = render("Which menu is that?")
DANGER = Report(FlagKind.DANGEROUS, "This deletes all recordings.")
WHY = "The reset wipes every recording. Add a backup step."


def unread(person_id: int) -> int:
    """What the bell says."""
    query = sa.select(unread_count()).select_from(Person).where(Person.id == person_id)
    return session().scalar(query) or 0


def told(who: Actor) -> list[Line]:
    """What somebody reads in their inbox once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    return list(inbox(who).lines)


def kinds(who: Actor) -> list[NoticeKind]:
    """Why somebody is told, newest first."""
    return [line.kind for line in told(who)]


def hide(model: type[Question | Answer | Comment], ident: int) -> None:
    """Hide a text while it is checked."""
    with unit():
        session().execute(sa.update(model).where(model.id == ident).values(containment=Containment.QUARANTINED))


def decided(cast: Cast, action: Action, made: Answer) -> None:
    """Ada and Sam report, Max decides."""
    for reporter in (cast.ada, cast.sam):
        case_id = report_answer(reporter, made.id, DANGER).case_id
    if action is Action.REDACT:
        edit_answer(cast.ben, made.id, render("Open the settings."), base_revision=1)
    tomorrow = Terms(until=now() + timedelta(days=1))
    terms = {Action.REDACT: Terms(number=1), Action.SUSPEND: tomorrow, Action.SILENCE: tomorrow}
    decide(cast.max, case_id, action, reason=WHY, terms=terms.get(action, PLAIN))


# What is done about an answer and told as a decision; a correction and a move are told as what they are.
ELSEWHERE = {Action.DUPLICATE, Action.CORRECT, Action.CONVERT, Action.HIDE_POSTS}
DECISIONS = [each for each in Action if each not in ELSEWHERE]


def test_the_asker_is_told_of_an_answer(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    (line,) = told(cast.ada)
    assert (line.kind, line.by, line.title, line.place) == (NoticeKind.ANSWERED, "Ben", TITLE, made.ref)
    assert line.is_new
    assert unread(cast.ada.id or 0) == 1


def test_nobody_is_told_what_they_did_themselves(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question, by=cast.ada)
    comment(cast.ada, question.id, REMARK)
    comment(cast.ada, question.id, REMARK, answer_id=made.id)
    accept_answer(cast.ada, made.id)
    assert told(cast.ada) == []


def test_a_comment_is_told_to_the_asker_and_to_whose_answer_it_stands_beneath(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.sam, question.id, REMARK)
    place = Ref(Kind.COMMENT, comment(cast.sam, question.id, REMARK, answer_id=made.id).id)
    assert kinds(cast.ada) == [NoticeKind.THREAD_COMMENTED, NoticeKind.QUESTION_COMMENTED, NoticeKind.ANSWERED]
    (line,) = told(cast.ben)
    assert (line.kind, line.by, line.place) == (NoticeKind.ANSWER_COMMENTED, "Sam", place)


def test_who_answered_their_own_question_is_told_once_of_a_comment(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question, by=cast.ada)
    comment(cast.sam, question.id, REMARK, answer_id=made.id)
    assert kinds(cast.ada) == [NoticeKind.ANSWER_COMMENTED]


def test_the_author_is_told_that_it_solved_it(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    (line,) = told(cast.ben)
    assert (line.kind, line.by) == (NoticeKind.ACCEPTED, "Ada")


def test_who_accepts_for_an_asker_is_not_named(cast: Cast) -> None:
    with travel(days_ago(20)):
        made = answer(cast, ask(cast))
    accept_answer(cast.max, made.id, reason="The asker wrote to us that it works.")
    (line,) = told(cast.ben)
    assert (line.kind, line.by) == (NoticeKind.ACCEPTED_FOR_ASKER, None)
    assert line.said["reason"] == "The asker wrote to us that it works."


def test_the_author_is_told_what_an_engineer_found(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.CONDITIONAL, 1, condition="the network is wired"))
    (line,) = told(cast.ben)
    assert (line.kind, line.by, line.data["kind"]) == (NoticeKind.CHECKED, "Eva", "conditional")
    assert line.said["condition"] == "the network is wired"


def test_the_author_is_told_of_a_correction(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    draft = CorrectionDraft(1, "wait a minute", "wait ten minutes", "The router writes its log first.")
    publish_correction(cast.eva, made.id, draft)
    (line,) = told(cast.ben)
    assert (line.kind, line.said["reason"]) == (NoticeKind.CORRECTED, "The router writes its log first.")


@pytest.mark.parametrize("action", DECISIONS)
def test_the_author_is_told_what_was_decided_and_why_by_nobody_in_particular(cast: Cast, action: Action) -> None:
    made = answer(cast, ask(cast))
    place = made.ref
    decided(cast, action, made)
    (line,) = told(cast.ben)
    assert (line.kind, line.by, line.place) == (NoticeKind.DECIDED, None, place)
    assert (line.data["action"], line.said["reason"]) == (action, WHY)


@pytest.mark.parametrize("action", DECISIONS)
def test_reporters_are_told_that_it_was_decided_and_not_why(cast: Cast, action: Action) -> None:
    question = ask(cast)
    made = answer(cast, question)
    place = question.ref if action in {Action.QUARANTINE, Action.DELETE} else made.ref
    decided(cast, action, made)
    (line,) = told(cast.sam)
    assert (line.kind, line.by, line.said) == (NoticeKind.REPORT_DECIDED, None, {})
    assert line.place == place


def test_twice_is_once(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    decided(cast, Action.WARN, made)
    before = [told(who) for who in (cast.ada, cast.ben, cast.sam)]
    with unit():
        session().execute(sa.update(Delivery).values(done_at=None))
    assert [told(who) for who in (cast.ada, cast.ben, cast.sam)] == before
    assert session().scalar(sa.select(sa.func.count(Notice.id))) == 4


def test_strangers_are_told_nothing(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.ben, question.id, REMARK)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    for stranger in (cast.sam, cast.eva, cast.max, cast.amy, cast.visitor):
        assert told(stranger) == []


def test_what_was_imported_tells_nobody(cast: Cast) -> None:
    with coming_by(Channel.IMPORT):
        question = ask(cast)
        made = answer(cast, question)
        comment(cast.sam, question.id, REMARK, answer_id=made.id)
        accept_answer(cast.ada, made.id)
        give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
        decided(cast, Action.WARN, made)
    assert catch_up(TABLE).failures == []
    assert session().scalar(sa.select(sa.func.count(Notice.id))) == 0


@pytest.mark.parametrize("hidden", ["question", "answer", "comment"])
def test_nothing_is_said_about_what_was_hidden_since(cast: Cast, hidden: str) -> None:
    question = ask(cast, by=cast.sam)
    made = answer(cast, question, by=cast.ada)
    remark = comment(cast.ben, question.id, REMARK, answer_id=made.id)
    things: dict[str, tuple[type[Question] | type[Answer] | type[Comment], int]] = {
        "question": (Question, question.id),
        "answer": (Answer, made.id),
        "comment": (Comment, remark.id),
    }
    assert kinds(cast.ada) == [NoticeKind.ANSWER_COMMENTED]
    hide(*things[hidden])
    # What they wrote themselves they still see, and so what is said of it.
    assert kinds(cast.ada) == ([NoticeKind.ANSWER_COMMENTED] if hidden == "answer" else [])
    assert len(told(cast.sam)) == {"question": 2, "answer": 0, "comment": 1}[hidden]


def test_hidden_notices_do_not_count_as_unread_for_ever(cast: Cast) -> None:
    hide(Answer, answer(cast, ask(cast)).id)
    assert told(cast.ada) == []
    mark_read(cast.ada, inbox(cast.ada).unread)
    assert unread(cast.ada.id or 0) == 0


def test_reporters_of_a_question_that_was_hidden_are_told_nothing_more(cast: Cast) -> None:
    question = ask(cast)
    decided(cast, Action.WARN, answer(cast, question))
    hide(Question, question.id)
    assert told(cast.sam) == []


def test_erased_words_are_gone_from_the_inbox_too(cast: Cast) -> None:
    decided(cast, Action.WARN, answer(cast, ask(cast)))
    assert told(cast.ben)[0].said
    with unit():
        session().execute(sa.delete(Detail))
    assert told(cast.ben)[0].said == {}


def test_pages_are_newest_first_and_complete(cast: Cast) -> None:
    question = ask(cast)
    for _ in range(5):
        comment(cast.ben, question.id, REMARK)
    everything = [line.id for line in told(cast.ada)]
    first = inbox(cast.ada, limit=2)
    comment(cast.ben, question.id, REMARK)
    assert len(told(cast.ada)) == 6
    second = inbox(cast.ada, first.next, limit=2)
    third = inbox(cast.ada, second.next, limit=2)
    assert [line.id for page in (first, second, third) for line in page.lines] == everything
    assert third.next is None


def test_people_mark_their_own_notices_only(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.sam, question.id, REMARK, answer_id=made.id)
    assert len(told(cast.ada)) == 2
    mark_read(cast.ben, inbox(cast.ada).unread)
    assert unread(cast.ada.id or 0) == 2
    mark_read(cast.ada, inbox(cast.ada).unread[:1])
    assert [line.is_new for line in told(cast.ada)] == [False, True]
    mark_read(cast.ada)
    assert unread(cast.ada.id or 0) == 0
    assert unread(cast.ben.id or 0) == 1
