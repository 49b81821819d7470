"""One's own account through the API: the same rules as on pages, and a key alone moves neither password nor address."""

import re
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.operation import unit
from forum.journal.drain import drain
from forum.notifications.models import Mail
from forum.people.models import Person
from forum.people.queries import signed_in
from forum.people.sign_in import sign_in
from forum.reactions import TABLE
from tests.support.api import Callers
from tests.support.cast import PASSWORD, Cast

GOOD = "seventeen green umbrellas in Lisbon"


def digits_for(email: str) -> str:
    """The digits of the newest letter to an address."""
    assert drain(TABLE).failed == 0
    text = session().scalars(sa.select(Mail.text).where(Mail.to == email).order_by(Mail.id)).all()[-1]
    found = re.search(r"^(\d{6})$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_what_one_tells_of_oneself_is_changed_field_by_field(call: Callers, cast: Cast) -> None:
    ada = call(cast.ada)
    before = ada.made("GET", "/account")
    assert (before["id"], before["name"], before["email"]) == (cast.ada.id, "Ada", "ada@example.org")
    changed = ada.made("PATCH", "/account", {"about": "I fix lamps.", "locale": "pt_BR", "time_zone": "Europe/Lisbon"})
    assert changed == {**before, "about": "I fix lamps.", "locale": "pt_BR", "time_zone": "Europe/Lisbon"}
    assert ada.made("PATCH", "/account", {"locale": None})["locale"] is None
    for bad in ({"name": ""}, {"name": "Moderator"}, {"locale": "xx"}, {"time_zone": "Mars"}, {"email": "a@b.example"}):
        assert ada("PATCH", "/account", bad).status_code == 422, bad
    assert call(None)("GET", "/account").status_code == 401
    assert ada("DELETE", "/account").status_code == 405


def test_staff_goes_by_another_name(call: Callers, cast: Cast) -> None:
    eva = call(cast.eva)
    assert eva.made("PATCH", "/account", {"public_name": "Eva, support"})["public_name"] == "Eva, support"
    assert call(None).made("GET", f"/people/{cast.eva.id}")["name"] == "Eva, support"
    assert eva.made("PATCH", "/account", {"public_name": None})["public_name"] is None
    assert call(cast.ada)("PATCH", "/account", {"public_name": "Ada, support"}).status_code == 403


def test_a_password_is_changed_by_who_knows_it_and_ends_all_sessions(call: Callers, cast: Cast) -> None:
    ada, here = call(cast.ada), sign_in("ada@example.org", PASSWORD)
    wrong = ada("PUT", "/account/password", {"current": "not it", "password": GOOD})
    assert (wrong.status_code, wrong.get_json()["errors"][0]["field"]) == (422, "current")
    assert ada("PUT", "/account/password", {"current": PASSWORD, "password": "short"}).status_code == 422
    assert signed_in(here) is not None
    ada.made("PUT", "/account/password", {"current": PASSWORD, "password": GOOD})
    assert signed_in(here) is None
    assert sign_in("ada@example.org", GOOD)
    assert ada.made("GET", "/account")["has_password"] is True


def test_an_address_moves_with_the_digits_mailed_there_and_ends_all_sessions(call: Callers, cast: Cast) -> None:
    ada, here = call(cast.ada), sign_in("ada@example.org", PASSWORD)
    new = {"email": "Ada@new.example", "current": PASSWORD}
    assert ada("POST", "/account/address", {**new, "current": "not it"}).status_code == 422
    asked = ada.made("POST", "/account/address", new, 201)
    assert asked["email"] == "ada@new.example"
    code = digits_for("ada@new.example")
    wrong = {"ticket": asked["ticket"], "code": f"{(int(code) + 1) % 10**6:06}"}
    assert ada("PUT", "/account/address", wrong).status_code == 422
    assert call(cast.sam)("PUT", "/account/address", {**wrong, "code": code}).status_code == 404
    assert signed_in(here) is not None
    assert ada.made("PUT", "/account/address", {**wrong, "code": code})["email"] == "ada@new.example"
    assert signed_in(here) is None
    assert ada("PUT", "/account/address", {**wrong, "code": code}).status_code == 404


def test_a_key_alone_is_not_enough_where_there_is_no_password(app: Flask, call: Callers, cast: Cast) -> None:
    with unit():
        session().execute(sa.update(Person).where(Person.id == cast.sam.id).values(password_hash=None))
    sam = call(cast.sam)
    assert sam("PUT", "/account/password", {"current": "", "password": GOOD}).status_code == 403
    assert sam("POST", "/account/address", {"email": "sam@new.example", "current": ""}).status_code == 403
    assert sam.made("GET", "/account")["has_password"] is False


def test_sessions_are_listed_and_ended_by_their_owner(call: Callers, cast: Cast) -> None:
    first, second = (sign_in("ada@example.org", PASSWORD, device=name) for name in ("Firefox", "Safari"))
    ada = call(cast.ada)
    rows = {row["device"]: row["id"] for row in ada.made("GET", "/account/sessions")["items"]}
    assert rows.keys() == {"Firefox", "Safari"}
    call(cast.sam).made("DELETE", f"/account/sessions/{rows['Safari']}", status=204)
    for _ in range(2):
        ada.made("DELETE", f"/account/sessions/{rows['Firefox']}", status=204)
    assert (signed_in(first), signed_in(second) is None) == (None, False)
    ada.made("DELETE", "/account/sessions", status=204)
    assert signed_in(second) is None
    assert ada.made("GET", "/account/sessions") == {"items": [], "next": None}
    assert call(None)("GET", "/account/sessions").status_code == 401


def test_keys_are_made_listed_and_ended(app: Flask, call: Callers, cast: Cast) -> None:
    ada = call(cast.ada)
    made = ada.made("POST", "/account/tokens", {"name": "nightly"}, 201)
    assert datetime.fromisoformat(made["created_at"]) is not None
    with_it = call(None)
    with_it.headers = {"Authorization": f"Bearer {made['secret']}"}
    assert with_it.made("GET", "/account")["name"] == "Ada"
    rows = ada.made("GET", "/account/tokens")["items"]
    assert [row["name"] for row in rows] == ["nightly", "tests"]
    assert all("secret" not in row for row in rows)
    assert ada("POST", "/account/tokens", {"name": " "}).status_code == 422
    assert call(cast.sam)("DELETE", f"/account/tokens/{made['id']}").status_code == 404
    for _ in range(2):
        ada.made("DELETE", f"/account/tokens/{made['id']}", status=204)
    assert with_it("GET", "/account").status_code == 401


def test_drafts_are_kept_read_and_thrown_away_by_their_writer(call: Callers, cast: Cast) -> None:
    ada, place = call(cast.ada), "/questions/ask"
    kept = ada.made("PUT", "/drafts", {"place": place, "fields": {"title": ["Why is"], "body": [""]}})
    again = ada.made("PUT", "/drafts", {"place": place, "fields": {"title": ["Why is it dark?"]}})
    assert (again["id"], again["fields"]) == (kept["id"], {"title": ["Why is it dark?"]})
    assert ada.made("GET", "/drafts") == {"items": [again], "next": None}
    assert ada.made("GET", f"/drafts/{kept['id']}") == again
    for bad in (
        {"place": "/elsewhere", "fields": {"a": ["b"]}},
        {"place": f"{place}\n", "fields": {"a": ["b"]}},
        {"place": place, "fields": {"a": "b"}},
        {"place": place, "fields": {"a": ["x" * 60_001]}},
    ):
        assert ada("PUT", "/drafts", bad).status_code == 422, bad
    for method in ("GET", "DELETE"):
        assert call(cast.sam)(method, f"/drafts/{kept['id']}").status_code == 404
    ada.made("DELETE", f"/drafts/{kept['id']}", status=204)
    assert ada("DELETE", f"/drafts/{kept['id']}").status_code == 404
    assert ada("PUT", "/drafts", {"place": place, "fields": {"title": [" "]}}).status_code == 422
    assert ada.made("GET", "/drafts") == {"items": [], "next": None}
    assert call(None)("GET", "/drafts").status_code == 401
