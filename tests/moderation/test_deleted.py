"""The moderators' list of what was deleted: in their products, with who, when and why, and the way to show it again."""

from collections.abc import Callable

from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.moderation.deleted import deleted_things
from forum.people.policy import Actor, Role
from forum.questions.models import Answer, Question
from forum.questions.operations import (
    answer_to_comment,
    comment,
    delete_answer,
    delete_comment,
    delete_question,
)
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

Browsers = Callable[[Actor], Client]


def emptied(cast: Cast) -> tuple[Question, Answer]:
    """A question with an answer that a moderator deleted, a comment that its author did, and a question by Ada."""
    question = ask(cast)
    made = answer(cast, question)
    said = comment(cast.sam, question.id, render("Which version is it?"))
    delete_answer(cast.max, made.id, reason="It is spam.")
    delete_comment(cast.sam, said.id)
    delete_question(cast.ada, ask(cast, title="Never mind").id)
    return question, made


def test_what_was_deleted_is_listed_the_newest_first(cast: Cast) -> None:
    emptied(cast)
    rows = deleted_things(cast.max).items
    assert [(row.ref.kind.value, row.title == "Never mind", row.by) for row in rows] == [
        ("question", True, "Ada"),
        ("comment", False, "Sam"),
        ("answer", False, "Max"),
    ]
    assert [(row.by_author, row.reason, row.author) for row in rows][1:] == [
        (True, "", "Sam"),
        (False, "It is spam.", "Ben"),
    ]
    first = deleted_things(cast.max, limit=2)
    assert [row.ref for row in deleted_things(cast.max, limit=2, cursor=first.next).items] == [rows[2].ref]


def test_it_is_the_moderators_of_the_product_and_what_moved_is_not_in_it(cast: Cast) -> None:
    question, _made = emptied(cast)
    moved = answer(cast, question, body="Look at the log first, it says why.")
    answer_to_comment(cast.max, moved.id)
    assert len(deleted_things(cast.max).items) == 3
    for who in (cast.ada, cast.sam, cast.eva, cast.amy, cast.visitor):
        assert deleted_things(who).items == []
    elsewhere = Actor(cast.max.id, {Role.MODERATOR: frozenset({cast.camera})})
    assert deleted_things(elsewhere).items == []
    with unit():
        session().get_one(Question, question.id).product_id = None
    assert len(deleted_things(elsewhere).items) == 2


def test_a_moderator_shows_it_again_from_the_list(client_of: Browsers, cast: Cast) -> None:
    _question, made = emptied(cast)
    browser = client_of(cast.max)
    for who in (cast.ada, cast.eva, cast.amy):
        assert client_of(who).get("/moderation/deleted").status_code == 404
    page = browser.page("/moderation/deleted")
    assert "It is spam." in str(page.main)
    assert "deleted by its author" in str(page.main)
    assert "Schedule" not in str(page.main)
    (form,) = page.select(f"form[action$='/answers/{made.id}/restore']")
    assert browser.post(str(form["action"])).status_code == 303
    assert not session().get_one(Answer, made.id, populate_existing=True).is_deleted
    assert len(deleted_things(cast.max).items) == 2
    assert cost(browser, "/moderation/deleted") <= 4
    assert browser.post("/moderation/deleted").status_code == 405


def test_programs_read_it_too(call: Callers, cast: Cast) -> None:
    question, made = emptied(cast)
    items = call(cast.max).made("GET", "/deletions")["items"]
    assert [(one["kind"], one["by"], one["reason"]) for one in items][2] == ("answer", "Max", "It is spam.")
    assert (items[2]["id"], items[2]["question_id"], items[2]["author"]) == (made.id, question.id, "Ben")
    for who, status in ((None, 401), (cast.ada, 404), (cast.eva, 404), (cast.amy, 404)):
        assert call(who)("GET", "/deletions").status_code == status
