"""What somebody writes is kept for them alone until they send it, throw it away, or leave it for a month."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.people.drafts import (
    KEPT_FOR,
    MOST_CHARS,
    MOST_DRAFTS,
    discard_draft,
    draft_of,
    drafts_of,
    erase_old_drafts,
    save_draft,
)
from forum.people.models import Draft
from forum.people.policy import VISITOR, Actor
from forum.questions.operations import close_question
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask

ASK = "/questions/ask"
Browsers = Callable[[Actor], Client]


def draft_at(actor: Actor, place: str) -> Draft | None:
    """What somebody has kept of one form."""
    session().rollback()
    return next((one for one in drafts_of(actor) if one.place == place), None)


def count() -> int:
    """How many drafts there are."""
    session().rollback()
    return session().scalar(sa.select(sa.func.count(Draft.id))) or 0


def test_a_draft_is_kept_changed_and_thrown_away(app: Flask, cast: Cast) -> None:
    first = save_draft(cast.ada, ASK, {"title": ["Why"]})
    again = save_draft(cast.ada, ASK, {"title": ["Why not"]})
    assert first is not None
    assert again is not None
    assert (first.id, count()) == (again.id, 1)
    kept = draft_at(cast.ada, ASK)
    assert kept is not None
    assert kept.fields == {"title": ["Why not"]}
    discard_draft(cast.ada, ASK)
    discard_draft(cast.ada, ASK)
    assert (draft_at(cast.ada, ASK), count()) == (None, 0)


def test_nothing_typed_is_nothing_to_keep(app: Flask, cast: Cast) -> None:
    save_draft(cast.ada, ASK, {"title": ["Why"]})
    assert save_draft(cast.ada, ASK, {"title": [" "], "body": [""]}) is None
    assert count() == 0


def test_nobody_else_reads_or_ends_a_draft(app: Flask, cast: Cast) -> None:
    kept = save_draft(cast.ada, ASK, {"title": ["Why"]})
    assert kept is not None
    for other in (cast.sam, cast.ben, cast.eva, cast.max, cast.amy, VISITOR):
        assert draft_at(other, ASK) is None
        assert list(drafts_of(other)) == []
        discard_draft(other, ASK)
        with pytest.raises(NotFound):
            draft_of(other, kept.id)
    assert draft_of(cast.ada, kept.id).fields == {"title": ["Why"]}
    with pytest.raises(Forbidden):
        save_draft(VISITOR, ASK, {"title": ["Why"]})


def test_there_is_a_limit_in_number_and_length_and_time(app: Flask, cast: Cast) -> None:
    save_draft(cast.ben, ASK, {"title": ["Of another"]})
    for number in range(MOST_DRAFTS + 3):
        save_draft(cast.ada, f"/questions/{number}/answers", {"body": ["x"]})
    assert len(drafts_of(cast.ada)) == MOST_DRAFTS
    assert draft_at(cast.ada, "/questions/2/answers") is None
    assert draft_at(cast.ada, "/questions/3/answers") is not None
    with pytest.raises(Invalid):
        save_draft(cast.ada, ASK, {"body": ["x" * (MOST_CHARS + 1)]})
    with travel(now() + KEPT_FOR):
        assert draft_at(cast.ada, "/questions/3/answers") is None
        assert list(drafts_of(cast.ada)) == []
        assert erase_old_drafts() == MOST_DRAFTS + 1
        assert erase_old_drafts() == 0
    assert count() == 0


def test_a_question_begun_here_is_there_on_another_device_and_ends_when_it_is_asked(
    app: Flask, cast: Cast, client_of: Browsers
) -> None:
    desk, phone = client_of(cast.ada), client_of(cast.ada)
    typed = {"title": TITLE, "body": BODY, "tags": "night", "draft": ASK}
    saved = desk.post("/drafts", data=typed)
    assert (saved.status_code, saved.location) == (303, ASK)
    page = phone.page(ASK)
    assert "Restored from a draft of" in page.get_text()
    form = page.select_one("form[data-draft]")
    assert form is not None
    assert page.select_one("#title")["value"] == TITLE  # type: ignore[index] # it is there
    assert TITLE not in client_of(cast.amy).get(ASK).text
    phone.post(ASK, data={"title": TITLE, "body": BODY})
    assert count() == 0
    assert "Restored" not in desk.page(ASK).get_text()


def test_a_draft_is_saved_by_scripts_in_part(app: Flask, cast: Cast, client_of: Browsers) -> None:
    said = client_of(cast.ada).post("/drafts", data={"title": "Why", "draft": ASK}, headers={"HX-Request": "true"})
    assert said.status_code == 200
    assert "Draft saved at" in said.text
    kept = draft_at(cast.ada, ASK)
    assert kept is not None
    assert kept.fields == {"title": ["Why"]}


def test_an_answer_begun_stands_on_its_question(app: Flask, cast: Cast, client_of: Browsers) -> None:
    question = ask(cast)
    ben, place = client_of(cast.ben), f"/questions/{question.id}/answers"
    saved = ben.post("/drafts", data={"body": ADVICE, "draft": place})
    assert saved.location == f"/questions/{question.id}#write"
    path = f"/questions/{question.id}/{question.slug}"
    assert ADVICE in ben.get(path).text
    assert ADVICE not in client_of(cast.ada).get(path).text
    ben.post("/drafts/discard", data={"draft": place})
    assert ADVICE not in ben.get(path).text
    ben.post("/drafts", data={"body": ADVICE, "draft": place})
    ben.post(place, data={"body": ADVICE})
    assert count() == 0


def test_a_rejected_form_keeps_its_draft(app: Flask, cast: Cast, client_of: Browsers) -> None:
    ada = client_of(cast.ada)
    ada.post("/drafts", data={"title": TITLE, "draft": ASK})
    refused = ada.post(ASK, data={"title": TITLE, "body": ""})
    assert refused.status_code == 422
    assert tree(refused).select_one("#title")["value"] == TITLE  # type: ignore[index] # it is there
    assert count() == 1


def test_an_edit_begun_knows_what_it_was_made_from(app: Flask, cast: Cast, client_of: Browsers) -> None:
    made = answer(cast, ask(cast))
    ben, place = client_of(cast.ben), f"/answers/{made.id}/edit"
    ben.post("/drafts", data={"body": "Mine, of this morning.", "revision": "1", "draft": place})
    ben.post(place, data={"body": "Mine, of noon.", "revision": "1"})
    assert count() == 0
    ben.post("/drafts", data={"body": "Mine, of this morning.", "revision": "1", "draft": place})
    page = ben.page(place)
    assert "of this morning" in page.get_text()
    sent = {"body": "Mine, of this morning.", "revision": page.select_one("#revision")["value"]}  # type: ignore[index] # it is there
    assert ben.post(place, data=sent).status_code == 409


def test_strangers_other_places_and_other_methods(app: Flask, cast: Cast, client_of: Browsers, client: Client) -> None:
    assert client.post("/drafts", data={"title": "Why", "draft": ASK}).status_code == 403
    assert client.post("/drafts/discard", data={"draft": ASK}).status_code == 403
    ada = client_of(cast.ada)
    for place in ("", "/account", "/questions/ask/", "//elsewhere.example", "/answers/1/edit\n"):
        assert ada.post("/drafts", data={"title": "Why", "draft": place}).status_code == 404
    assert ada.get("/drafts").status_code == 405
    assert ada.get("/drafts/discard").status_code == 405
    assert count() == 0


def test_a_closed_question_shows_no_form_and_loses_no_draft(app: Flask, cast: Cast, client_of: Browsers) -> None:
    question = ask(cast)
    save_draft(cast.ben, f"/questions/{question.id}/answers", {"body": [ADVICE]})
    close_question(cast.max, question.id, reason="It is solved.")
    assert "Restored" not in client_of(cast.ben).get(f"/questions/{question.id}/{question.slug}").text
    assert count() == 1
