"""Who follows, mutes, keeps or has the trouble of a question does so where it leads to; undone, it is back."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.following.models import Stance
from forum.following.operations import stance_of
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import (
    ask_question,
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    mark_duplicate,
    merge_question,
    reopen_question,
    split_question,
    take_back_have_too,
    take_stance,
)
from forum.questions.operations.asking import QuestionDraft
from forum.questions.queries import thread
from forum.questions.queries.bookmarks import bookmarks
from tests.support.cast import Cast
from tests.support.talk import answer, ask

Lead = Callable[[int, int], None]


@pytest.fixture(params=["duplicate", "merged"])
def ways(request: pytest.FixtureRequest, cast: Cast) -> tuple[Lead, Lead]:
    """How one question leads to another, and how that is undone."""
    if request.param == "duplicate":
        return (
            lambda source, target: [mark_duplicate(cast.max, source, target)].clear(),
            lambda source, _target: [reopen_question(cast.max, source)].clear(),
        )
    return (
        lambda source, target: [merge_question(cast.max, source, target)].clear(),
        lambda source, _target: [split_question(cast.max, source)].clear(),
    )


def stance(who: Actor, question_id: int) -> Stance | None:
    """How somebody stands to a question."""
    return stance_of(who.id or 0, question_id)


def have(question_id: int) -> int:
    """How many people have the same trouble, as pages say."""
    return session().scalars(sa.select(Question.have_too).where(Question.id == question_id)).one()


def test_stances_and_troubles_go_along_and_come_back(app: Flask, cast: Cast, ways: tuple[Lead, Lead]) -> None:
    lead, undo = ways
    source, target = ask(cast, by=cast.sam).id, ask(cast).id
    have_too(cast.ben, source, release_id=cast.releases[1])
    take_stance(cast.eva, source, Stance.FOLLOWS)
    take_stance(cast.amy, source, Stance.MUTED)
    lead(source, target)
    followers = {who: stance(getattr(cast, who), target) for who in ("sam", "ben", "eva", "amy", "max")}
    assert followers == {
        **dict.fromkeys(("sam", "ben", "eva"), Stance.FOLLOWS),
        "amy": Stance.MUTED,
        "max": None,
    }
    assert have(target) == 1
    mine = thread(cast.ben, target).mine
    assert (mine.has_too, mine.release_id) == (True, cast.releases[1])
    undo(source, target)
    assert {stance(getattr(cast, who), target) for who in ("sam", "ben", "eva", "amy")} == {None}
    assert (have(source), have(target)) == (1, 0)
    assert stance(cast.amy, source) is Stance.MUTED


def test_what_somebody_chose_there_stays(app: Flask, cast: Cast, ways: tuple[Lead, Lead]) -> None:
    lead, undo = ways
    source, target = ask(cast, by=cast.sam).id, ask(cast).id
    for who in (cast.ben, cast.eva):
        take_stance(who, source, Stance.FOLLOWS)
    have_too(cast.ada, source)
    have_too(cast.ben, target, release_id=cast.releases[0])
    take_stance(cast.ben, target, Stance.MUTED)
    lead(source, target)
    # Whoever asked the other question has its trouble anyway.
    assert (stance(cast.ben, target), have(target), thread(cast.ben, target).mine.release_id) == (
        Stance.MUTED,
        1,
        cast.releases[0],
    )
    give_up_stance(cast.eva, target, Stance.FOLLOWS)
    take_stance(cast.sam, target, Stance.MUTED)
    undo(source, target)
    assert (stance(cast.ben, target), have(target)) == (Stance.MUTED, 1)
    assert (stance(cast.eva, target), stance(cast.sam, target)) == (Stance.LEFT, Stance.MUTED)


def test_the_version_goes_along_within_one_product_only(app: Flask, cast: Cast, ways: tuple[Lead, Lead]) -> None:
    lead, _undo = ways
    about_cameras = QuestionDraft("Why is it dark?", render("It is."), product_id=cast.camera)
    source, target = ask(cast, by=cast.sam).id, ask_question(cast.ada, about_cameras).id
    have_too(cast.ben, source, release_id=cast.releases[1])
    lead(source, target)
    mine = thread(cast.ben, target).mine
    assert (mine.has_too, mine.release_id) == (True, None)
    take_back_have_too(cast.ben, target)
    assert have(target) == 0


def test_a_duplicate_that_is_led_elsewhere_takes_all_of_it_along(app: Flask, cast: Cast) -> None:
    source, first, second = ask(cast, by=cast.sam).id, ask(cast).id, ask(cast).id
    have_too(cast.ben, source)
    mark_duplicate(cast.max, source, first)
    mark_duplicate(cast.max, source, second)
    assert (have(first), have(second)) == (0, 1)
    assert (stance(cast.sam, first), stance(cast.sam, second)) == (None, Stance.FOLLOWS)


def test_a_duplicate_that_is_merged_and_split_is_a_duplicate_as_before(app: Flask, cast: Cast) -> None:
    source, target = ask(cast, by=cast.sam).id, ask(cast).id
    have_too(cast.ben, source)
    mark_duplicate(cast.max, source, target)
    merge_question(cast.max, source, target)
    split_question(cast.max, source)
    assert (have(target), stance(cast.sam, target)) == (1, Stance.FOLLOWS)
    reopen_question(cast.max, source)
    assert (have(target), stance(cast.sam, target)) == (0, None)


def test_bookmarks_go_along_with_a_merge(app: Flask, cast: Cast) -> None:
    question = ask(cast, by=cast.sam)
    source, target = question.id, ask(cast).id
    made = answer(cast, question).id
    keep_question(cast.eva, source, keeps=True)
    keep_answer(cast.eva, made, keeps=True)
    for who in (source, target):
        keep_question(cast.amy, who, keeps=True)

    def kept(who: Actor) -> list[tuple[int, int | None]]:
        return sorted(
            ((one.question.id, one.answer.id if one.answer else None) for one in bookmarks(who).items), key=str
        )

    merge_question(cast.max, source, target)
    assert kept(cast.eva) == sorted([(target, None), (target, made)], key=str)
    assert kept(cast.amy) == [(target, None)]
    split_question(cast.max, source)
    assert kept(cast.eva) == sorted([(source, None), (source, made)], key=str)
    assert kept(cast.amy) == sorted([(source, None), (target, None)], key=str)
    keep_answer(cast.eva, made, keeps=False)
    assert kept(cast.eva) == [(source, None)]
