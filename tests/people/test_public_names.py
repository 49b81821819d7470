"""Staff may go by another name: it stands everywhere, and their own reaches nobody but staff."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.db import session
from forum.core.errors import Forbidden, Invalid
from forum.people.accounts import go_by, update_profile
from forum.people.models import Person
from forum.people.policy import Actor, Role
from forum.people.roles import revoke_role
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

ClientOf = Callable[[Actor], Client]
OWN = "Eva Lindqvist"


def names_of(actor: Actor) -> tuple[str, str | None, str]:
    """The shown name, the own one where it is another, and the address of the page."""
    person = session().get_one(Person, actor.id, populate_existing=True)
    return person.name, person.own_name, person.slug


def test_the_own_name_reaches_nobody_but_staff(app: Flask, client: Client, client_of: ClientOf, cast: Cast) -> None:
    update_profile(cast.eva, name=OWN)
    question = ask(cast)
    given = answer(cast, question, by=cast.eva)
    eva = client_of(cast.eva)
    assert eva.post("/account/public-name", data={"public-name": "Eva, support"}).location == "/account#public-name"
    assert names_of(cast.eva) == ("Eva, support", OWN, "eva-support")
    thread, profile = f"/questions/{question.id}/{question.slug}", f"/people/{cast.eva.id}/eva-support"
    assert client.get(f"/people/{cast.eva.id}/eva-lindqvist").location == profile
    for path in (thread, profile, "/staff"):
        assert "Eva, support" in client.get(path).text, path
        for browser in (client, client_of(cast.sam), client_of(cast.ada)):
            assert "Lindqvist" not in browser.get(path).text, path
    for path in (f"/people/{cast.eva.id}", f"/answers/{given.id}", f"/questions/{question.id}", "/staff"):
        assert "indqvist" not in Caller(app, cast.sam)("GET", path).text, path
    for who in (cast.max, cast.amy, cast.eva):
        assert OWN in client_of(who).get(profile).text
    amy = client_of(cast.amy)
    assert OWN in amy.get(f"/admin/people/{cast.eva.id}").text
    assert OWN in amy.get("/admin/people?q=Lindqvist").text
    # The profile goes on changing one's own name; the public one stays until it is emptied.
    update_profile(cast.eva, name="Eva Lind")
    assert names_of(cast.eva) == ("Eva, support", "Eva Lind", "eva-support")
    for _ in range(2):
        go_by(cast.eva, " ")
        assert names_of(cast.eva) == ("Eva Lind", None, "eva-lind")


def test_only_staff_goes_by_another_name(client_of: ClientOf, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        go_by(cast.sam, "Sammy")
    sam, eva = client_of(cast.sam), client_of(cast.eva)
    assert sam.post("/account/public-name", data={"public-name": "Sammy"}).status_code == 403
    assert "public-name" not in sam.get("/account").text
    assert eva.get("/account/public-name").status_code == 405
    refused = eva.post("/account/public-name", data={"public-name": "Max"})
    assert (refused.status_code, 'value="Max"' in refused.text) == (422, True)
    with pytest.raises(Invalid):
        go_by(cast.eva, "x")
    go_by(cast.eva, "Eva, support")
    revoke_role(cast.amy, cast.eva.id or 0, Role.ENGINEER)
    assert names_of(cast.eva) == ("Eva", None, "eva")
