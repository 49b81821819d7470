"""Visitors who come from a web search: what engines read, what other sites show, and one tap that needs no account."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from forum.core.sitemap import PART
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.knowledge.queries import entry_of
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, report_answer
from forum.questions.trust import VerdictKind
from forum.reach.helping import Help, help_of
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask

ClientOf = Callable[[Actor], Client]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def path_of(question: Question) -> str:
    return f"/questions/{question.id}/{question.slug}"


def structured(client: Client, path: str) -> Any:
    """What the page tells search engines."""
    found = client.page(path).select_one('script[type="application/ld+json"]')
    assert found is not None
    return json.loads(found.get_text())["mainEntity"]


def addresses(client: Client, path: str) -> list[str]:
    """The addresses in a map, each with a date."""
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    tree = ElementTree.fromstring(response.text)
    assert all(each.find(f"{SPACE}lastmod") is not None for each in tree)
    return [each.findtext(f"{SPACE}loc", "") for each in tree]


def quarantine(cast: Cast, made: Answer) -> None:
    """A moderator hides an answer."""
    case = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    decide(cast.max, case, Action.QUARANTINE, reason="It burns.")


@pytest.fixture
def solved(cast: Cast) -> tuple[Question, Answer]:
    """A question whose answer solved it and is verified."""
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    catch_up(TABLE)
    return question, made


def test_a_page_tells_question_and_answers_as_it_shows_them(
    client: Client, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    question, made = solved
    other = answer(cast, question, by=cast.sam, body="Restart it by hand, that is what I do each morning at seven.")
    found = structured(client, path_of(question))
    assert (found["name"], found["answerCount"]) == (TITLE, 2)
    assert found["text"] == BODY.replace("**", "").replace("`", "")
    accepted = found["acceptedAnswer"]
    assert (accepted["text"], accepted["author"]["name"]) == (ADVICE.replace("*", ""), "Ben")
    assert accepted["url"].endswith(f"/answers/{made.id}")
    assert [one["url"].rpartition("/")[2] for one in found["suggestedAnswer"]] == [str(other.id)]


def test_what_is_held_back_is_told_to_no_machine(client: Client, cast: Cast, solved: tuple[Question, Answer]) -> None:
    question, made = solved
    secret = "Pour xylophone oil into the fan while it runs, then close the lid at once."
    hidden = answer(cast, question, by=cast.sam, body=secret)
    assert "xylophone" in client.get(path_of(question)).text
    give_verdict(cast.eva, hidden.id, VerdictDraft(VerdictKind.INCORRECT, 1, note="It breaks the fan."))
    found = structured(client, path_of(question))
    assert "xylophone" not in json.dumps(found)
    quarantine(cast, made)
    assert "acceptedAnswer" not in structured(client, path_of(question))
    card = client.page(path_of(question)).select_one('meta[property="og:description"]')
    assert card is not None
    assert "Verified" not in str(card["content"])


def test_a_corrected_passage_is_told_as_it_is_right(
    client: Client, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    question, made = solved
    publish_correction(cast.eva, made.id, CorrectionDraft(1, "settings", "menu", "It moved."))
    text = structured(client, path_of(question))["acceptedAnswer"]["text"]
    assert "Open the menu," in text
    assert "settings" not in text


def test_no_text_ends_the_block_that_it_stands_in(client: Client, cast: Cast) -> None:
    question = ask(cast, title="Why does </script><script>alert(1)</script> stand in the log?")
    page = client.page(path_of(question))
    assert not [
        script for script in page.select("script") if "alert(1)" in script.get_text() and not script.get("type")
    ]
    assert structured(client, path_of(question))["name"] == question.title


def test_a_card_begins_with_the_trust_line_of_the_page(
    client: Client, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    question, made = solved
    page = client.page(path_of(question))
    line = page.select_one(f"#answer-{made.id} .trust-line, #answer-{made.id} .trust")
    card = page.select_one('meta[property="og:description"]')
    assert line is not None
    assert card is not None
    told = str(card["content"]).split(". ")[0]
    assert told.startswith("Verified by Eva")
    assert told in " ".join(line.get_text(" ", strip=True).split())
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    solution = client.page(f"/solutions/{entry.id}/{entry.slug}").select_one('meta[property="og:description"]')
    assert solution is not None
    assert str(solution["content"]).split(". ")[0] == told


def test_the_map_names_what_everybody_may_read_and_nothing_else(
    client: Client, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    question, made = solved
    unchecked = ask(cast, title="Is there a night mode for the light at the front?")
    accept_answer(cast.ada, answer(cast, unchecked).id)
    catch_up(TABLE)
    parts = [address.split("/sitemaps/")[1] for address in addresses(client, "/sitemap.xml")]
    assert parts == ["questions-0.xml", "solutions-0.xml"]
    asked = addresses(client, "/sitemaps/questions-0.xml")
    assert [address.partition("/questions/")[2] for address in asked] == [
        f"{one.id}/{one.slug}" for one in (question, unchecked)
    ]
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    assert [each.partition("/solutions/")[2] for each in addresses(client, "/sitemaps/solutions-0.xml")] == [
        f"{entry.id}/{entry.slug}"
    ]
    quarantine(cast, made)
    assert client.get("/sitemaps/solutions-0.xml").status_code == 404
    assert client.get("/sitemaps/questions-1.xml").status_code == 404
    assert client.get("/sitemaps/people-0.xml").status_code == 404
    assert client.get(f"/sitemaps/questions-{2**31 // PART}.xml").status_code == 404


def test_robots_are_led_to_the_map(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert "Disallow: /moderation" in response.text
    assert "Sitemap: http" in response.text
    assert response.text.rstrip().endswith("/sitemap.xml")


def test_a_visitor_says_in_one_tap_whether_it_helped(
    client: Client, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    question, made = solved
    form = client.page(path_of(question)).select_one("form.helped")
    assert form is not None
    client.forges = True  # a visitor's page holds no token
    response = client.post(str(form["action"]), data={"helped": "yes"})
    assert response.status_code == 303
    assert client.page(response.location).select_one("main h1").get_text() == "Thank you"
    client.post(str(form["action"]), data={"helped": "no"})
    assert help_of(made.ref) == Help(1, 0)
    marks = client.page(f"/answers/{made.id}/trust").select_one("#marks")
    assert marks is not None
    assert "helped 1, did not help 0" in marks.get_text(" ", strip=True)
    entry = entry_of(cast.visitor, question.id)
    assert entry is not None
    part = client.post(f"/solutions/{entry.id}/helped", data={"helped": "no"}, headers={"HX-Request": "true"})
    assert "Ask a question of your own" in part.text
    assert help_of(entry.ref) == Help(0, 1)


def test_nothing_is_counted_of_what_is_hidden_foreign_or_nonsense(
    client: Client, client_of: ClientOf, cast: Cast, solved: tuple[Question, Answer]
) -> None:
    _, made = solved
    client.forges = True
    path = f"/answers/{made.id}/helped"
    assert client.post(path, data={"helped": "maybe"}).status_code == 404
    assert client.post(path, data={"helped": "yes"}, headers={"Origin": "https://elsewhere.example"}).status_code == 400
    assert client_of(cast.sam).post(path, data={"helped": "yes"}).location == f"/answers/{made.id}"
    assert client.post("/answers/4711/helped", data={"helped": "yes"}).status_code == 404
    quarantine(cast, made)
    assert client.post(path, data={"helped": "yes"}).status_code == 404
    assert help_of(made.ref) == Help(0, 0)
