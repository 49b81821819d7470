"""The inbox and the choice of how to be told, through the API."""

from forum.journal.catch_up import catch_up
from forum.notifications.models import Topic
from forum.reactions import TABLE
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.talk import TITLE, answer, ask


def test_the_inbox_is_the_callers_own_and_read_at_once(call: Callers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    answer(cast, question, by=cast.sam)
    assert catch_up(TABLE).failures == []
    ada = call(cast.ada)
    newest, first = ada.made("GET", "/inbox")["items"]
    assert (first["kind"], first["label"], first["by"]) == ("answered", "Ben answered your question", "Ben")
    assert (first["title"], first["question_id"], first["unread"]) == (TITLE, question.id, True)
    assert first["url"].endswith(f"/answers/{made.id}")
    page = ada.made("GET", "/inbox?limit=1")
    assert page["items"] == [newest]
    assert ada.made("GET", f"/inbox?limit=1&cursor={page['next']}")["items"] == [first]
    for _ in range(2):
        assert ada.made("PUT", "/inbox/read") == {"unread": 0}
    assert [line["unread"] for line in ada.made("GET", "/inbox")["items"]] == [False, False]
    assert call(cast.sam).made("GET", "/inbox")["items"] == []
    for method, path in (
        ("GET", "/inbox"),
        ("PUT", "/inbox/read"),
        ("GET", "/notice-choices"),
        ("PUT", "/notice-choices"),
    ):
        assert call(None)(method, path).status_code == 401
        assert ada("POST", path).status_code == 405


def test_how_to_be_told_is_chosen_by_topic(call: Callers, cast: Cast) -> None:
    ada = call(cast.ada)
    assert [each["topic"] for each in ada.made("GET", "/notice-choices")["topics"]] == list(Topic)
    body = {"topics": [{"topic": "answered", "bell": True, "mail": False}]}
    for _ in range(2):
        assert ada.made("PUT", "/notice-choices", body)["topics"][0] == body["topics"][0]
    assert (
        ada("PUT", "/notice-choices", {"topics": [{"topic": "nothing", "bell": True, "mail": True}]}).status_code == 422
    )
    assert call(cast.sam).made("GET", "/notice-choices")["topics"][0]["mail"]
