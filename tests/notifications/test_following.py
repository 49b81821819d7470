"""News of what people follow: once a person and event, by the strongest reason, and never of what was muted."""

import pytest
import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.provenance import Channel
from forum.following.models import Stance
from forum.following.operations import follow_product, follow_tag
from forum.journal.catch_up import catch_up
from forum.journal.models import Delivery
from forum.journal.record import coming_by
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.choices import Ways, choose
from forum.notifications.grouping import grouped
from forum.notifications.models import Notice, NoticeKind, Topic
from forum.notifications.queries import inbox
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import accept_answer, comment, have_too, take_stance
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.talk import answer, ask

REMARK = render("Which menu is that?")


def kinds(who: Actor) -> list[NoticeKind]:
    """Why somebody is told, newest first, once everything that follows was done."""
    assert catch_up(TABLE).failures == []
    return [line.kind for line in inbox(who).lines]


def follow_night(who: Actor) -> None:
    """Follow the tag "night", which a question bears already."""
    follow_tag(who, session().scalars(sa.select(Tag.id).where(Tag.name == "night")).one(), follows=True)


def test_followers_of_a_question_are_told_of_answers(cast: Cast) -> None:
    question = ask(cast)
    have_too(cast.sam, question.id)
    take_stance(cast.eva, question.id, Stance.FOLLOWS)
    made = answer(cast, question)
    assert kinds(cast.sam) == kinds(cast.eva) == [NoticeKind.FOLLOWED_ANSWER]
    (line,) = inbox(cast.sam).lines
    assert (line.by, line.place) == ("Ben", made.ref)
    assert kinds(cast.ada) == [NoticeKind.ANSWERED]
    assert kinds(cast.ben) == kinds(cast.max) == []


def test_who_follows_product_and_tag_is_told_once(cast: Cast) -> None:
    ask(cast, tags=("night", "wifi"))
    assert catch_up(TABLE).failures == []
    for who in (cast.sam, cast.ada):
        follow_product(who, cast.router, follows=True)
        follow_night(who)
    follow_night(cast.ben)
    asked = ask(cast, tags=("night", "wifi"))
    assert (kinds(cast.sam), kinds(cast.ben), kinds(cast.ada)) == (
        [NoticeKind.FOLLOWED_PRODUCT],
        [NoticeKind.FOLLOWED_TAG],
        [],
    )
    (line,) = inbox(cast.ben).lines
    assert (line.by, line.place) == ("Ada", asked.ref)
    follow_product(cast.sam, cast.router, follows=False)
    ask(cast)
    assert len(kinds(cast.sam)) == 1


def test_a_muted_question_is_silent_for_everything(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    assert kinds(cast.ada) == [NoticeKind.ANSWERED]
    for who in (cast.ada, cast.ben):
        take_stance(who, question.id, Stance.MUTED)
    answer(cast, question, by=cast.sam)
    comment(cast.sam, question.id, REMARK, answer_id=made.id)
    comment(cast.sam, question.id, REMARK)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert kinds(cast.ada) == [NoticeKind.ANSWERED]
    assert kinds(cast.ben) == []


def test_who_no_longer_follows_is_told_of_what_concerns_them_only(cast: Cast) -> None:
    question = ask(cast)
    take_stance(cast.ada, question.id, Stance.LEFT)
    made = answer(cast, question)
    comment(cast.sam, question.id, REMARK, answer_id=made.id)
    comment(cast.sam, question.id, REMARK)
    assert kinds(cast.ada) == [NoticeKind.QUESTION_COMMENTED]


def test_followers_are_told_nothing_of_what_is_hidden_already(cast: Cast) -> None:
    question = ask(cast)
    have_too(cast.sam, question.id)
    answer(cast, question)
    with unit():
        session().execute(sa.update(Question).values(containment=Containment.QUARANTINED))
    follow_product(cast.sam, cast.router, follows=True)
    assert kinds(cast.sam) == []
    assert session().scalars(sa.select(Notice.person_id).where(Notice.person_id == cast.sam.id)).all() != [cast.ada.id]


def test_imported_questions_are_no_news(cast: Cast) -> None:
    follow_product(cast.sam, cast.router, follows=True)
    with coming_by(Channel.IMPORT):
        ask(cast)
    assert kinds(cast.sam) == []


def test_twice_is_once(cast: Cast) -> None:
    question = ask(cast)
    have_too(cast.sam, question.id)
    follow_product(cast.sam, cast.router, follows=True)
    answer(cast, question)
    ask(cast)
    before = kinds(cast.sam)
    with unit():
        session().execute(sa.update(Delivery).values(done_at=None))
    assert kinds(cast.sam) == before == [NoticeKind.FOLLOWED_PRODUCT, NoticeKind.FOLLOWED_ANSWER]
    assert session().scalar(sa.select(sa.func.count(Notice.id))) == 3


def test_who_wants_nothing_of_a_topic_is_told_by_the_next_reason(cast: Cast) -> None:
    question = ask(cast)
    choose(cast.ada, cast.ada.id or 0, {Topic.ANSWERED: Ways(bell=False, mail=False)})
    answer(cast, question)
    assert kinds(cast.ada) == [NoticeKind.FOLLOWED_ANSWER]
    choose(cast.ada, cast.ada.id or 0, {Topic.FOLLOWED: Ways(bell=False, mail=False)})
    answer(cast, question)
    assert kinds(cast.ada) == [NoticeKind.FOLLOWED_ANSWER]


def test_more_than_fit_into_one_step_are_all_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.notifications.writing.CHUNK", 2)
    for who in (cast.ben, cast.eva, cast.max, cast.amy, cast.sam):
        follow_product(who, cast.router, follows=True)
    ask(cast)
    for who in (cast.ben, cast.eva, cast.max, cast.amy, cast.sam):
        assert kinds(who) == [NoticeKind.FOLLOWED_PRODUCT]


def test_lines_that_say_the_same_of_one_page_stand_together(cast: Cast) -> None:
    question, other = ask(cast), ask(cast)
    first = answer(cast, question)
    answer(cast, other)
    answer(cast, question, by=cast.sam)
    comment(cast.sam, question.id, REMARK)
    assert catch_up(TABLE).failures == []
    groups = grouped(inbox(cast.ada).lines)
    assert [(group[0].kind, group[0].root.id, len(group)) for group in groups] == [
        (NoticeKind.QUESTION_COMMENTED, question.id, 1),
        (NoticeKind.ANSWERED, question.id, 2),
        (NoticeKind.ANSWERED, other.id, 1),
    ]
    assert groups[1][-1].place == first.ref
