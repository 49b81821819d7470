"""What is right for one version may be out of date for another: each reader is told about their own."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.journal.drain import drain
from forum.knowledge.models import Entry
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.people.tokens import create_token
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, ask_question, edit_answer
from forum.questions.operations.asking import QuestionDraft
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, BODY, TITLE, answer

Browsers = Callable[[Actor], Client]


@pytest.fixture
def outdated(cast: Cast) -> tuple[Question, Answer]:
    """Ada asks about 1.9; what Ben answered is right up to 1.9 and changed in 2.0."""
    draft = QuestionDraft(TITLE, render(BODY), product_id=cast.router, release_id=cast.releases[0])
    question = ask_question(cast.ada, draft)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.OUTDATED, 1, since_release=cast.releases[1]))
    return question, made


def level(browser: Client, url: str, made: Answer) -> str:
    """What a page says of an answer."""
    return str(browser.page(url).select_one(f"#answer-{made.id}")["data-trust"])


def test_the_asker_reads_about_the_version_that_she_named(
    app: Flask, client_of: Browsers, cast: Cast, outdated: tuple[Question, Answer]
) -> None:
    question, made = outdated
    url = f"/questions/{question.id}/{question.slug}"
    assert level(Client(app), url, made) == "outdated"
    assert level(client_of(cast.sam), url, made) == "outdated"
    ada = client_of(cast.ada)
    assert level(ada, url, made) == "verified"
    assert level(ada, url + "?release=2.1", made) == "outdated"
    assert "Right up to 1.9" in Client(app).page(f"/answers/{made.id}/trust").select_one(".trust-line").text
    assert "Verified by" in ada.page(f"/answers/{made.id}/trust").select_one(".trust-line").text


def test_a_visitor_chooses_a_version_by_address(app: Flask, cast: Cast, outdated: tuple[Question, Answer]) -> None:
    question, made = outdated
    url = f"/questions/{question.id}/{question.slug}"
    visitor = Client(app)
    chooser = visitor.page(url).select_one("form.version-form")
    assert chooser["action"] == url
    assert [option["value"] for option in chooser.select("option")] == ["", "1.9", "2.0", "2.1"]
    # Twice, so that a page kept for one version is not given to another.
    for _ in range(2):
        assert level(visitor, url + "?release=1.9", made) == "verified"
        assert level(visitor, url, made) == "outdated"
        assert level(visitor, url + "?release=2.0", made) == "outdated"
    assert level(visitor, url + "?release=nonsense", made) == "outdated"
    page = visitor.page(url + "?release=1.9")
    assert page.select_one("#version option[selected]").text == "1.9"
    sure = page.select_one(f"#answer-{made.id} .trust-more")["href"]
    assert "Verified by" in visitor.page(sure).select_one(".trust-line").text
    place = visitor.get(f"/answers/{made.id}?release=1.9").headers["Location"]
    assert place == f"{url}?release=1.9#answer-{made.id}"


def test_page_hit_solution_and_api_say_the_same_to_one_reader(
    app: Flask, client_of: Browsers, cast: Cast, outdated: tuple[Question, Answer]
) -> None:
    question, made = outdated
    drain(TABLE, delayed=True)
    entry = session().query(Entry).one()
    key = {"Authorization": f"Bearer {create_token(cast.ada, 'tests')}"}
    readers = [
        (Client(app), {}, "", "outdated"),
        (client_of(cast.ada), key, "", "verified"),
        (Client(app), {}, "?release=1.9", "verified"),
    ]
    for browser, headers, query, expected in readers:
        assert level(browser, f"/questions/{question.id}/{question.slug}{query}", made) == expected
        solution = browser.page(f"/solutions/{entry.id}/{entry.slug}{query}").select_one(f"#solution-{entry.id}")
        assert solution["data-trust"] == expected
        hit = browser.page(f"/search?q=restart{query.replace('?', '&')}").select_one(".hits .trust-badge")
        assert f"t-{expected}" in hit["class"]
        found = browser.get(f"/api/v1/search?q=restart{query.replace('?', '&')}", headers=headers).get_json()
        assert {one["trust"]["level"] for one in found["items"]} == {expected}
        if not query:
            for path in (f"answers/{made.id}", f"entries/{entry.id}", f"questions/{question.id}"):
                thing = browser.get(f"/api/v1/{path}", headers=headers).get_json()
                assert thing["trust"]["level"] == expected, path
            listed = browser.get("/api/v1/questions", headers=headers).get_json()["items"]
            assert listed[0]["trust"]["level"] == expected


def test_a_reader_sees_the_text_that_was_checked_for_their_version(app: Flask, cast: Cast) -> None:
    draft = QuestionDraft(TITLE, render(BODY), product_id=cast.router)
    question = ask_question(cast.ada, draft)
    made = answer(cast, question)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1, releases=[cast.releases[1]]))
    edit_answer(cast.ben, made.id, render(ADVICE + " Then run `reset 7`."), base_revision=1)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 2, releases=[cast.releases[2]]))
    visitor = Client(app)
    url = f"/questions/{question.id}/{question.slug}"
    newest = visitor.page(url).select_one(f"#answer-{made.id}")
    assert (newest["data-trust"], "reset 7" in newest.text) == ("verified", True)
    older = visitor.page(url + "?release=2.0").select_one(f"#answer-{made.id}")
    assert (older["data-trust"], "reset 7" in older.text) == ("edited_since", False)
