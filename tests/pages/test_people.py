"""A person's page, and the admins' pages about people and roles."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import db, session
from forum.core.markup import render
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role, is_engineer
from forum.people.queries import person_by_email
from forum.people.roles import grant_role
from forum.questions.models import Answer
from forum.questions.operations import accept_answer, edit_answer, report_outcome
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import TITLE, answer, ask

ClientOf = Callable[[Actor], Client]


def test_a_profile_tells_what_the_person_did(client: Client, cast: Cast) -> None:
    question = ask(cast)
    given = answer(cast, question)
    accept_answer(cast.ada, given.id)
    page = client.page(f"/people/{cast.ben.id}/ben")
    assert page.h1 is not None
    assert page.h1.get_text() == "Ben"
    assert [link["href"] for link in page.select(".row-title a")] == [f"/answers/{given.id}"]
    assert "Solved it for the asker" in page.select_one(".row-facts").get_text()
    figures = {group.dt.get_text(strip=True): group.dd.get_text(strip=True) for group in page.select(".figures > div")}
    assert figures == {"People helped": "1", "Marked as solved": "1", "Worked for others": "0"}
    asked = client.page(f"/people/{cast.ada.id}/ada")
    assert asked.select_one(".row-title a").get_text() == TITLE


def figures_on(page: BeautifulSoup) -> dict[str, int]:
    """The numbers of a profile, those over the list too."""
    tabs = {
        tab.get_text("|", strip=True).split("|")[0]: tab.select_one(".num").get_text() for tab in page.select(".tabs a")
    }
    figures = {group.dt.get_text(strip=True): group.dd.get_text(strip=True) for group in page.select(".figures > div")}
    return {name: int(number) for name, number in {**tabs, **figures}.items()}


def behind(app: Flask, person: Actor) -> dict[str, list[dict[str, Any]]]:
    """What stands behind each number of a profile in the API, read by nobody in particular, two at a time."""
    call, found = Caller(app, None), dict[str, list[dict[str, Any]]]()
    parts = ("answers", "answers?part=solved", "answers?part=worked", "questions", "entries", "verdicts", "helped")
    for part in parts:
        path = f"/people/{person.id}/{part}"
        path += "&limit=2" if "?" in path else "?limit=2"
        page = call.made("GET", path)
        found[part] = page["items"]
        while page["next"]:
            page = call.made("GET", f"{path}&cursor={page['next']}")
            found[part] = [*found[part], *page["items"]]
        assert call("GET", f"/people/4711/{part}").status_code == 404
    return found


def test_each_number_opens_what_it_counts(app: Flask, client: Client, client_of: ClientOf, cast: Cast) -> None:
    first, second = ask(cast), ask(cast, title="The light blinks twice")
    good, more, other = answer(cast, first), answer(cast, first, body="Wait a minute."), answer(cast, second)
    own = answer(cast, ask(cast, by=cast.ben, title="How do I mount it?"))
    accept_answer(cast.ben, own.id)
    accept_answer(cast.ada, good.id)
    for who, given in ((cast.ada, good), (cast.sam, good), (cast.sam, more), (cast.sam, other), (cast.max, other)):
        report_outcome(who, given.id, worked=True)
    # The newest word counts, and the newest revision that somebody tried.
    edit_answer(cast.ben, other.id, render("Press it twice as long."), base_revision=1)
    report_outcome(cast.max, other.id, worked=False)
    give_verdict(cast.eva, good.id, VerdictDraft(VerdictKind.VERIFIED, revision=1))
    assert catch_up(TABLE).failures == []
    path = f"/people/{cast.ben.id}/ben"
    page = client.page(path)
    expected = {
        "Answers": 4,
        "Questions": 1,
        "Solutions": 2,
        "People helped": 3,
        "Marked as solved": 2,
        "Worked for others": 4,
    }
    assert figures_on(page) == expected
    helped = client.page(path + "?show=helped")
    assert [link.get_text() for link in helped.select(".row-title a")] == [second.title, first.title]
    assert [int(count.get_text(" ", strip=True).split()[0]) for count in helped.select(".row-counts")] == [1, 2]
    assert "Sam" not in helped.select_one("main").get_text()
    for show, number in (("solved", 2), ("worked", 3), ("solutions", 2), ("answers", 4), ("questions", 1)):
        assert len(client.page(f"{path}?show={show}").select(".row-title")) == number, show
    worked = client.page(path + "?show=worked").select(".row-counts")
    assert sum(int(count.get_text(" ", strip=True).split()[0]) for count in worked) == expected["Worked for others"]
    checks = client.page(f"/people/{cast.eva.id}/eva?show=checks")
    assert (figures_on(checks)["Staff checks"], len(checks.select(".row-title"))) == (1, 1)
    counts = {"questions": 1, "answers": 4, "accepted": 2, "worked": 4, "helped": 3, "solutions": 2, "checks": 0}
    assert Caller(app, None).made("GET", f"/people/{cast.ben.id}")["counts"] == counts
    rows = behind(app, cast.ben)
    assert {name: len(items) for name, items in rows.items()} == {
        "answers": 4,
        "answers?part=solved": 2,
        "answers?part=worked": 3,
        "questions": 1,
        "entries": 2,
        "verdicts": 0,
        "helped": 2,
    }
    assert sum(item["worked"] for item in rows["answers?part=worked"]) == expected["Worked for others"]
    assert [(item["title"], item["people"]) for item in rows["helped"]] == [(second.title, 1), (first.title, 2)]
    (check,) = behind(app, cast.eva)["verdicts"]
    assert (check["answer_id"], check["revision"], check["verdict"]) == (good.id, 1, "verified")
    # What is hidden counts for nobody who may not see it.
    with unit():
        session().get_one(Answer, good.id).containment = Containment.QUARANTINED
    hidden = {
        **expected,
        "Answers": 3,
        "Solutions": 1,
        "People helped": 2,
        "Marked as solved": 1,
        "Worked for others": 2,
    }
    assert figures_on(client_of(cast.sam).page(path)) == figures_on(client.page(path)) == hidden
    assert figures_on(client_of(cast.max).page(path)) == {**expected, "Solutions": 1}
    assert Caller(app, None).made("GET", f"/people/{cast.ben.id}")["counts"]["helped"] == 2
    found = [len(items) for items in behind(app, cast.ben).values()]
    assert found == [3, 1, 2, 1, 1, 0, 2]
    assert behind(app, cast.eva)["verdicts"] == []
    assert len(client.page(path + "?show=helped").select(".row-title")) == 2


def test_the_directory_names_the_staff_and_what_they_know(app: Flask, client: Client, cast: Cast) -> None:
    asked = [ask(cast, title=f"The light blinks {number}", tags=("blinking", "night")) for number in range(2)]
    good = [answer(cast, question, by=cast.eva) for question in asked]
    for given in good:
        accept_answer(cast.ada, given.id)
    accept_answer(cast.eva, answer(cast, ask(cast, by=cast.eva, tags=("own",)), by=cast.eva).id)
    grant_role(cast.amy, cast.sam.id or 0, Role.MODERATOR, cast.camera)
    page = client.page("/staff")
    rows = {row.select_one(".row-title").get_text(): row for row in page.select(".rows > li")}
    assert list(rows) == ["Eva", "Max", "Sam"]
    assert "Moderator Camera" in rows["Sam"].get_text(" ", strip=True)
    assert "Moderator All products" in rows["Max"].get_text(" ", strip=True)
    eva = {link.get_text(" ", strip=True): str(link["href"]) for link in rows["Eva"].select(".row-facts a")}
    assert list(eva) == ["blinking 2", "night 2"]
    assert len(client.page(eva["night 2"]).select(".row-title")) == 2
    assert page.select_one('.site-foot a[href="/staff"]')
    listed = Caller(app, None).made("GET", "/staff")["items"]
    assert [(each["name"], each["roles"][0]["products"]) for each in listed][1:] == [("Max", None), ("Sam", ["camera"])]
    assert listed[0]["expertise"][0] == {"tag": "blinking", "answers": 2}
    with unit():
        session().get_one(Answer, good[0].id).containment = Containment.QUARANTINED
        session().get_one(Person, cast.max.id).suspended_until = now() + timedelta(days=1)
    page = client.page("/staff")
    assert [row.get_text() for row in page.select(".row-title")] == ["Eva", "Sam"]
    assert "night 1" in page.select_one(".row-facts").get_text(" ", strip=True)
    assert client.post("/staff").status_code == 405
    assert client.get("/staff?cursor=nonsense").status_code == 422


def test_an_old_or_missing_name_in_the_address_is_mended(client: Client, cast: Cast) -> None:
    for path in (f"/people/{cast.ada.id}", f"/people/{cast.ada.id}/old-name"):
        response = client.get(path)
        assert (response.status_code, response.location) == (301, f"/people/{cast.ada.id}/ada")
    assert client.get(f"/people/{cast.ada.id}?show=questions").location.endswith("?show=questions")


@pytest.mark.parametrize(
    "path", ["/people/999999/x", "/people/0/x", "/people/99999999999999999999999/x", "/people/ada"]
)
def test_nobody_has_no_page(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_badge_comes_from_a_role_and_never_from_a_name(client: Client, cast: Cast) -> None:
    with unit():
        session().get_one(Person, cast.sam.id).name = "Moderator of everything"
    for ident, slug, badge in (
        (cast.sam.id, "sam", None),
        (cast.max.id, "max", "Moderator"),
        (cast.eva.id, "eva", "Engineer"),
    ):
        found = client.page(f"/people/{ident}/{slug}").select_one(".profile-head .role")
        assert (found.get_text() if found else None) == badge


def test_badges_stand_beside_names_in_a_discussion(client: Client, cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question, by=cast.eva)
    page = client.page(f"/questions/{question.id}/{question.slug}")
    names = {person.get_text(" ", strip=True) for person in page.select(".person")}
    assert any("Eva Engineer" in name for name in names)
    assert not any("Ada" in name and name.endswith(("Engineer", "Moderator", "Admin")) for name in names)


def test_hidden_answers_stand_in_no_profile(client: Client, client_of: ClientOf, cast: Cast) -> None:
    question = ask(cast)
    given = answer(cast, question)
    with unit():
        session().execute(sa.text("UPDATE answers SET containment = 'quarantined' WHERE id = :id"), {"id": given.id})
    path = f"/people/{cast.ben.id}/ben"
    assert client.page(path).select(".row-title") == []
    assert client_of(cast.sam).page(path).select(".row-title") == []
    assert len(client_of(cast.ben).page(path).select(".row-title")) == 1
    assert len(client_of(cast.max).page(path).select(".row-title")) == 1


def test_a_profile_takes_few_statements_however_much_somebody_wrote(
    app: Flask, client_of: ClientOf, cast: Cast
) -> None:
    sam = client_of(cast.sam)

    def count(show: str = "answers") -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        sam.page(f"/people/{cast.ben.id}/ben?show={show}")
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len([each for each in seen if not each.startswith("BEGIN")])

    answer(cast, ask(cast))
    few = count()
    for _ in range(4):
        answer(cast, ask(cast))
    assert count() == few <= 5
    assert all(count(show) <= 5 for show in ("questions", "solutions", "helped", "solved", "worked", "checks"))


def test_a_stranger_list_or_page_is_told_apart(client: Client, cast: Cast) -> None:
    assert client.get(f"/people/{cast.ada.id}/ada?show=nonsense").status_code == 200
    assert client.get(f"/people/{cast.ada.id}/ada?cursor=nonsense").status_code == 422


@pytest.mark.parametrize("name", ["ada", "eva", "max"])
def test_the_admins_pages_are_nothing_to_others(client: Client, client_of: ClientOf, cast: Cast, name: str) -> None:
    browser = client_of(getattr(cast, name))
    for path in ("/admin/people", f"/admin/people/{cast.ada.id}"):
        assert browser.get(path).status_code == 404
        assert client.get(path).status_code == 303
    for path in (f"/admin/people/{cast.sam.id}/roles", f"/admin/people/{cast.sam.id}/roles/revoke"):
        assert browser.post(path, data={"role": "admin"}).status_code == 404
        assert client.post(path, data={"role": "admin"}).status_code == 403
    assert session().scalar(sa.select(sa.func.count(RoleGrant.id)).where(RoleGrant.role == Role.ADMIN)) == 1


def test_an_admin_finds_people_by_name_address_and_role(client_of: ClientOf, cast: Cast) -> None:
    amy = client_of(cast.amy)

    def found(query: str) -> list[str]:
        return [link.get_text() for link in amy.page("/admin/people" + query).select("tbody a")]

    assert set(found("")) == {"Ada", "Ben", "Eva", "Max", "Amy", "Sam"}
    assert found("?q=eva%40") == ["Eva"]
    assert found("?role=moderator") == ["Max"]
    assert found("?q=%25") == []
    assert found("?q=nobody") == []
    assert amy.page("/questions").select_one('a[href="/admin/people"]')


def test_an_admin_grants_and_revokes_for_a_product(client_of: ClientOf, cast: Cast) -> None:
    amy = client_of(cast.amy)
    page = f"/admin/people/{cast.sam.id}"
    assert amy.post(f"{page}/roles", data={"role": "engineer", "product": "router"}).status_code == 303
    sam = person_by_email("sam@example.org")
    assert is_engineer(sam, cast.router)
    assert not is_engineer(sam, cast.camera)
    rows = [row.get_text(" ", strip=True) for row in amy.page(page).select("tbody tr")]
    assert "Engineer Router Revoke" in rows
    session().rollback()
    assert amy.post(f"{page}/roles/revoke", data={"role": "engineer", "product": "router"}).status_code == 303
    assert not is_engineer(person_by_email("sam@example.org"), cast.router)


def test_a_role_that_makes_no_sense_is_refused_at_its_field(client_of: ClientOf, cast: Cast) -> None:
    amy, page = client_of(cast.amy), f"/admin/people/{cast.sam.id}/roles"
    for data in (
        {"role": "admin", "product": "router"},
        {"role": "engineer", "product": "toaster"},
        {"role": "king"},
        {},
    ):
        response = amy.post(page, data=data)
        assert response.status_code == 422, data
        assert tree(response).select_one(".field-error") is not None
    assert amy.post("/admin/people/999999/roles", data={"role": "engineer"}).status_code == 404
    last = amy.post(f"/admin/people/{cast.amy.id}/roles/revoke", data={"role": "admin"})
    assert last.status_code == 409
    assert "only admin" in last.text


def test_long_lists_of_people_are_paged(client_of: ClientOf, cast: Cast) -> None:
    with unit():
        session().add_all([Person(name=f"Guest {number}", slug="guest") for number in range(50)])
    amy = client_of(cast.amy)
    first = amy.page("/admin/people?q=Guest")
    older = first.select_one("a[rel=next]")
    assert older is not None
    second = amy.page(str(older["href"]))
    names = [link.get_text() for page in (first, second) for link in page.select("tbody a")]
    assert len(names) == len(set(names)) == 50


def test_a_granted_role_shows_at_once(client: Client, cast: Cast) -> None:
    assert cast.sam.id is not None
    path = f"/people/{cast.sam.id}/sam"
    assert client.page(path).select_one(".profile-head .role") is None
    grant_role(cast.amy, cast.sam.id, Role.MODERATOR)
    assert client.page(path).select_one(".profile-head .role") is not None
