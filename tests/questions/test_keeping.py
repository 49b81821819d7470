"""Following, muting, keeping and "I have this too": one person's own, once, and on record."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.catalog.models import Tag
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.core.operation import unit
from forum.following.models import Bookmark, HaveToo, ProductFollow, QuestionFollow, Stance, TagFollow
from forum.following.operations import follow_product, follow_tag
from forum.journal.kinds import EventKind
from forum.journal.models import Event, Outbox
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import (
    comment,
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    take_back_have_too,
    take_stance,
)
from forum.questions.queries import thread
from forum.questions.queries.bookmarks import bookmarks
from tests.support.cast import Cast
from tests.support.talk import answer, ask


def stance(who: Actor, question_id: int) -> Stance | None:
    """How somebody stands to a question."""
    return thread(who, question_id).mine.stance


def recorded(kind: EventKind) -> list[tuple[int | None, dict[str, object]]]:
    """Who did it, and the data of every event of a kind."""
    query = sa.select(Event).where(Event.kind == kind).order_by(Event.id)
    return [(event.actor_id, event.data) for event in session().scalars(query)]


def test_who_takes_part_follows(cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question)
    comment(cast.sam, question.id, render("Which version is it?"))
    assert {who: stance(getattr(cast, who), question.id) for who in ("ada", "ben", "sam", "max")} == {
        "ada": Stance.FOLLOWS,
        "ben": Stance.FOLLOWS,
        "sam": Stance.FOLLOWS,
        "max": None,
    }


def test_what_was_chosen_stays_when_one_writes_again(cast: Cast) -> None:
    question = ask(cast)
    for chosen in (Stance.LEFT, Stance.MUTED):
        take_stance(cast.ada, question.id, chosen)
        comment(cast.ada, question.id, render("One more thing."))
        assert stance(cast.ada, question.id) is chosen


def test_following_twice_is_once_and_on_record(cast: Cast) -> None:
    question = ask(cast)
    for _ in range(2):
        take_stance(cast.sam, question.id, Stance.FOLLOWS)
    for _ in range(2):
        give_up_stance(cast.sam, question.id, Stance.FOLLOWS)
    assert stance(cast.sam, question.id) is Stance.LEFT
    assert recorded(EventKind.FOLLOW_CHANGED) == [
        (cast.sam.id, {"stance": "follows"}),
        (cast.sam.id, {"stance": "left"}),
    ]
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.FOLLOW_CHANGED).limit(1)).one()
    # It is in the person's history, not in the question's, which moderators read.
    assert (event.root_kind, event.about_kind, event.about_id) == ("person", "question", question.id)
    assert session().get(Outbox, event.id) is None


def test_only_the_stance_that_one_has_is_given_up(cast: Cast) -> None:
    question = ask(cast)
    take_stance(cast.sam, question.id, Stance.MUTED)
    give_up_stance(cast.sam, question.id, Stance.FOLLOWS)
    assert stance(cast.sam, question.id) is Stance.MUTED
    give_up_stance(cast.sam, question.id, Stance.MUTED)
    assert stance(cast.sam, question.id) is Stance.LEFT


def test_the_same_trouble_counts_once_a_person_and_follows(cast: Cast) -> None:
    question = ask(cast)
    for release in (None, cast.releases[1], cast.releases[1]):
        have_too(cast.sam, question.id, release_id=release)
    have_too(cast.ben, question.id)
    assert thread(cast.visitor, question.id).question.have_too == 2
    mine = thread(cast.sam, question.id).mine
    assert (mine.has_too, mine.release_id, mine.stance) == (True, cast.releases[1], Stance.FOLLOWS)
    assert len(recorded(EventKind.HAVE_TOO_SAID)) == 3
    for _ in range(2):
        take_back_have_too(cast.sam, question.id)
    assert thread(cast.visitor, question.id).question.have_too == 1
    assert recorded(EventKind.HAVE_TOO_SAID)[3:] == [(cast.sam.id, {"has": False})]
    assert session().scalar(sa.select(sa.func.count()).select_from(HaveToo)) == 1


def test_who_muted_a_question_stays_deaf_to_it(cast: Cast) -> None:
    question = ask(cast)
    take_stance(cast.sam, question.id, Stance.MUTED)
    have_too(cast.sam, question.id)
    assert stance(cast.sam, question.id) is Stance.MUTED


def test_the_version_is_one_of_the_product(cast: Cast) -> None:
    with pytest.raises(Invalid):
        have_too(cast.sam, ask(cast).id, release_id=4711)


def test_nobody_has_their_own_trouble_too(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        have_too(cast.ada, ask(cast).id)


def test_a_count_shows_on_the_page_at_once(cast: Cast) -> None:
    question = ask(cast)
    before = thread(cast.visitor, question.id).question.version
    have_too(cast.sam, question.id)
    assert thread(cast.visitor, question.id).question.version > before


def test_bookmarks_are_listed_newest_first_and_for_their_owner_only(cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    made = answer(cast, question)
    keep_question(cast.sam, question.id, keeps=True)
    for _ in range(2):
        keep_answer(cast.sam, made.id, keeps=True)
    listed = [(kept.question.id, kept.answer and kept.answer.id) for kept in bookmarks(cast.sam).items]
    assert listed == [(question.id, made.id), (question.id, None)]
    assert bookmarks(cast.sam).items[0].tags == ["night"]
    assert bookmarks(cast.ada).items == []
    found = thread(cast.sam, question.id)
    assert (found.mine.kept, found.answers[0].kept) == (True, True)
    assert not thread(cast.ada, question.id).mine.kept
    first = bookmarks(cast.sam, limit=1)
    assert [kept.answer for kept in bookmarks(cast.sam, limit=1, cursor=first.next).items] == [None]
    for _ in range(2):
        keep_question(cast.sam, question.id, keeps=False)
        keep_answer(cast.sam, made.id, keeps=False)
    assert session().scalar(sa.select(sa.func.count(Bookmark.id))) == 0
    assert [data["kept"] for _, data in recorded(EventKind.BOOKMARK_CHANGED)] == [True, True, False, False]


@pytest.mark.parametrize("model", [Question, Answer])
def test_what_was_hidden_since_is_not_listed(cast: Cast, model: type[Question] | type[Answer]) -> None:
    question = ask(cast)
    made = answer(cast, question)
    keep_answer(cast.sam, made.id, keeps=True)
    with unit():
        session().execute(sa.update(model).values(containment=Containment.QUARANTINED))
    assert bookmarks(cast.sam).items == []


def test_tags_and_products_are_followed_once(cast: Cast) -> None:
    ask(cast, tags=("night",))
    tag = session().scalars(sa.select(Tag)).one()
    for follows in (True, True, False, False, True):
        follow_tag(cast.sam, tag.id, follows=follows)
        follow_product(cast.sam, cast.router, follows=follows)
    assert (
        len(session().scalars(sa.select(TagFollow)).all())
        == len(session().scalars(sa.select(ProductFollow)).all())
        == 1
    )
    assert [data["stance"] for _, data in recorded(EventKind.FOLLOW_CHANGED)] == [
        *("follows", "follows", "left", "left", "follows", "follows"),
    ]
    with pytest.raises(NotFound):
        follow_tag(cast.sam, 4711, follows=True)


def test_strangers_change_nothing(cast: Cast) -> None:
    question = ask(cast, tags=("night",))
    made = answer(cast, question)
    tag = session().scalars(sa.select(Tag.id)).one()
    verbs: list[Callable[[], object]] = [
        lambda: take_stance(cast.visitor, question.id, Stance.FOLLOWS),
        lambda: give_up_stance(cast.visitor, question.id, Stance.FOLLOWS),
        lambda: have_too(cast.visitor, question.id),
        lambda: take_back_have_too(cast.visitor, question.id),
        lambda: keep_question(cast.visitor, question.id, keeps=True),
        lambda: keep_answer(cast.visitor, made.id, keeps=True),
        lambda: follow_tag(cast.visitor, tag, follows=True),
        lambda: follow_product(cast.visitor, cast.router, follows=True),
    ]
    for verb in verbs:
        with pytest.raises(Forbidden):
            verb()
    with unit():
        session().execute(sa.update(Question).values(containment=Containment.QUARANTINED))
    for hidden in (
        lambda: take_stance(cast.sam, question.id, Stance.FOLLOWS),
        lambda: have_too(cast.sam, question.id),
        lambda: keep_question(cast.sam, question.id, keeps=True),
        lambda: keep_answer(cast.sam, made.id, keeps=True),
    ):
        with pytest.raises(NotFound):
            hidden()
    assert session().scalars(sa.select(QuestionFollow.person_id).order_by(QuestionFollow.person_id)).all() == [
        cast.ada.id,
        cast.ben.id,
    ]
