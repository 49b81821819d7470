"""Pages of tags, products and versions: what stands on them, who changes them, and where old addresses lead."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.catalog.models import Tag
from forum.catalog.operations import add_release, add_synonym, change_release, describe_tag
from forum.catalog.queries import product_by_slug, tag_called
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.following.operations import follow_product
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Question
from forum.questions.operations import accept_answer, report_outcome
from forum.questions.trust import VerdictKind
from tests.pages.test_statements import cost
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]


@pytest.fixture
def night(cast: Cast) -> int:
    """A tag with a solved question, a verified one, one that the asker answered alone, and one that is hidden."""
    for title in ("It restarts at night", "It hums at night"):
        question = ask(cast, title=title, tags=("night",))
        made = answer(cast, question)
        if "hums" in title:
            give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1, releases=cast.releases[2:]))
        else:
            accept_answer(cast.ada, made.id)
    own = ask(cast, title="It glows at night", tags=("night",))
    accept_answer(cast.ada, answer(cast, own, by=cast.ada).id)
    hidden = ask(cast, title="It explodes at night", tags=("night", "bang"))
    accept_answer(cast.ada, answer(cast, hidden, by=cast.sam).id)
    follow()
    with unit():
        found = session().get(Question, hidden.id)
        assert found is not None
        found.containment = Containment.QUARANTINED
    return session().scalars(sa.select(Tag.id).where(Tag.name == "night")).one()


def test_a_tag_has_a_page(app: Flask, client_of: Browsers, cast: Cast, night: int) -> None:
    describe_tag(cast.max, night, "What happens after sunset.")
    add_synonym(cast.max, night, "evening")
    text = client_of(cast.sam).page("/tags/night").text
    for words in ("What happens after sunset.", "evening", "3 questions", "0 people follow it", "It hums at night"):
        assert words in text
    assert "explodes" not in text
    # Ben's two; Ada answered herself, and Sam's stands beneath a hidden question.
    assert "2 good answers" in text
    assert text.count("good answer") == 1
    rows = Client(app).page(f"/tags/night/answers?by={cast.ben.id}").text
    assert rows.count("at night") == 2
    assert (
        client_of(cast.sam).post(f"/tags/{night}/follow", data={"follow": "yes", "from": "tag"}).location
        == "/tags/night"
    )
    assert "1 person follows it" in Client(app).page("/tags/night").text
    for path in ("/tags/evening", "/tags/NIGHT"):
        led = Client(app).get(path)
        assert (led.status_code, led.location) == (301, "/tags/night")
    # Nobody has said what "bang" is for, and it stands on a hidden question alone.
    assert Client(app).get("/tags/bang").status_code == Client(app).get("/tags/nothing").status_code == 404
    assert client_of(cast.max).get("/tags/bang").status_code == 200


def test_tags_are_found_by_letters_and_other_words(client: Client, cast: Cast, night: int) -> None:
    add_synonym(cast.max, night, "evening")
    for words in ("VEN", "igh"):
        assert "night 3" in " ".join(client.page(f"/tags?q={words}").text.split())
    assert "No tag like that" in client.page("/tags?q=%25").text
    assert "bang" not in client.page("/tags").text


def test_a_curator_changes_a_tag_in_the_browser(client_of: Browsers, cast: Cast, night: int) -> None:
    browser, edit = client_of(cast.max), f"/tags/{night}/edit"
    assert "Change this tag" in browser.page("/tags/night").text
    assert "Change this tag" not in client_of(cast.eva).page("/tags/night").text
    assert client_of(cast.eva).get(edit).status_code == 403
    assert browser.post(edit, data={"description": "Dark."}).status_code == 303
    assert browser.post(f"/tags/{night}/synonyms", data={"synonym": "Evening"}).status_code == 303
    page = browser.page(edit).text
    assert "Dark." in page
    assert "evening" in page
    assert browser.post(f"/tags/{night}/synonyms/remove", data={"synonym": "evening"}).status_code == 303
    assert tag_called("evening") is None
    for path, data, status, words in (
        ("synonyms", {"synonym": "a b/c"}, 422, "cannot be a tag"),
        ("synonyms", {"synonym": "bang"}, 409, "Merge the two instead"),
        ("rename", {"name": "dusk", "reason": ""}, 422, 'value="dusk"'),
        ("rename", {"name": "a b/c", "reason": "x"}, 422, "cannot be a tag"),
        ("merge", {"into": "nothing", "why": "The same."}, 422, "no such tag"),
        ("merge", {"into": "night", "why": "The same."}, 422, "another tag than this"),
    ):
        refused = browser.post(f"/tags/{night}/{path}", data=data)
        assert refused.status_code == status, (path, data)
        assert words in refused.text, (path, data)
    renamed = browser.post(f"/tags/{night}/rename", data={"name": "dusk", "reason": "It begins earlier."})
    assert (renamed.status_code, renamed.location) == (303, "/tags/dusk")
    assert browser.get("/tags/night").location == "/tags/dusk"
    refused = browser.post(f"/tags/{night}/synonyms/remove", data={"synonym": "night"})
    assert refused.status_code == 409
    merged = browser.post(f"/tags/{night}/merge", data={"into": "bang", "why": "The same."})
    assert (merged.status_code, merged.location) == (303, "/tags/bang")
    for path in ("/tags/night", "/tags/dusk"):
        assert browser.get(path).location == "/tags/bang"
    assert browser.get(edit).status_code == 200


def test_a_version_tells_what_it_changed(client: Client, cast: Cast) -> None:
    old, new = cast.releases[1], cast.releases[2]
    one, two = (answer(cast, ask(cast, title=title)) for title in ("It blinks", "It sleeps"))
    give_verdict(cast.eva, one.id, VerdictDraft(VerdictKind.OUTDATED, 1, since_release=new, note="The menu moved."))
    give_verdict(cast.eva, two.id, VerdictDraft(VerdictKind.VERIFIED, 1, releases=(old, new)))
    report_outcome(cast.sam, one.id, worked=True, release_id=new)
    report_outcome(cast.sam, one.id, worked=False, release_id=new)
    report_outcome(cast.amy, one.id, worked=True, release_id=new)
    page = client.page("/products/router/releases/2.1").text
    assert "It blinks" in page
    assert "It sleeps" not in page
    assert "It sleeps" in client.page("/products/router/releases/2.1?show=checked").text
    tried = client.page("/products/router/releases/2.1?show=tried").text
    assert "Worked for 1 person" in tried
    assert "Did not work for 1 person" in tried
    assert "Nothing here yet" in client.page("/products/router/releases/2.1?show=due").text
    # A later finding about the version takes the place of the earlier one.
    give_verdict(cast.eva, one.id, VerdictDraft(VerdictKind.VERIFIED, 1, releases=(new,)))
    assert "It blinks" not in client.page("/products/router/releases/2.1?show=outdated").text
    assert client.get("/products/router/releases/9.9").status_code == 404
    assert client.get("/products/camera/releases/2.1").status_code == 404


def test_the_address_of_a_version_leads_on_after_it_was_renamed(client: Client, call: Callers, cast: Cast) -> None:
    change_release(cast.amy, cast.router, cast.releases[2], name="2.1 LTS")
    led = client.get("/products/router/releases/2.1?show=tried")
    assert (led.status_code, led.headers["Location"]) == (301, "/products/router/releases/2.1%20LTS?show=tried")
    change_release(cast.amy, cast.router, cast.releases[2], name="2.2")
    for old in ("2.1", "2.1 LTS"):
        assert client.get(f"/products/router/releases/{old}").headers["Location"].endswith("/releases/2.2")
    api = call(None)("GET", "/products/router/releases/2.1/changes?about=checked")
    assert (api.status_code, api.headers["Location"]) == (
        301,
        "/api/v1/products/router/releases/2.2/changes?about=checked",
    )
    # What is called so again leads nowhere else.
    add_release(cast.amy, cast.router, "2.1")
    assert client.get("/products/router/releases/2.1").status_code == 200
    change_release(cast.amy, cast.router, cast.releases[2], name="2.1 LTS")
    assert client.get("/products/router/releases/2.1%20LTS").status_code == 200
    assert client.get("/products/camera/releases/2.2").status_code == 404


def test_a_tag_of_hidden_questions_alone_is_no_tag_in_lists(client: Client, night: int) -> None:
    for path in ("/questions?tag=", "/solutions?tag="):
        assert client.get(f"{path}bang").status_code == client.get(f"{path}nothing").status_code == 404
        assert client.get(f"{path}night").status_code == 200


def test_programs_read_how_many_follow_a_product(call: Callers, cast: Cast) -> None:
    for who in (cast.ada, cast.ben):
        follow_product(who, cast.router, follows=True)
    told = {each["slug"]: each["followers"] for each in call(None).made("GET", "/products")["items"]}
    assert told == {"camera": 0, "router": 2}
    assert call(None).made("GET", "/products/router")["followers"] == 2


def test_an_admin_keeps_products(client_of: Browsers, cast: Cast) -> None:
    browser = client_of(cast.amy)
    new = {"name": "Lamp", "slug": "lamp", "description": "It shines."}
    assert browser.post("/admin/products/new", data=new).location == "/admin/products/lamp"
    assert browser.post("/admin/products/new", data=new).status_code == 303
    assert browser.post("/admin/products/new", data={**new, "slug": "A Lamp"}).status_code == 422
    at = "/admin/products/lamp"
    assert browser.post(at, data={"name": "Bright lamp", "description": ""}).status_code == 303
    for name in ("1", "2"):
        assert browser.post(f"{at}/releases", data={"release": name, "released_on": "2026-01-02"}).status_code == 303
    assert browser.post(f"{at}/releases", data={"release": "2"}).status_code == 409
    found = product_by_slug("lamp")
    assert found is not None
    renamed = {"release_id": found.releases[0].id, "release": "1.0", "released_on": ""}
    assert browser.post(f"{at}/releases", data=renamed).status_code == 303
    assert browser.post(f"{at}/releases", data={**renamed, "release_id": cast.releases[0]}).status_code == 404
    assert browser.post(f"{at}/terms", data={"answer_due_hours": "8", "review_months": ""}).status_code == 303
    assert browser.post(f"{at}/terms", data={"answer_due_hours": "0", "review_months": ""}).status_code == 422
    assert browser.post(f"{at}/archive", data={"archived": "yes"}).status_code == 303
    found = product_by_slug("lamp")
    assert found is not None
    assert (found.name, [each.name for each in found.releases]) == ("Bright lamp", ["1.0", "2"])
    assert (found.answer_due_hours, found.review_months, found.archived) == (8, None, True)
    assert "lamp" in browser.page("/admin/products").text
    ada = client_of(cast.ada)
    assert "no new questions" in ada.page("/products/lamp").text
    assert 'value="lamp"' not in ada.get("/questions/ask").text
    asked = ada.post("/questions/ask", data={"title": "Is it dark?", "body": "It does not shine.", "product": "lamp"})
    assert asked.status_code == 422
    assert "takes no new questions" in asked.text
    for who in (cast.ada, cast.eva, cast.max):
        for path in ("/admin/products", "/admin/products/new", at):
            assert client_of(who).get(path).status_code == 404, (who, path)
        assert client_of(who).post(f"{at}/archive", data={"archived": "no"}).status_code == 404


def test_the_pages_take_few_statements_however_much_there_is(client_of: Browsers, cast: Cast, night: int) -> None:
    browser = client_of(cast.sam)
    limits = {
        "/staff": 5,
        "/tags": 5,
        "/tags/night": 5,
        "/tags/night/answers": 5,
        "/products/router": 8,
        "/products/router/answers": 5,
        "/products/router/releases/2.1?show=checked": 5,
        "/products/router/releases/2.1?show=tried": 5,
    }
    few = {path: cost(browser, path) for path in limits}
    for number in range(4):
        made = answer(cast, ask(cast, tags=("night", f"tag-{number}")), by=cast.sam)
        accept_answer(cast.ada, made.id)
        report_outcome(cast.ben, made.id, worked=True, release_id=cast.releases[2])
    follow()
    assert {path: cost(browser, path) for path in limits} == few
    assert [path for path, most in limits.items() if few[path] > most] == []
