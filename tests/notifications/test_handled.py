"""What becomes of a question or a text: its author is told, and who follows a question, once, if they may see it."""

import pytest
from flask import Flask

from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.following.models import Stance
from forum.journal.catch_up import catch_up
from forum.notifications.choices import Ways, choose
from forum.notifications.models import NoticeKind, Topic
from forum.notifications.queries import Line, inbox
from forum.notifications.wording import said, sentence
from forum.people.policy import Actor
from forum.questions.operations import (
    answer_to_comment,
    answer_to_question,
    close_question,
    comment,
    comment_to_answer,
    convert_back,
    delete_answer,
    delete_comment,
    delete_question,
    mark_duplicate,
    merge_question,
    post_answer,
    reopen_question,
    restore_answer,
    restore_question,
    split_question,
    take_stance,
)
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.talk import ADVICE, ask


def lines(who: Actor) -> list[Line]:
    """What somebody is told, newest first, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    return list(inbox(who).lines)


def answer_to(cast: Cast, question_id: int) -> int:
    """Let Ben answer, and return the answer's number."""
    return post_answer(cast.ben, question_id, render(ADVICE)).id


def told(who: Actor) -> list[str]:
    """What somebody is told, in words, newest first."""
    return [str(sentence(line).text) for line in lines(who)]


def test_closed_and_opened_again(app: Flask, cast: Cast) -> None:
    question = ask(cast).id
    take_stance(cast.sam, question, Stance.FOLLOWS)
    take_stance(cast.ben, question, Stance.MUTED)
    close_question(cast.eva, question, reason="The shop answers this.")
    assert told(cast.sam) == ["A question that you follow was closed"]
    assert told(cast.ada) == ["Your question was closed"]
    assert told(cast.eva) == told(cast.ben) == []
    (line,) = lines(cast.sam)
    assert (line.by, line.place) == (None, Ref(Kind.QUESTION, question))
    assert [one.values["words"] for one in said(line)] == ["The shop answers this."]
    reopen_question(cast.max, question)
    assert told(cast.sam)[0] == "A question that you follow was opened again"
    assert told(cast.ada)[0] == "Your question was opened again"


def test_who_asked_and_follows_is_told_once(app: Flask, cast: Cast) -> None:
    question = ask(cast).id
    choose(cast.ada, cast.ada.id or 0, {Topic.DECIDED: Ways(bell=False)})
    close_question(cast.eva, question, reason="The shop answers this.")
    assert told(cast.ada) == ["A question that you follow was closed"]
    take_stance(cast.ada, question, Stance.MUTED)
    choose(cast.ada, cast.ada.id or 0, {Topic.DECIDED: Ways()})
    # What concerns one's own text is told in silence too.
    reopen_question(cast.eva, question)
    assert told(cast.ada)[0] == "Your question was opened again"


@pytest.mark.parametrize("merged", [False, True])
def test_led_elsewhere_the_notice_leads_there_too(app: Flask, cast: Cast, merged: bool) -> None:
    source = ask(cast, title="Why is it dark at night?").id
    target = ask(cast, title="How do I switch the light on?").id
    for asked in (source, target):
        take_stance(cast.sam, asked, Stance.FOLLOWS)
    take_stance(cast.eva, target, Stance.FOLLOWS)
    do, undo = (merge_question, split_question) if merged else (mark_duplicate, reopen_question)
    do(cast.max, source, target)
    (line,) = lines(cast.sam)
    assert (line.kind, line.title) == (NoticeKind.FOLLOWED_HANDLED, "How do I switch the light on?")
    assert line.root == line.place == Ref(Kind.QUESTION, target)
    assert told(cast.ada)[0].startswith("Your question ")
    assert told(cast.eva) == []
    # An answer there is news to those whom the other question brought.
    answer_to(cast, target)
    assert NoticeKind.FOLLOWED_ANSWER in [line.kind for line in lines(cast.sam)]
    undo(cast.max, source)
    assert lines(cast.sam)[0].place == Ref(Kind.QUESTION, source)
    assert told(cast.eva) == ["%(name)s answered a question that you follow"]


def test_of_what_is_deleted_only_its_author_hears(app: Flask, cast: Cast) -> None:
    question = ask(cast).id
    made = answer_to(cast, question)
    remark = comment(cast.sam, question, render("Which version?")).id
    take_stance(cast.sam, question, Stance.FOLLOWS)
    assert catch_up(TABLE).failures == []
    delete_answer(cast.max, made, reason="An advertisement.")
    assert told(cast.ben) == ["A moderator deleted your answer"]
    assert [one.values["words"] for one in said(lines(cast.ben)[0])] == ["An advertisement."]
    restore_answer(cast.max, made)
    assert told(cast.ben)[0] == "A moderator lets your answer be shown again"
    delete_comment(cast.max, remark, reason="Rude.")
    assert told(cast.sam)[0] == "A moderator deleted your comment"
    before = len(told(cast.sam))
    delete_question(cast.max, question, reason="Spam.")
    assert told(cast.ada)[0] == "A moderator deleted your question"
    restore_question(cast.max, question)
    assert len(told(cast.sam)) == before
    # Nobody is told of their own act.
    mine = comment(cast.ben, question, render("So it is.")).id
    delete_comment(cast.ben, mine)
    assert told(cast.ben)[0] == "A moderator lets your answer be shown again"


def test_made_into_something_else_and_back(app: Flask, cast: Cast) -> None:
    question = ask(cast).id
    made = answer_to(cast, question)
    became = answer_to_comment(cast.max, made).ref
    assert told(cast.ben) == ["What you wrote is a comment now"]
    assert lines(cast.ben)[0].place == became
    convert_back(cast.max, Ref(Kind.ANSWER, made))
    # Of what is no longer there nothing is said any more.
    assert told(cast.ben) == ["What you wrote is an answer now"]
    became_question = answer_to_question(cast.max, made, title="What is that light?").ref
    line = lines(cast.ben)[0]
    assert (line.title, line.place) == ("What is that light?", became_question)
    remark = comment(cast.sam, question, render("Turn it off and on again, that solves it.")).id
    comment_to_answer(cast.max, remark)
    assert told(cast.sam) == ["What you wrote is an answer now"]
