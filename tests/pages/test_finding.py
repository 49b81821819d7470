"""Search and solutions: found at once, at the right place, never what is hidden."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain, waiting
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, report_answer, unaccept_answer
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.search import indexing
from forum.search.engine import Query
from forum.search.queries import search
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, days_ago, travel

Browsers = Callable[[Actor], Client]
SECRET = "Hold the zebrafish button for ten seconds, then release it and wait until the light turns green."


def follow() -> None:
    """Let everything follow from what happened."""
    while waiting():
        assert drain(TABLE, delayed=True).failed == 0


@pytest.fixture
def solved(app: Flask, cast: Cast) -> Answer:
    """A solved question about zebrafish, indexed."""
    indexing.rebuild()
    ask(cast, title="The camera sees only black", body="At night the picture is black.", tags=("night",))
    made = answer(cast, ask(cast, title="How to reset it", tags=("reset",)), body=SECRET)
    accept_answer(cast.ada, made.id)
    follow()
    return made


def titles(browser: Client, path: str) -> list[str]:
    """The titles of the hits on a page."""
    return [link.text for link in browser.page(path).select(".row-title a")]


def test_a_solution_is_found_as_one_hit_with_its_passage(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    page = visitor.page("/search?q=zebrafish")
    (hit,) = page.select(".row-title a")
    assert hit.text == "How to reset it"
    assert "1 result" in page.select_one("[role=status]").text
    assert [mark.text for mark in page.select("mark")] == ["zebrafish"]
    assert "Solved it for the asker" in page.select_one(".hits").text
    visitor.page(hit["href"])


def test_filters_narrow_the_hits(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    assert titles(visitor, "/search?q=reset&kind=entry") == ["How to reset it"]
    assert titles(visitor, "/search?q=camera&product=camera") == []
    assert titles(visitor, "/search?q=camera&product=router") == ["The camera sees only black"]
    assert titles(visitor, "/search?q=black&tag=night") == ["The camera sees only black"]
    assert titles(visitor, "/search?q=black&tag=reset") == []
    assert titles(visitor, "/search?q=reset&trust=verified") == []
    assert titles(visitor, "/search?q=camera&state=unanswered") == ["The camera sees only black"]


def test_a_search_is_narrowed_by_fields_without_scripts(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    form = visitor.page("/search?q=camera&product=router").select_one("form.search-detail")
    fields = {field["name"]: field for field in form.select("select, input")}
    assert set(fields) == {"q", "kind", "product", "release", "tag", "trust", "state"}
    assert [option["value"] for option in fields["release"].select("option")] == ["", "1.9", "2.0", "2.1"]
    assert fields["product"].select_one("option[selected]")["value"] == "router"
    assert form.details.has_attr("open")
    assert not visitor.page("/search?q=camera").select_one("form.search-detail details").has_attr("open")
    empty = "q=camera&kind=&product=&release=&tag=&trust=&state="
    assert titles(visitor, f"/search?{empty}") == ["The camera sees only black"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "book"),
        ("product", "toaster"),
        ("release", "7.7"),
        ("tag", "unheard"),
        ("trust", "accepted,bogus"),
        ("state", "lost"),
        ("sort", "random"),
    ],
)
def test_what_a_search_does_not_know_is_told(app: Flask, solved: Answer, name: str, value: str) -> None:
    page = Client(app).page(f"/search?q=camera&{name}={value}", 422)
    wrong = value.rpartition(",")[2]
    assert f"“{wrong}”" in page.select_one(".error-summary").text
    assert page.select(".row-title") == []


def test_nothing_found_offers_to_ask(app: Flask, solved: Answer) -> None:
    page = Client(app).page("/search?q=quokka")
    assert page.select_one(".empty a[href='/questions/ask']") is not None


def test_what_was_hidden_a_moment_ago_is_not_found_though_the_index_is_old(
    app: Flask, client_of: Browsers, cast: Cast, solved: Answer
) -> None:
    ident, question_id = solved.id, solved.question_id
    flag = report_answer(cast.sam, ident, Report(FlagKind.DANGEROUS, "It breaks."))
    decide(cast.max, flag.case_id, Action.QUARANTINE, reason="Until we know.")
    # Nothing has followed: the index still holds the text.
    indexed = indexing.engine().keys()
    assert f"answer:{ident}" in indexed
    for browser in (Client(app), client_of(cast.sam)):
        page = browser.page("/search?q=zebrafish")
        assert page.select(".row-title") == []
        assert "Nothing found" in page.select_one("[role=status]").text
    assert titles(Client(app), "/solutions") == []
    follow()
    indexed = indexing.engine().keys()
    assert f"answer:{ident}" not in indexed
    assert not indexing.check().differs
    assert search(cast.visitor, Query("zebrafish")).total == 0
    assert question_id > 0


def test_what_stands_behind_a_click_is_found_by_staff_only(cast: Cast, solved: Answer) -> None:
    give_verdict(cast.eva, solved.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It erases the disk."))
    follow()
    assert session().get_one(Answer, solved.id).containment == Containment.FOLDED
    assert search(cast.visitor, Query("zebrafish")).total == 0
    assert search(cast.sam, Query("zebrafish")).total == 0
    (hit,) = search(cast.eva, Query("zebrafish")).items
    assert hit.passage is not None
    assert "zebrafish" in hit.passage.text


def test_the_index_equals_the_database_and_says_where_not(cast: Cast, solved: Answer) -> None:
    assert not indexing.check().differs
    with unit():
        session().execute(sa.text("UPDATE questions SET title = 'Changed behind our back'"))
    found = indexing.check()
    assert found.differs
    assert len(found.stale or ()) == 2
    indexing.rebuild()
    assert not indexing.check().differs


def spoil_the_index() -> None:
    """Leave nothing but empty files."""
    indexing.engine().close()
    folder: Path = config.current().search_path
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"")


def test_a_damaged_index_is_said_and_mended(app: Flask, cast: Cast, solved: Answer) -> None:
    spoil_the_index()
    page = Client(app).page("/search?q=zebrafish")
    assert "Search is being made ready" in page.text
    ask(cast, title="Another question")
    follow()
    assert titles(Client(app), "/search?q=zebrafish") == ["How to reset it"]


def test_without_an_index_titles_are_searched(app: Flask, client_of: Browsers, cast: Cast, solved: Answer) -> None:
    for title, held in (
        ("A folded camera", Containment.FOLDED),
        ("A hidden camera", Containment.QUARANTINED),
        ("A 100% safe camera", Containment.WARNED),
    ):
        made = ask(cast, title=title)
        with unit():
            session().get_one(Question, made.id).containment = held
    spoil_the_index()
    visitor = Client(app)
    assert titles(visitor, "/search?q=CAMERA") == ["A 100% safe camera", "The camera sees only black"]
    assert titles(visitor, "/search?q=black+camera") == ["The camera sees only black"]
    assert titles(visitor, "/search?q=camera+-black") == titles(visitor, "/search?q=100%25") == ["A 100% safe camera"]
    assert titles(visitor, "/search?q=zebrafish") == []
    assert titles(client_of(cast.max), "/search?q=a+camera")[:2] == ["A 100% safe camera", "A folded camera"]
    assert "Since Tuesday" not in visitor.page("/search?q=safe+camera").text


def test_without_an_index_filters_hold_as_with_it(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    paths = [
        f"/search?{words}&{narrow}"
        for words in ("q=reset", "q=camera", "q=")
        for narrow in (
            "kind=entry",
            "kind=question",
            "product=router",
            "product=camera",
            "release=2.0",
            "tag=night",
            "tag=reset",
            "trust=verified",
            "trust=accepted",
            "kind=entry&trust=accepted",
            "kind=entry&product=router&tag=reset",
            "state=accepted",
            "state=unanswered",
            "language=en",
            "language=pt-BR",
        )
        if words != "q=" or not narrow.startswith("kind=")
    ]
    found = {path: titles(visitor, path) for path in paths}
    assert {len(hits) for hits in found.values()} >= {0, 1}
    spoil_the_index()
    assert {path: titles(visitor, path) for path in paths} == found


def test_solutions_are_browsed_and_printed_without_signing_in(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    (link,) = visitor.page("/solutions").select(".row-title a")
    page = visitor.page(link["href"])
    assert page.h1.text == "How to reset it"
    assert "zebrafish" in page.select_one(".prose").text
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("link[rel=canonical]")["href"].endswith(f"/questions/{solved.question_id}/how-to-reset-it")
    assert titles(visitor, "/solutions?product=camera") == []
    assert titles(visitor, "/solutions?tag=reset") == ["How to reset it"]
    assert visitor.get(link["href"].rsplit("/", 1)[0] + "/old-title").status_code == 301
    visitor.page("/solutions/4711/nothing", 404)


def test_a_withdrawn_solution_says_why(app: Flask, cast: Cast, solved: Answer) -> None:
    (link,) = Client(app).page("/solutions").select(".row-title a")
    unaccept_answer(cast.ada, solved.id)
    follow()
    page = Client(app).page(link["href"], 410)
    assert "no longer" in page.text
    assert SECRET not in page.text


def test_tags_and_products_have_pages(app: Flask, solved: Answer) -> None:
    visitor = Client(app)
    assert {tag.text for tag in visitor.page("/tags").select(".tag-list .tag")} == {"night", "reset"}
    assert visitor.page("/products/router").h1.text == "Router"
    visitor.page("/products/unheard-of", 404)


def test_what_carries_a_warning_is_found_by_its_title_and_quoted_by_nobody(cast: Cast, solved: Answer) -> None:
    give_verdict(cast.eva, solved.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="There is no such button."))
    follow()
    assert search(cast.visitor, Query("zebrafish")).total == 0
    (hit,) = search(cast.visitor, Query("reset")).items
    assert hit.passage is None or "zebrafish" not in hit.passage.text


def test_lists_say_whose_mark_it_is(client_of: Callable[[Actor], Client], app: Flask, cast: Cast) -> None:
    with travel(days_ago(20)):
        made = answer(cast, ask(cast, title="How to reset it"), body=SECRET)
    accept_answer(cast.max, made.id, reason="Three people confirmed it.")
    follow()
    visitor = Client(app)
    for path in (
        "/",
        "/questions",
        "/solutions",
        "/search?q=zebrafish",
        "/products/router",
        f"/people/{cast.ben.id}/ben",
    ):
        row = visitor.page(path).select_one(".rows, .hits")
        assert row is not None, path
        assert "Marked as solved by a moderator" in row.text, path
        assert "Solved it for the asker" not in row.text, path
    staff = client_of(cast.eva).page("/engineering/check").select_one(".rows")
    assert staff is not None
    assert "Marked as solved by a moderator" in staff.text
