"""Devices and keys of an account, on its pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core.clock import now, travel
from forum.core.db import session
from forum.people.models import ApiToken, Person, SignIn
from forum.people.tokens import authenticate_token, create_token
from tests.pages.test_accounts import ClientOf, is_signed_in
from tests.support.cast import Cast
from tests.support.client import Client, tree


def test_devices_are_listed_and_signed_out(client_of: ClientOf, cast: Cast) -> None:
    here, elsewhere = client_of(cast.ada), client_of(cast.ada)
    page = here.page("/account")
    assert len(page.select("#devices tbody tr")) == 2
    form = page.select_one("#devices tbody form")
    assert form is not None
    assert here.post(str(form["action"])).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    client_of(cast.ada)
    assert here.post("/account/sessions/end-others").status_code == 303
    assert session().scalar(sa.select(sa.func.count(SignIn.id))) == 1


def test_nobody_signs_out_anothers_device(client_of: ClientOf, cast: Cast) -> None:
    ada, sam = client_of(cast.ada), client_of(cast.sam)
    theirs = session().scalar(sa.select(SignIn.id).where(SignIn.person_id == cast.ada.id))
    sam.post(f"/account/sessions/{theirs}/end")
    assert is_signed_in(ada)


def test_a_key_is_shown_once_and_revoked(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.eva)
    assert browser.post("/account/keys", data={"key-name": ""}).status_code == 422
    made = browser.post("/account/keys", data={"key-name": "nightly report"})
    code = tree(made).select_one("#key")
    assert code is not None
    assert made.headers["Cache-Control"] == "no-store"
    holder = authenticate_token(code.get_text())
    assert holder is not None
    assert holder.actor.id == cast.eva.id
    page = browser.page("/account")
    assert code.get_text() not in page.get_text()
    assert "nightly report" in page.get_text()
    assert browser.post(f"/account/keys/{holder.token_id}/revoke").status_code == 303
    assert authenticate_token(code.get_text()) is None


def test_nobody_revokes_anothers_key(client_of: ClientOf, cast: Cast) -> None:
    create_token(cast.eva, "mine")
    ident = session().scalar(sa.select(ApiToken.id))
    assert client_of(cast.sam).post(f"/account/keys/{ident}/revoke").status_code == 404
    assert client_of(cast.sam).post("/account/keys/999999999/revoke").status_code == 404


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/keys", "/account/sessions/1/end"])
def test_visitors_have_no_settings(client: Client, cast: Cast, path: str) -> None:
    assert client.post(path).status_code == 403
    assert client.get("/account").location == "/login?next=/account"


def test_when_a_device_was_last_seen_is_kept_by_the_hour(client_of: ClientOf, cast: Cast) -> None:
    browser = client_of(cast.ada)
    first = session().scalar(sa.select(SignIn.seen_at))
    browser.get("/account")
    assert session().scalar(sa.select(SignIn.seen_at)) == first
    later = now() + timedelta(hours=2)
    with travel(later):
        browser.get("/account")
    for seen in (session().scalar(sa.select(SignIn.seen_at)), session().get_one(Person, cast.ada.id).seen_at):
        assert seen is not None
        assert abs(seen - later) < timedelta(minutes=5)
