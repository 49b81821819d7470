"""Deleting and showing again: who may, what stays, and that nothing of it reaches anybody else."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.knowledge.models import Entry, EntryState
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer, NextAction
from forum.questions.operations import (
    accept_answer,
    comment,
    delete_answer,
    delete_comment,
    delete_question,
    edit_answer,
    report_outcome,
    restore_answer,
    restore_comment,
    restore_question,
    vote_answer,
)
from forum.questions.queries import thread
from forum.questions.trust import Level, VerdictKind
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
SECRET = "In the xylograph lies the key: open it, turn the screw twice, and wait until the light is green."


def events(kind: EventKind) -> int:
    """How often something was recorded."""
    return session().scalar(sa.select(sa.func.count(Event.id)).where(Event.kind == kind)) or 0


def test_authors_delete_what_is_theirs_alone(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    said = comment(cast.sam, question.id, render("Which version?"))
    with pytest.raises(Forbidden):
        delete_question(cast.ada, question.id)
    delete_answer(cast.ben, made.id)
    delete_answer(cast.ben, made.id)
    delete_comment(cast.sam, said.id)
    assert (question.answer_count, question.next_action) == (0, NextAction.ANSWER)
    delete_question(cast.ada, question.id)
    assert question.next_action == NextAction.NOTHING
    assert [events(kind) for kind in (EventKind.ANSWER_DELETED, EventKind.COMMENT_DELETED)] == [1, 1]


@pytest.mark.parametrize("who", ["visitor", "sam", "eva", "amy"])
def test_strangers_delete_nothing(cast: Cast, who: str) -> None:
    actor, question = getattr(cast, who), ask(cast)
    made, said = answer(cast, question), comment(cast.ben, question.id, render("Which version?"))
    for attempt in (
        lambda: delete_question(actor, question.id, reason="No."),
        lambda: delete_answer(actor, made.id, reason="No."),
        lambda: delete_comment(actor, said.id, reason="No."),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_what_solved_it_or_was_found_right_is_not_the_authors_alone(cast: Cast) -> None:
    solved, right = answer(cast, ask(cast)), answer(cast, ask(cast))
    accept_answer(cast.ada, solved.id)
    give_verdict(cast.eva, right.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    for made in (solved, right):
        with pytest.raises(Forbidden):
            delete_answer(cast.ben, made.id)
    edit_answer(cast.ben, right.id, render(SECRET), base_revision=1)
    with pytest.raises(Forbidden):
        delete_answer(cast.ben, right.id)


def test_a_moderator_says_why_and_the_author_cannot_bring_it_back(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Invalid):
        delete_answer(cast.max, made.id)
    delete_answer(cast.max, made.id, reason="It sells boxes.")
    with pytest.raises(Forbidden):
        restore_answer(cast.ben, made.id)
    with pytest.raises(NotFound):
        restore_answer(cast.sam, made.id)
    restore_answer(cast.max, made.id)
    restore_answer(cast.max, made.id)
    assert made.is_in_place
    assert events(EventKind.ANSWER_RESTORED) == 1


def test_all_marks_survive_both(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    vote_answer(cast.sam, made.id, 1)
    report_outcome(cast.sam, made.id, worked=True)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    marks = (made.score, made.worked, made.accepted, made.level, made.standing)
    delete_answer(cast.max, made.id, reason="By mistake.")
    assert (question.is_accepted, question.best_level, question.answer_count) == (False, None, 0)
    assert question.due_at is not None
    restore_answer(cast.max, made.id)
    assert (made.score, made.worked, made.accepted, made.level, made.standing) == marks
    assert (question.is_accepted, question.best_level, question.next_action) == (
        True,
        Level.VERIFIED,
        NextAction.NOTHING,
    )


def test_another_answer_is_accepted_where_the_accepted_one_was_deleted(cast: Cast) -> None:
    question = ask(cast)
    first, second = answer(cast, question), answer(cast, question, by=cast.sam)
    accept_answer(cast.ada, first.id)
    delete_answer(cast.max, first.id, reason="It is spam.")
    accept_answer(cast.ada, second.id)
    restore_answer(cast.max, first.id)
    session().refresh(first)
    assert (first.accepted, second.accepted) == (False, True)


def test_nothing_is_done_to_what_was_deleted(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    delete_answer(cast.max, made.id, reason="It is spam.")
    for attempt in (
        lambda: vote_answer(cast.eva, made.id, 1),
        lambda: edit_answer(cast.ben, made.id, render(SECRET), base_revision=1),
        lambda: give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1)),
        lambda: comment(cast.ben, question.id, render("Why?"), answer_id=made.id),
    ):
        with pytest.raises(Forbidden):
            attempt()
    delete_question(cast.max, question.id, reason="It is spam.")
    with pytest.raises(Forbidden):
        answer(cast, question, by=cast.eva)
    with pytest.raises(NotFound):
        answer(cast, question, by=cast.sam)


def test_the_solution_goes_and_comes_back(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question, body=SECRET)
    accept_answer(cast.ada, made.id)
    follow()
    entry = session().scalars(sa.select(Entry)).one()
    path, visitor = f"/solutions/{entry.id}/{entry.slug}", Client(app)
    assert visitor.get(path).status_code == 200
    delete_answer(cast.max, made.id, reason="We look at it.")
    for _ in ("at once", "when all has followed"):
        gone = visitor.get(path)
        assert (gone.status_code, "xylograph" in gone.text) == (410, False)
        assert "xylograph" not in visitor.get("/search?q=screw").text
        assert path not in visitor.get("/solutions").text
        follow()
    assert "no longer there" in visitor.get(path).text
    restore_answer(cast.max, made.id)
    follow()
    session().refresh(entry)
    assert entry.state == EntryState.LIVE
    assert visitor.get(path).status_code == 200


def test_counts_and_lists_follow_at_once(cast: Cast, call: Callers) -> None:
    question = ask(cast, tags=("night",))
    first, second = answer(cast, question), answer(cast, question, by=cast.sam, body=SECRET)
    delete_answer(cast.sam, second.id)
    seen = call(cast.ada).made("GET", f"/questions/{question.id}")
    assert ([one["id"] for one in seen["answers"]], seen["answer_count"], seen["contained"]) == ([first.id], 1, 0)
    assert thread(cast.sam, question.id).total == 2
    delete_answer(cast.max, first.id, reason="Spam.")
    delete_question(cast.max, question.id, reason="Spam.")
    for who in (cast.visitor, cast.ada, cast.max):
        caller = call(who if who.id else None)
        assert caller.made("GET", "/questions")["items"] == []
        assert [tag["questions"] for tag in caller.made("GET", "/tags")["items"]] in ([], [0])
    assert call(None)("GET", f"/questions/{question.id}").status_code == 404
    assert call(cast.ada).made("GET", f"/questions/{question.id}")["deleted_at"] is not None
    restore_question(cast.max, question.id)
    assert len(call(None).made("GET", "/questions")["items"]) == 1


def test_the_api_deletes_and_shows_again(cast: Cast, call: Callers) -> None:
    question = ask(cast)
    made, said = answer(cast, question), comment(cast.sam, question.id, render("Which version?"))
    ben, max_ = call(cast.ben), call(cast.max)
    assert ben("PUT", f"/answers/{made.id}/deletion").status_code == 200
    assert call(cast.sam)("GET", f"/answers/{made.id}").status_code == 404
    assert call(cast.sam)("PUT", f"/answers/{made.id}/deletion").status_code == 404
    assert ben("DELETE", f"/answers/{made.id}/deletion").status_code == 204
    assert max_("PUT", f"/comments/{said.id}/deletion").status_code == 422
    assert max_.made("PUT", f"/comments/{said.id}/deletion", {"reason": "Off topic."})["deleted_at"]
    assert call(None).made("GET", f"/questions/{question.id}")["comments"] == []
    assert max_("DELETE", f"/comments/{said.id}/deletion").status_code == 204
    assert max_("PUT", f"/questions/{question.id}/deletion", {"reason": "Spam."}).status_code == 200
    assert call(cast.ben)("GET", f"/answers/{made.id}").status_code == 404
    assert max_("DELETE", f"/questions/{question.id}/deletion").status_code == 204


def test_on_pages_it_is_deleted_undone_and_shown_again(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question, body=SECRET)
    page = f"/questions/{question.id}/{question.slug}"
    ben, visitor = client_of(cast.ben), Client(app)
    assert "xylograph" in visitor.get(page).text
    assert f"/answers/{made.id}/delete" in ben.get(page).text
    assert ben.post(f"/answers/{made.id}/delete", data={"reason": "Wrong thread."}).status_code == 303
    shown = ben.get(page).text
    assert "The answer was deleted." in shown
    assert "Deleted by you." in shown
    assert f'action="/answers/{made.id}/restore"' in shown
    assert "xylograph" not in visitor.get(page).text
    assert visitor.get(f"/answers/{made.id}").status_code == 404
    assert "Deleted by its author." in client_of(cast.max).get(page).text
    assert ben.post(f"/answers/{made.id}/restore").status_code == 303
    assert "xylograph" in visitor.get(page).text
    assert client_of(cast.max).post(f"/answers/{made.id}/delete").status_code == 422
    assert session().get_one(Answer, made.id).deleted_at is None


def test_a_comment_is_shown_again(cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.sam, question.id, render("Which version?"))
    delete_comment(cast.sam, said.id)
    assert [list(thread(who, question.id).comments) == [] for who in (cast.ben, cast.sam)] == [True, False]
    restore_comment(cast.sam, said.id)
    assert len(thread(cast.ben, question.id).comments) == 1
