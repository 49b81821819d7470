"""What the community asks and promises: versions that stay, in the reader's language, written by admins."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import render
from forum.journal.kinds import EventKind
from forum.journal.models import Detail, Event
from forum.people.policy import Actor
from forum.terms.models import Topic
from forum.terms.operations import keep_terms
from forum.terms.queries import newest_texts, text_for, versions_of
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client

Browsers = Callable[[Actor], Client]


def kept(who: Actor, text: str, base: int, language: str = "en", topic: Topic = Topic.RULES) -> int:
    """Write a version; return its number."""
    return keep_terms(who, topic, language, render(text), reason="It was unclear.", base=base).number


def test_each_version_stays_and_the_newest_holds(cast: Cast) -> None:
    assert [kept(cast.amy, "Be kind.", 0), kept(cast.amy, "Be **kind**.", 1)] == [1, 2]
    assert kept(cast.amy, "Be **kind**.", 1) == 2
    with pytest.raises(Conflict):
        kept(cast.amy, "Be quick.", 1)
    for text, reason in (("", "Why."), ("x" * 50_001, "Why."), ("Be quick.", " ")):
        with pytest.raises(Invalid):
            keep_terms(cast.amy, Topic.RULES, "en", render(text), reason=reason, base=2)
    for who in (cast.visitor, cast.ada, cast.eva, cast.max):
        with pytest.raises(Forbidden):
            kept(who, "Be quick.", 2)
    assert [each.number for each in versions_of(Topic.RULES, "en")] == [2, 1]
    (newest,) = newest_texts()
    assert (newest.number, newest.html) == (2, "<p>Be <strong>kind</strong>.</p>")
    changed = session().scalars(sa.select(Event).where(Event.kind == EventKind.POLICY_CHANGED).order_by(Event.id)).all()
    assert [event.data["number"] for event in changed] == [1, 2]
    assert session().get_one(Detail, changed[1].id).values == {"reason": "It was unclear."}


def test_a_reader_gets_their_language_else_the_sites_else_any(cast: Cast) -> None:
    kept(cast.amy, "Seja gentil.", 0, "pt_BR")
    assert text_for(Topic.RULES, "en", newest_texts()).language == "pt_BR"  # type: ignore[union-attr] # there is one
    kept(cast.amy, "Be kind.", 0)
    found = [text_for(Topic.RULES, language, newest_texts()) for language in ("pt_BR", "en", "nl")]
    assert [each.language for each in found if each] == ["pt_BR", "en", "en"]
    assert text_for(Topic.TERMS, "en", newest_texts()) is None


def test_admins_write_on_the_page_and_everybody_reads(client: Client, client_of: Browsers, cast: Cast) -> None:
    path = "/policies/rules/edit/en"
    assert "Call a guess a guess." in client.page("/policies/rules").text
    assert "Not written yet" in client.page("/policies/privacy").text
    assert [client.page(page).select_one("a[href='/policies']") is not None for page in ("/", "/register")] == [
        True
    ] * 2
    assert client.get("/policies/rules/history/en").status_code == client.get("/policies/nothing").status_code == 404
    amy = client_of(cast.amy)
    begun = amy.page(path)
    assert "- Help with the matter." in begun.select("textarea")[0].text
    assert "Ajude no assunto" in amy.page("/policies/rules/edit/pt_BR").select("textarea")[0].text
    words = {"body": "Be kind.\n\n<script>alert(1)</script>", "reason": "It was long.", "base": "0"}
    assert amy.post(path, data={**words, "reason": ""}).status_code == 422
    assert amy.post(path, data=words).status_code == 303
    beaten = amy.post(path, data={**words, "body": "Be quick."})
    assert beaten.status_code == 409
    assert "What yours would change in theirs" in beaten.text
    assert amy.post(path, data={**words, "body": "Be quick.", "base": "1"}).status_code == 303
    shown = client.page("/policies/rules")
    assert shown.select_one(".prose").text.strip() == "Be quick."  # type: ignore[union-attr] # it is there
    old = client.page("/policies/rules/history/en")
    assert [step.select_one("h2").text for step in old.select("section")] == ["Version 2", "Version 1"]  # type: ignore[union-attr] # each has one
    assert "It was long." in old.text
    assert "Amy" not in old.text
    assert old.select("main script") == []
    for who in (cast.ada, cast.max):
        assert client_of(who).get(path).status_code == client_of(who).post(path, data=words).status_code == 403
    assert amy.get("/policies/rules/edit/xx").status_code == 404


def test_programs_read_and_write_the_same(cast: Cast, call: Callers) -> None:
    anybody, amy = call(None), call(cast.amy)
    shipped = [anybody.made("GET", f"/policies/rules{language}") for language in ("", "?language=pt_BR")]
    assert [(each["version"], each["language"]) for each in shipped] == [(0, "en"), (0, "pt_BR")]
    for each, begins in zip(shipped, ("Help with the matter", "Ajude no assunto"), strict=True):
        assert each["body"].startswith(f"- {begins}")
        assert f"<li>{begins}" in each["html"]
    assert anybody("GET", "/policies/terms").status_code == anybody("GET", "/policies/x").status_code == 404
    said = {"language": "en", "body": "Be **kind**.", "reason": "First.", "base": 0}
    assert amy.made("PUT", "/policies/terms", said)["version"] == 1
    assert amy.made("PUT", "/policies/terms", said)["version"] == 1
    assert amy("PUT", "/policies/terms", {**said, "body": "Be quick."}).status_code == 409
    assert amy("PUT", "/policies/terms", {**said, "language": "xx"}).status_code == 422
    assert call(cast.max)("PUT", "/policies/terms", said).status_code == 403
    assert anybody("PUT", "/policies/terms", said).status_code == 401
    assert anybody.made("GET", "/policies/terms?language=pt_BR")["html"] == "<p>Be <strong>kind</strong>.</p>"
    assert [each["topic"] for each in anybody.made("GET", "/policies")["items"]] == ["terms"]
    assert [each["version"] for each in anybody.made("GET", "/policies/terms/versions")["items"]] == [1]
