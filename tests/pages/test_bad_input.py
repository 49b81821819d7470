"""Whatever is typed into a form: a clear sentence at the field, nothing typed is lost, and never an error of ours."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.people.policy import Actor
from forum.questions.operations import comment, report_answer
from tests.support.cast import PASSWORD, Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, answer, ask

ClientOf = Callable[[Actor], Client]
# Each form: where it is sent to, by whom, and what is right in it.
FORMS: list[tuple[str, str, dict[str, str]]] = [
    ("/questions/ask", "ada", {"title": "A title of my own", "body": "Details.", "product": "", "release": "",
                               "environment": "Home.", "tags": "night"}),
    ("/questions/{question}/edit", "ada", {"title": "A title of my own", "body": "Details.", "product": "",
                                           "release": "", "tags": "night", "revision": "1", "note": "Why."}),
    ("/questions/{question}/answers", "sam", {"body": ADVICE}),
    ("/questions/{question}/comments", "sam", {"body": "Thank you.", "answer": "{answer}"}),
    ("/questions/{question}/vote", "sam", {"value": "1"}),
    ("/answers/{answer}/vote", "sam", {"value": "1"}),
    ("/answers/{answer}/outcome", "sam", {"worked": "yes", "release": "", "note": "It did."}),
    ("/answers/{answer}/accept", "ada", {"replaces": "", "reason": ""}),
    ("/answers/{answer}/unaccept", "ada", {}),
    ("/answers/{answer}/edit", "ben", {"body": ADVICE, "revision": "1", "note": "Why."}),
    ("/answers/{answer}/report", "eva", {"kind": "wrong", "reason": "No.", "hazard": "", "severity": ""}),
    ("/engineering/answers/{answer}", "eva", {"verdict": "verified", "revision": "1", "evidence": "tested", "note": "",
                                              "condition": "", "since_release": "", "releases": "", "review_by": "",
                                              "body": ""}),
    ("/moderation/reports/{case}", "max", {"action": "dismiss", "reason": "It is fine.", "version": "1"}),
    ("/preview", "sam", {"body": "Some *text*."}),
    ("/account", "sam", {"name": "Sam", "about": "Me.", "locale": "", "time_zone": "UTC"}),
    ("/account/password", "sam", {"current": "wrong", "password": "x", "again": "x"}),
    ("/account/keys", "sam", {"name": "a key"}),
    ("/admin/people/{person}/roles", "amy", {"role": "customer", "product": ""}),
    ("/admin/people/{person}/roles/revoke", "amy", {"role": "customer", "product": ""}),
    ("/login", "visitor", {"email": "ada@example.org", "password": "wrong", "next": "/", "kept": ""}),
    ("/register", "visitor", {"name": "New", "email": "new@example.org", "password": PASSWORD, "next": "/"}),
    ("/login", "visitor", {"email": "ada@example.org", "mail": "1", "next": "/", "kept": ""}),
    ("/login/code", "visitor", {"code": "123456"}),
    ("/login/code/again", "visitor", {}),
    ("/reset", "visitor", {"email": "ada@example.org"}),
]  # fmt: skip
BAD = {
    "empty": "",
    "blank": " \t\r\n ",
    "long": "x" * 100_001,
    "digits": "9" * 5000,
    "huge": str(2**70),
    "negative": "-1",
    "fraction": "1.5",
    "nul": "a\x00b",
    "surrogate": b"half \xed\xa0\x80 of a pair",
    "no text": b"\xff\xfe",
    "turned": "\u202etxt",
    "markup": "<script>alert(1)</script>",
    "format": "%s %(x)s {0} {{ 7*7 }}",
    "quotes": "'\"`--;",
    "date": "99999-99-99",
}


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A thread with everything that forms are about."""
    question = ask(cast)
    made = answer(cast, question)
    comment(cast.ada, question.id, render("Thank you."), answer_id=made.id)
    case_id = report_answer(cast.max, made.id, Report(FlagKind.WRONG, "It is not so.")).case_id
    return {"question": question.id, "answer": made.id, "case": case_id, "person": cast.ada.id or 0}


@pytest.mark.parametrize(("path", "who", "fields"), FORMS, ids=[path for path, _, _ in FORMS])
def test_no_form_ends_in_an_error_of_ours(
    app: Flask,
    client_of: ClientOf,
    cast: Cast,
    places: dict[str, int],
    path: str,
    who: str,
    fields: dict[str, str],
) -> None:
    app.testing = False  # as on a real site: an unexpected error is a page, and a failure of this test
    actor: Actor = getattr(cast, who)
    url = path.format(**places)
    good = {name: text.format(**places) for name, text in fields.items()}
    browser = client_of(actor) if actor.id else Client(app)
    for name in [*fields, "unknown"]:
        for label, text in BAD.items():
            found = browser.post(url, data={**good, name: text})
            assert found.status_code < 500, (url, name, label, found.text[:500])
            assert found.status_code != 400, (url, name, label, "says nothing about the field")
    for twice in fields:
        both = [*good.items(), (twice, "x"), (twice, "y")]
        assert browser.post(url, data=_pairs(both)).status_code < 500, (url, twice, "sent twice")
    for kind in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", ""):
        found = browser.post(url, data=b'{"body": "x"', headers={"Content-Type": kind})
        assert found.status_code < 500, (url, kind)


def _pairs(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Gather the values of fields that are sent more than once."""
    found: dict[str, list[str]] = {}
    for name, text in fields:
        found.setdefault(name, []).append(text)
    return found


def test_what_was_typed_is_given_back_with_a_sentence_at_the_field(
    client_of: ClientOf, cast: Cast, places: dict[str, int]
) -> None:
    for path, who, fields, wrong in (
        (
            "/questions/ask",
            cast.ada,
            {"title": "", "body": "My many words.", "tags": "night", "environment": "Home"},
            "title",
        ),
        ("/questions/ask", cast.ada, {"title": "x" * 151, "body": "My many words."}, "title"),
        ("/questions/ask", cast.ada, {"title": "My title", "body": "", "product": "router"}, "body"),
        ("/questions/ask", cast.ada, {"title": "My title", "body": "Words.", "product": "nothing"}, "product"),
        (f"/questions/{places['question']}/answers", cast.sam, {"body": "x" * 40_000}, "body"),
        (f"/answers/{places['answer']}/report", cast.sam, {"kind": "wrong", "reason": ""}, "reason"),
        (f"/answers/{places['answer']}/edit", cast.ben, {"body": "", "revision": "1", "note": "My reason"}, "body"),
        (f"/moderation/reports/{places['case']}", cast.max, {"action": "warn", "reason": ""}, "reason"),
    ):
        found = client_of(who).post(path, data=fields)
        page = tree(found)
        assert found.status_code == 422, (path, found.status_code)
        at = page.select_one(f'[name="{wrong}"][aria-invalid="true"]')
        assert at is not None, (path, wrong, "is not marked")
        said = page.find(id=str(at.get("aria-describedby")).split()[0])
        assert said is not None, (path, wrong, "has no sentence")
        assert said.get_text(strip=True)
        for name, text in fields.items():
            field = at if name == wrong else page.select_one(f'[name="{name}"]')
            assert field is not None, (path, name)
            if field.name == "textarea":
                assert field.text.strip() == text, (path, name)
            elif field.name == "input" and field.get("type") not in {"radio", "checkbox"}:
                assert field["value"] == text, (path, name)


def test_two_who_edit_one_question_both_keep_their_words(
    client_of: ClientOf, cast: Cast, places: dict[str, int]
) -> None:
    url = f"/questions/{places['question']}/edit"
    fields = {"title": "The router restarts", "body": "First version.", "revision": "1"}
    assert client_of(cast.ada).post(url, data=fields).status_code == 303
    late = client_of(cast.eva).post(url, data={**fields, "body": "Second version."})
    page = tree(late)
    assert late.status_code == 409
    assert "First version." in page.get_text()
    mine = page.find("textarea", {"name": "body"})
    assert mine is not None
    assert mine.text.strip() == "Second version."
    newest = page.find("input", {"name": "revision"})
    assert newest is not None
    again = {**fields, "body": "Second version.", "revision": str(newest["value"])}
    assert client_of(cast.eva).post(url, data=again).status_code == 303
