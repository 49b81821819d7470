"""Asking, answering, accepting, voting, editing: what each promises, who may, and what happens twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core.clock import now, travel
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from forum.core.markup import render
from forum.core.operation import unit
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.people.policy import Actor
from forum.questions.models import Answer, NextAction, Question, QuestionState
from forum.questions.operations import (
    accept_answer,
    ask_question,
    close_question,
    comment,
    edit_answer,
    edit_question,
    post_answer,
    report_outcome,
    take_back_outcome,
    unaccept_answer,
    vote_answer,
)
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import answer_revisions, thread
from forum.questions.trust import Level
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask, days_ago


def events(kind: EventKind) -> int:
    """How often something was recorded."""
    return session().scalar(sa.select(sa.func.count(Event.id)).where(Event.kind == kind)) or 0


def test_a_question_has_a_queue_and_a_due_time_from_the_start(cast: Cast) -> None:
    question = ask(cast, tags=("Wi-Fi", "restart"))
    assert question.next_action == NextAction.ANSWER
    assert question.due_at == question.created_at + timedelta(hours=24)
    shown = thread(cast.visitor, question.id)
    assert [tag.name for tag in shown.tags] == ["restart", "wi-fi"]
    assert "<strong>router</strong>" in shown.text.html
    assert events(EventKind.QUESTION_ASKED) == 1


def test_everything_wrong_with_a_question_is_said_at_once(cast: Cast) -> None:
    draft = QuestionDraft(title=" ", body=render("  "), product_id=999)
    with pytest.raises(Invalid) as caught:
        ask_question(cast.ada, draft)
    assert {error.field for error in caught.value.errors} == {"title", "body", "product"}
    assert session().scalar(sa.select(sa.func.count(Question.id))) == 0


def test_a_visitor_cannot_ask_or_answer(cast: Cast) -> None:
    question = ask(cast)
    with pytest.raises(Forbidden):
        ask(cast, by=cast.visitor)
    with pytest.raises(Forbidden):
        answer(cast, question, by=cast.visitor)


def test_an_answer_makes_the_asker_the_next_to_act(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    assert (question.answer_count, question.next_action) == (1, NextAction.CONFIRM)
    assert (made.level, made.tier, made.by_staff) == (Level.UNREVIEWED, 2, False)
    assert answer(cast, question, by=cast.eva).level == Level.STAFF


def test_a_closed_question_takes_no_answer(cast: Cast) -> None:
    question = ask(cast)
    close_question(cast.max, question.id, reason="Answered in the handbook.")
    assert (question.state, question.next_action) == (QuestionState.CLOSED, NextAction.NOTHING)
    with pytest.raises(Conflict):
        answer(cast, question)


def test_the_asker_accepts_and_twice_is_once(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    accept_answer(cast.ada, made.id)
    assert (made.accepted, made.level, made.question.is_accepted) == (True, Level.ACCEPTED, True)
    assert made.question.next_action == NextAction.CHECK
    assert events(EventKind.ANSWER_ACCEPTED) == 1


@pytest.mark.parametrize("who", ["ben", "eva", "max", "amy", "sam", "visitor"])
def test_nobody_but_the_asker_accepts_while_the_asker_is_around(cast: Cast, who: str) -> None:
    made = answer(cast, ask(cast))
    actor: Actor = getattr(cast, who)
    with pytest.raises(Forbidden):
        accept_answer(actor, made.id, reason="It is right.")


def test_a_moderator_accepts_for_an_asker_who_is_gone_and_says_why(cast: Cast) -> None:
    with travel(days_ago(20)):
        made = answer(cast, ask(cast))
    with pytest.raises(Invalid, match="correct"):
        accept_answer(cast.max, made.id)
    accept_answer(cast.max, made.id, reason="Three people confirmed it.")
    assert made.accepted
    with pytest.raises(Forbidden):
        unaccept_answer(cast.ben, made.id)
    unaccept_answer(cast.max, made.id)
    assert not made.accepted


def test_another_accepted_answer_is_replaced_only_when_it_is_named(cast: Cast) -> None:
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question, by=cast.sam)
    accept_answer(cast.ada, first.id)
    with pytest.raises(Conflict) as caught:
        accept_answer(cast.ada, second.id)
    assert caught.value.code == "accepted_elsewhere"
    accept_answer(cast.ada, second.id, replaces=first.id)
    session().refresh(first)
    assert (first.accepted, first.level, second.accepted) == (False, Level.UNREVIEWED, True)


def test_a_vote_counts_once_can_be_changed_and_taken_back(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    vote_answer(cast.sam, made.id, 1)
    vote_answer(cast.sam, made.id, 1)
    assert (made.score, made.standing) == (1, 1)
    vote_answer(cast.sam, made.id, -1)
    assert made.score == -1
    vote_answer(cast.sam, made.id, 0)
    assert made.score == 0
    with pytest.raises(Forbidden):
        vote_answer(cast.ben, made.id, 1)
    with pytest.raises(Invalid):
        vote_answer(cast.sam, made.id, 2)


def test_an_outcome_can_be_taken_back(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_outcome(cast.ada, made.id, worked=True)
    edit_answer(cast.ben, made.id, render(ADVICE + " Wait an hour."), base_revision=1)
    report_outcome(cast.ada, made.id, worked=False)
    report_outcome(cast.sam, made.id, worked=True)
    take_back_outcome(cast.ada, made.id)
    take_back_outcome(cast.ada, made.id)
    assert (made.worked, made.did_not, made.level) == (1, 0, Level.WORKED)
    assert events(EventKind.OUTCOME_REPORTED) == 4
    with pytest.raises(Forbidden):
        take_back_outcome(cast.visitor, made.id)


def test_an_outcome_counts_each_person_once(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_outcome(cast.ada, made.id, worked=True, release_id=cast.releases[1])
    report_outcome(cast.ada, made.id, worked=True, release_id=cast.releases[1])
    assert (made.worked, made.did_not, made.level) == (1, 0, Level.WORKED)
    report_outcome(cast.ada, made.id, worked=False)
    assert (made.worked, made.did_not) == (0, 1)
    with pytest.raises(Forbidden):
        report_outcome(cast.ben, made.id, worked=True)
    with pytest.raises(Invalid):
        report_outcome(cast.sam, made.id, worked=True, revision=7)


def test_three_failures_dispute_an_answer_and_an_edit_does_not_wash_it_away(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    for who in (cast.ada, cast.sam, cast.max):
        report_outcome(who, made.id, worked=False)
    assert (made.level, made.tier) == (Level.DISPUTED, 3)
    assert question.next_action == NextAction.ANSWER
    edit_answer(cast.ben, made.id, render(ADVICE + " And hope."), base_revision=1)
    assert made.level == Level.DISPUTED


def test_every_edit_is_a_numbered_revision(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    edit_answer(cast.ben, made.id, render("Use `reboot --later`."), base_revision=1, note="clearer")
    assert (made.revision, made.shown_revision, made.last_substantial) == (2, 2, 2)
    assert [revision.source for revision in answer_revisions(made.id)] == [ADVICE, "Use `reboot --later`."]
    with pytest.raises(Stale) as caught:
        edit_answer(cast.ben, made.id, render("Something else."), base_revision=1)
    assert caught.value.current == 2
    edit_answer(cast.ben, made.id, render("Use `reboot --later`."), base_revision=2)
    assert made.revision == 2
    with pytest.raises(Forbidden):
        edit_answer(cast.sam, made.id, render("Mine now."), base_revision=2)


def test_a_question_is_edited_with_its_title_and_tags(cast: Cast) -> None:
    question = ask(cast, tags=("wifi",))
    draft = QuestionDraft(title="It drops at night", body=render("Every night."), product_id=None, tags=("night",))
    edit_question(cast.ada, question.id, draft, base_revision=1)
    shown = thread(cast.visitor, question.id)
    assert (shown.question.title, shown.question.product_id, shown.text.number) == ("It drops at night", None, 2)
    assert [tag.name for tag in shown.tags] == ["night"]
    with pytest.raises(Stale):
        edit_question(cast.ada, question.id, draft, base_revision=1)


def test_comments_stand_beneath_their_text(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.sam, question.id, render("Which version?"))
    comment(cast.sam, question.id, render("Thank you."), answer_id=made.id)
    shown = thread(cast.visitor, question.id)
    assert [one.text for one in shown.comments] == ["Which version?"]
    assert [one.text for one in shown.answers[0].comments] == ["Thank you."]
    other = ask(cast)
    with pytest.raises(NotFound):
        comment(cast.sam, other.id, render("Hm."), answer_id=made.id)


def test_what_is_hidden_is_there_for_author_and_staff_only(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    with unit():
        session().get_one(Answer, made.id).containment = Containment.QUARANTINED
    for actor, seen in ((cast.ada, 0), (cast.visitor, 0), (cast.sam, 0), (cast.ben, 1), (cast.eva, 1), (cast.max, 1)):
        shown = thread(actor, question.id)
        assert len(shown.answers) == shown.total == seen
        assert shown.contained == 1 - seen
    with pytest.raises(NotFound):
        vote_answer(cast.sam, made.id, 1)


def test_answers_stand_in_the_order_of_the_rule(cast: Cast) -> None:
    question = ask(cast)
    plain, staff, disputed = (answer(cast, question, by=who) for who in (cast.ben, cast.eva, cast.sam))
    for who in (cast.ada, cast.ben, cast.max):
        report_outcome(who, disputed.id, worked=False)
    shown = thread(cast.visitor, question.id)
    assert [view.answer.id for view in shown.answers] == [staff.id, plain.id, disputed.id]


def test_time_is_told_with_its_zone(cast: Cast) -> None:
    question = ask(cast)
    session().expire(question)
    assert now() - question.created_at < timedelta(minutes=1)


def test_an_unknown_thing_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        thread(cast.ada, 4711)
    with pytest.raises(NotFound):
        accept_answer(cast.ada, 4711)
    with pytest.raises(NotFound):
        post_answer(cast.ada, 4711, render("Hello"))
