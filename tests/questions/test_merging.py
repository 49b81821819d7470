"""Two questions become one, and two again: nothing is lost, every address still leads to its text."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import db, session
from forum.core.errors import Forbidden, ForumError, Invalid, NotFound, Unfit
from forum.core.markup import render
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import (
    accept_answer,
    comment,
    delete_answer,
    delete_question,
    mark_duplicate,
    merge_question,
    split_question,
    vote_answer,
)
from forum.questions.queries import thread
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]


def test_what_stands_beneath_moves_with_its_marks(cast: Cast) -> None:
    source, target = ask(cast, tags=("night", "wifi")), ask(cast, tags=("wifi",))
    made = answer(cast, source)
    vote_answer(cast.sam, made.id, 1)
    beneath = comment(cast.sam, source.id, render("Which version?"), answer_id=made.id)
    comment(cast.sam, source.id, render("Me too."))
    merge_question(cast.max, source.id, target.id)
    shown = thread(cast.visitor, target.id)
    assert [(view.answer.id, view.answer.score) for view in shown.answers] == [(made.id, 1)]
    assert [one.id for one in shown.answers[0].comments] == [beneath.id]
    assert len(shown.comments) == 1
    assert {tag.name for tag in shown.tags} == {"night", "wifi"}
    assert (target.answer_count, [one.id for one in shown.kin.merged]) == (1, [source.id])
    with pytest.raises(NotFound):
        thread(cast.ada, source.id)


@pytest.mark.parametrize("who", ["visitor", "ada", "ben", "eva", "amy", "sam"])
def test_only_moderators_merge_and_split(cast: Cast, who: str) -> None:
    source, target, actor = ask(cast), ask(cast), getattr(cast, who)
    with pytest.raises(Forbidden):
        merge_question(actor, source.id, target.id)
    merge_question(cast.max, source.id, target.id)
    with pytest.raises((Forbidden, NotFound)):
        split_question(actor, source.id)


def test_one_acceptance_stays_and_the_other_comes_back_with_its_question(cast: Cast) -> None:
    source, target = ask(cast), ask(cast)
    other, own = answer(cast, source), answer(cast, target)
    accept_answer(cast.ada, other.id)
    accept_answer(cast.ada, own.id)
    merge_question(cast.max, source.id, target.id)
    session().refresh(other)
    assert (own.accepted, other.accepted, target.is_accepted) == (True, False, True)
    told = session().scalars(sa.select(Event).where(Event.kind == EventKind.QUESTION_MERGED)).one()
    assert told.data["acceptance"] == other.id
    split_question(cast.max, source.id)
    session().refresh(other)
    assert (own.accepted, other.accepted, other.accepted_by_id) == (True, True, cast.ada.id)
    assert (source.is_accepted, target.is_accepted) == (True, True)


def test_split_again_all_is_as_it_was_and_newer_comments_stay_with_their_answer(cast: Cast) -> None:
    source, target = ask(cast, tags=("night",)), ask(cast)
    made = answer(cast, source)
    merge_question(cast.max, source.id, target.id)
    later = comment(cast.sam, target.id, render("It works."), answer_id=made.id)
    new = answer(cast, target, by=cast.sam)
    split_question(cast.max, source.id)
    back, left = thread(cast.visitor, source.id), thread(cast.visitor, target.id)
    assert [view.answer.id for view in back.answers] == [made.id]
    assert [one.id for one in back.answers[0].comments] == [later.id]
    assert [view.answer.id for view in left.answers] == [new.id]
    assert ([tag.name for tag in back.tags], list(left.tags)) == (["night"], [])
    assert (source.answer_count, target.answer_count) == (1, 1)
    version = source.version
    assert split_question(cast.max, source.id).version == version
    with pytest.raises(NotFound):
        split_question(cast.sam, source.id)
    with pytest.raises(NotFound):
        split_question(cast.max, target.id)


def test_addresses_lead_to_the_last_of_a_chain_for_ever(app: Flask, cast: Cast, call: Callers) -> None:
    first, second, third = ask(cast, title="One"), ask(cast, title="Two"), ask(cast, title="Three")
    made = answer(cast, first)
    said = comment(cast.sam, first.id, render("Me too."))
    merge_question(cast.max, first.id, second.id)
    merge_question(cast.max, second.id, third.id)
    visitor = Client(app)
    for path in (f"/questions/{first.id}/one", f"/questions/{first.id}", f"/questions/{second.id}/two"):
        led = visitor.get(path)
        assert (led.status_code, led.headers["Location"]) == (301, f"/questions/{third.id}/three")
    assert f"/questions/{third.id}/" in visitor.get(f"/answers/{made.id}").headers["Location"]
    assert f"/questions/{third.id}/" in visitor.get(f"/comments/{said.id}").headers["Location"]
    read = call(None)("GET", f"/questions/{first.id}")
    assert (read.status_code, read.headers["Location"]) == (301, f"/api/v1/questions/{third.id}")
    with pytest.raises(Unfit):
        split_question(cast.max, first.id)
    delete_question(cast.max, third.id, reason="Spam.")
    assert visitor.get(f"/questions/{first.id}/one").status_code == 404


def test_cycles_and_what_is_not_there_are_refused(cast: Cast) -> None:
    first, second = ask(cast), ask(cast)
    merge_question(cast.max, first.id, second.id)
    for target in (first.id, second.id):
        with pytest.raises(Invalid):
            merge_question(cast.max, second.id, target)
    with pytest.raises(NotFound):
        merge_question(cast.max, first.id, ask(cast).id)
    for target in (0, 4711):
        with pytest.raises(Invalid):
            merge_question(cast.max, second.id, target)
    third = ask(cast)
    mark_duplicate(cast.max, third.id, second.id)
    with pytest.raises(Invalid):
        merge_question(cast.max, second.id, third.id)


def test_who_answers_the_old_page_answers_the_new_question(cast: Cast) -> None:
    source, target = ask(cast), ask(cast)
    merge_question(cast.max, source.id, target.id)
    assert answer(cast, source).question_id == target.id
    assert comment(cast.sam, source.id, render("Me too.")).question_id == target.id


def test_the_solution_keeps_its_address(app: Flask, cast: Cast) -> None:
    source, target = ask(cast, title="One"), ask(cast, title="Two")
    accept_answer(cast.ada, answer(cast, source).id)
    follow()
    entry = session().scalars(sa.select(Entry)).one()
    path, visitor = f"/solutions/{entry.id}/{entry.slug}", Client(app)
    merge_question(cast.max, source.id, target.id)
    assert visitor.get(path).headers["Location"] == f"/questions/{target.id}/two"
    follow()
    led = visitor.get(path)
    new = session().scalars(sa.select(Entry).where(Entry.question_id == target.id)).one()
    assert (led.status_code, led.headers["Location"]) == (301, f"/solutions/{new.id}/{new.slug}")
    found = visitor.get("/api/v1/search?q=restart").get_json()["items"]
    assert {hit["question_id"] for hit in found} == {target.id}
    split_question(cast.max, source.id)
    follow()
    assert visitor.get(path).status_code == 200


def test_on_pages_it_is_merged_undone_and_told_in_the_history(app: Flask, client_of: Browsers, cast: Cast) -> None:
    source, target = ask(cast, title="The light blinks"), ask(cast, title="A light blinks twice")
    other, own = answer(cast, source), answer(cast, target)
    accept_answer(cast.ada, other.id)
    accept_answer(cast.ada, own.id)
    max_ = client_of(cast.max)
    assert "A light blinks twice" in max_.get(f"/questions/{source.id}/merge?q=twice").text
    assert max_.post(f"/questions/{source.id}/merge", data={"target": "x"}).status_code == 422
    assert max_.post(f"/questions/{source.id}/merge", data={"target": str(target.id)}).status_code == 303
    page = max_.get(f"/questions/{target.id}/{target.slug}").text
    assert page.count(f'action="/questions/{source.id}/split"') == 2
    assert "The light blinks" in Client(app).get(f"/questions/{target.id}/{target.slug}").text
    history = Client(app).get(f"/questions/{target.id}/history").text
    assert "The light blinks" in history
    assert f"/answers/{other.id}" in history
    assert max_.post(f"/questions/{source.id}/split").status_code == 303
    assert Client(app).get(f"/questions/{source.id}/{source.slug}").status_code == 200


def test_the_api_merges_and_splits(cast: Cast, call: Callers) -> None:
    source, target = ask(cast), ask(cast)
    path = f"/questions/{source.id}/merger"
    assert call(cast.ada)("PUT", path, {"into": target.id}).status_code == 403
    merged = call(cast.max).made("PUT", path, {"into": target.id})
    assert (merged["id"], merged["also_asked"]) == (target.id, [source.id])
    assert call(cast.max).made("PUT", path, {"into": target.id}) == merged
    assert call(cast.ada)("PUT", path, {"into": target.id}).status_code == 404
    assert call(cast.max)("DELETE", path).status_code == 204
    assert call(None).made("GET", f"/questions/{source.id}")["id"] == source.id


def test_the_same_merger_twice_is_one_merger_through_chains_too(cast: Cast, call: Callers) -> None:
    first, second, third = (ask(cast).id for _each in range(3))
    put = call(cast.max)
    put.made("PUT", f"/questions/{first}/merger", {"into": second})
    last = put.made("PUT", f"/questions/{second}/merger", {"into": third})
    again = [
        put.made("PUT", f"/questions/{one}/merger", {"into": into}) for one, into in ((first, second), (first, third))
    ]
    assert again == [last, last]
    told = sa.select(sa.func.count()).select_from(Event).where(Event.kind == EventKind.QUESTION_MERGED)
    assert session().scalar(told) == 2
    for elsewhere in (first, ask(cast).id, 4711):
        assert put("PUT", f"/questions/{first}/merger", {"into": elsewhere}).status_code == 404


def test_of_two_who_merge_at_once_one_is_refused(app: Flask, cast: Cast) -> None:
    first, second = ask(cast).id, ask(cast).id
    answer_id = answer(cast, session().get_one(Question, first)).id
    session().rollback()
    gate, results = threading.Barrier(2), list[str]()

    def run(source: int, target: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                merge_question(cast.max, source, target)
                results.append("merged")
            except ForumError:
                results.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["merged", "refused"]
    moved = session().scalars(sa.select(Question.id).where(Question.moved_id.is_not(None))).all()
    assert len(moved) == 1
    assert session().get_one(Answer, answer_id).question_id not in moved


def test_the_mark_of_an_answer_that_was_deleted_gives_way(cast: Cast) -> None:
    old, new = ask(cast), ask(cast, by=cast.sam, title="It drops the network again")
    ids, gone, good = (old.id, new.id), answer(cast, old).id, answer(cast, new).id
    accept_answer(cast.ada, gone)
    accept_answer(cast.sam, good)
    delete_answer(cast.max, gone, reason="It was spam.")
    merge_question(cast.max, ids[1], ids[0])
    assert session().get_one(Question, ids[0]).is_accepted
    assert session().get_one(Answer, good).accepted
    split_question(cast.max, ids[1])
    marks = [session().get_one(Answer, ident).accepted for ident in (gone, good)]
    assert marks == [True, True]
    assert [session().get_one(Question, ident).is_accepted for ident in ids] == [False, True]
