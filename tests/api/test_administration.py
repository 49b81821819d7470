"""What admins do through the API: people and roles, what failed, the settings. To all others there is nothing."""

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.operation import unit
from forum.journal.models import Delivery
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.talk import ask
from tests.support.town import follow


def test_people_are_found_with_their_roles_page_by_page(call: Callers, cast: Cast) -> None:
    amy = call(cast.amy)
    everybody = amy.made("GET", "/admin/people?limit=100")["items"]
    assert {one["name"] for one in everybody} >= {"Ada", "Ben", "Eva", "Max", "Amy", "Sam"}
    first = amy.made("GET", "/admin/people?limit=2")
    rest = amy.made("GET", f"/admin/people?limit=100&cursor={first['next']}")
    assert [*first["items"], *rest["items"]] == everybody
    (eva,) = amy.made("GET", "/admin/people?q=eva%40")["items"]
    assert (eva["email"], eva["roles"]) == ("eva@example.org", amy.made("GET", f"/admin/people/{eva['id']}")["roles"])
    assert {"role": "engineer", "product": None} in eva["roles"]
    assert [one["name"] for one in amy.made("GET", "/admin/people?role=admin")["items"]] == ["Amy"]
    assert amy("GET", "/admin/people?role=king").status_code == 422


def test_roles_are_granted_for_a_product_or_all_and_revoked(call: Callers, cast: Cast) -> None:
    amy, path = call(cast.amy), f"/admin/people/{cast.ben.id}/roles"
    here = {"role": "engineer", "product": "router"}
    for _ in range(2):
        assert here in amy.made("PUT", path, here)["roles"]
    for _ in range(2):
        amy.made("DELETE", f"{path}?role=engineer&product=router", status=204)
    assert here not in amy.made("GET", f"/admin/people/{cast.ben.id}")["roles"]
    for bad in ({"role": "king"}, {"role": "engineer", "product": "lamp"}, {"role": "admin", "product": "router"}, {}):
        assert amy("PUT", path, bad).status_code == 422, bad
    assert amy("DELETE", path).status_code == 422
    last = amy("DELETE", f"/admin/people/{cast.amy.id}/roles?role=admin")
    assert (last.status_code, last.get_json()["detail"]) == (
        409,
        "This is the only admin. Make somebody else an admin first.",
    )
    assert amy("PUT", "/admin/people/999/roles", here).status_code == 404


def test_what_failed_is_tried_again(app: Flask, call: Callers, cast: Cast) -> None:
    ask(cast)
    follow()
    with unit():
        number = session().scalars(sa.select(Delivery.id).limit(1)).one()
        failed = {"done_at": None, "attempts": 3, "error": "No room left."}
        session().execute(sa.update(Delivery).where(Delivery.id == number).values(failed))
    amy = call(cast.amy)
    (failure,) = amy.made("GET", "/admin/state")["failures"]
    assert (failure["id"], failure["attempts"], failure["error"]) == (number, 3, "No room left.")
    soon = amy.made("PUT", f"/admin/failures/{number}/retry")["failures"][0]
    assert soon["next_try"] >= failure["next_try"]
    follow()
    assert amy.made("GET", "/admin/state")["failures"] == []
    assert amy("PUT", "/admin/failures/99999/retry").status_code == 404


def test_settings_are_read_without_secrets(call: Callers, cast: Cast) -> None:
    items = {one["name"]: one for one in call(cast.amy).made("GET", "/admin/settings")["items"]}
    assert items["FORUM_SITE_NAME"]["value"] == "Vouch"
    assert items["FORUM_SECRET_KEY"] == {**items["FORUM_SECRET_KEY"], "value": "", "secret": True}


@pytest.mark.parametrize("who", ["sam", "eva", "max"])
def test_to_all_others_there_is_nothing(call: Callers, cast: Cast, who: str) -> None:
    caller = call(getattr(cast, who))
    for method, path in (
        ("GET", "/admin/people"),
        ("GET", f"/admin/people/{cast.ada.id}"),
        ("GET", "/admin/state"),
        ("GET", "/admin/settings"),
        ("DELETE", f"/admin/people/{cast.ada.id}/roles?role=customer"),
        ("PUT", "/admin/failures/1/retry"),
    ):
        assert caller(method, path).status_code == 404, (method, path)
        assert call(None)(method, path).status_code == 401, (method, path)
    assert caller("PUT", f"/admin/people/{cast.ada.id}/roles", {"role": "admin"}).status_code == 404
