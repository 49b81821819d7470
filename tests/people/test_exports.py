"""A copy of everything about oneself: made behind the request, whole, for its owner alone, and gone after a week."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden, NotFound, TooMany
from forum.core.operation import unit
from forum.core.personal import plain
from forum.journal.models import Event
from forum.people.accounts import update_profile
from forum.people.drafts import save_draft
from forum.people.exporting import ask_export, export_of, exports_of, file_of, folder, forget_old_exports
from forum.people.models import DataExport, Person
from forum.people.policy import Actor
from forum.personal.archive import make_exports
from forum.personal.table import HELD
from forum.questions.models import Answer, AnswerRevision
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.town import follow, live

Browsers = Callable[[Actor], Client]


def taken(actor: Actor) -> zipfile.ZipFile:
    """Ask for a copy, let it be made, take it."""
    export_id = ask_export(actor).id
    follow()
    return zipfile.ZipFile(file_of(actor, export_id))


def everything(actor: Actor) -> dict[str, Any]:
    """What the file for programs says."""
    found: dict[str, Any] = json.loads(taken(actor).read("everything.json"))
    return found


def test_a_copy_holds_every_row_of_its_owner_and_none_of_anybody_else(app: Flask, cast: Cast) -> None:
    live(cast)
    save_draft(cast.ada, "/questions/ask", {"title": ["Half a thought"]})
    for who in (cast.ada, cast.ben, cast.eva, cast.max, cast.sam):
        found = everything(who)
        for holding in HELD:
            table = holding.model.__table__
            if holding.mine is not None:
                continue
            mine = sa.or_(*(table.c[name] == who.id for name in holding.whose))
            assert len(found[holding.table]) == session().scalar(
                sa.select(sa.func.count()).select_from(table).where(mine)
            ), (holding.table, who)
    ada = everything(cast.ada)
    assert [row["email"] for row in ada["people"]] == ["ada@example.org"]
    assert "Half a thought" in json.dumps(ada["drafts"])
    assert ada["question_revisions"][0]["source"].startswith("Since Tuesday")
    assert not any("actor_id" in row for row in ada["events"])


def test_what_others_wrote_stands_in_no_copy(app: Flask, cast: Cast) -> None:
    live(cast)
    bens = session().scalars(sa.select(AnswerRevision.source).where(AnswerRevision.author_id == cast.ben.id)).all()
    text = taken(cast.eva).read("everything.json").decode()
    assert bens
    assert not any(json.dumps(each)[1:-1] in text for each in bens)
    assert "ada@example.org" not in text
    assert "ben@example.org" not in text


def test_secrets_stand_in_no_copy(app: Flask, cast: Cast) -> None:
    person = session().get_one(Person, cast.ada.id)
    assert person.password_hash
    archive = taken(cast.ada)
    for name in archive.namelist():
        assert person.password_hash.encode() not in archive.read(name)


def test_the_page_can_be_read_and_shows_what_was_typed_as_text(app: Flask, cast: Cast) -> None:
    live(cast)
    update_profile(cast.ada, name="Ada", about="<script>alert(1)</script>", locale="pt_BR")
    archive = taken(cast.ada)
    page = archive.read("index.html").decode()
    assert '<html lang="pt-BR">' in page
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Since Tuesday the **router**" in page
    answer = session().scalars(sa.select(Answer)).first()
    assert answer is not None
    assert [name for name in archive.namelist() if name.startswith("pictures/")]


def test_a_copy_is_its_owners_alone(app: Flask, cast: Cast, client_of: Browsers) -> None:
    export_id = ask_export(cast.ada).id
    with pytest.raises(NotFound):
        file_of(cast.ada, export_id)
    follow()
    path = f"/account/data/copies/{export_id}"
    for other in (cast.sam, cast.max, cast.amy, cast.visitor):
        with pytest.raises(NotFound):
            export_of(other, export_id)
    for other in (cast.sam, cast.amy):
        assert client_of(other).get(path).status_code == 404
    assert Client(app).get(path).status_code == 303
    mine = client_of(cast.ada).get(path)
    assert zipfile.ZipFile(io.BytesIO(mine.data)).testzip() is None
    mine.close()
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert client_of(cast.ada).post(path).status_code == 405
    made = list(folder().iterdir())
    assert [each.stat().st_mode & 0o077 for each in made] == [0]
    with pytest.raises(Forbidden):
        ask_export(cast.visitor)


def test_asked_twice_is_made_once_and_not_too_often(app: Flask, cast: Cast) -> None:
    first = ask_export(cast.ada).id
    assert ask_export(cast.ada).id == first
    follow()
    session().rollback()
    event = session().scalars(sa.select(Event).where(Event.kind == "export.asked")).one()
    before = session().get_one(DataExport, first).made_at
    make_exports([event])  # type: ignore[list-item] # all that is read of it is its data
    assert session().get_one(DataExport, first).made_at == before
    assert ask_export(cast.ada).id != first
    for _ in range(3):
        follow()
        ask_export(cast.ada)
    follow()
    with pytest.raises(TooMany):
        ask_export(cast.ada)


def test_it_is_gone_after_a_week(app: Flask, cast: Cast) -> None:
    taken(cast.ada)
    assert forget_old_exports() == 0
    assert len(list(folder().iterdir())) == len(exports_of(cast.ada)) == 1
    with travel(now() + timedelta(days=8)):
        assert list(exports_of(cast.ada)) == []
        assert forget_old_exports() == 1
        assert forget_old_exports() == 0
    assert list(folder().iterdir()) == []


def test_half_a_file_of_a_killed_process_is_swept(app: Flask, cast: Cast) -> None:
    left = folder() / ".0123.part"
    left.write_bytes(b"half")
    forget_old_exports()
    assert left.exists()
    with travel(now() + timedelta(hours=2)):
        forget_old_exports()
    assert not left.exists()


def test_who_is_suspended_takes_a_copy_too(app: Flask, cast: Cast) -> None:
    with unit():
        session().get_one(Person, cast.sam.id).suspended_until = now() + timedelta(days=3)
    assert taken(Actor(cast.sam.id, cast.sam.grants, cast.sam.since, suspended=True)).testzip() is None


def test_the_page_says_what_there_is(app: Flask, cast: Cast, client_of: Browsers) -> None:
    browser = client_of(cast.ada)
    assert browser.page("/account").select_one('a[href="/account/data"]')
    response = browser.post("/account/data/copies")
    assert (response.status_code, response.location) == (303, "/account/data")
    assert "Being made" in browser.page("/account/data").get_text()
    follow()
    assert browser.page("/account/data").select_one('a[href^="/account/data/copies/"]')
    assert Client(app).post("/account/data/copies").status_code == 403
    assert "Being made" not in tree(client_of(cast.sam).get("/account/data")).get_text()


def test_the_api_asks_tells_and_hands_out(app: Flask, cast: Cast, call: Callers) -> None:
    ada = call(cast.ada)
    made = ada.made("POST", "/exports", status=201)
    assert (made["made_at"], made["url"]) == (None, None)
    assert ada.made("POST", "/exports", status=201)["id"] == made["id"]
    assert ada("GET", f"/exports/{made['id']}/file").status_code == 404
    follow()
    told = ada.made("GET", f"/exports/{made['id']}")
    assert told["url"] == f"/api/v1/exports/{made['id']}/file"
    assert ada.made("GET", "/exports")["items"] == [told]
    file = ada("GET", f"/exports/{made['id']}/file")
    assert zipfile.ZipFile(io.BytesIO(file.data)).testzip() is None
    file.close()
    for path in (f"/exports/{made['id']}", f"/exports/{made['id']}/file"):
        assert call(cast.amy)("GET", path).status_code == 404
        assert call(None)("GET", path).status_code == 401
    assert call(None)("POST", "/exports").status_code == 401


def test_values_are_plain() -> None:
    assert plain(now().date()) == now().date().isoformat()
    assert plain(DataExport) is DataExport
