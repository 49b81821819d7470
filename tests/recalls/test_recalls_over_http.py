"""The story of a recall on pages and by the API: staff decides, people are told, everybody can read and find it."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from forum import config
from forum.core.clock import now, travel
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.notifications.mail import send_due as send_letters
from forum.people.policy import Actor
from forum.questions.operations import accept_answer, report_answer
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from forum.recalls.operations import send_due
from tests.pages.test_finding import spoil_the_index
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.mail import Mailbox
from tests.support.talk import answer, ask

Browsers = Callable[[Actor], Client]


@pytest.fixture
def letters(app: Flask, settings: config.Config, mailbox: Mailbox) -> Iterator[Mailbox]:
    """A mail server, on a site with an address of its own."""
    config.use(dataclasses.replace(settings, mail_url=mailbox.url))
    yield mailbox
    config.use(settings)


HIDDEN = "xylophone"
ADVICE = f"Open the settings, choose {HIDDEN}, and switch off the nightly restart. Then press Save."
SUMMARY = "Turning the schedule off opens the firewall"
NOW = "Turn it on again, then look whether port 8080 is closed."


def follow() -> None:
    """Let everything follow."""
    assert catch_up(TABLE).failures == []


def pass_by() -> None:
    """Let eleven minutes pass, and the worker send what is due."""
    with travel(now() + timedelta(minutes=11)):
        send_due()
        follow()


def test_staff_decides_on_a_page_and_those_who_relied_on_it_read_what_to_do(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    question = ask(cast)
    made = answer(cast, question, body=ADVICE)
    question_id, answer_id = question.id, made.id
    accept_answer(cast.ada, answer_id)
    case = report_answer(cast.sam, answer_id, Report(FlagKind.DANGEROUS, "It opens the firewall.")).case_id
    decide(cast.max, case, Action.QUARANTINE, reason="Until we know.")
    follow()
    staff, visitor = client_of(cast.eva), Client(app)
    assert "Notices to send" in staff.get("/engineering").text
    path = "/staff/notices/1"
    assert path in staff.get("/staff/notices").text
    page = staff.get(path).text
    assert "Reaches 1 person" in page
    for stranger in (cast.ada, cast.ben, cast.amy):
        assert client_of(stranger).get(path).status_code == 404
        assert client_of(stranger).get("/staff/notices").status_code == 404
    words = {"severity": "3", "summary": SUMMARY, "what_now": NOW, "instead": ""}
    assert staff.post(path, data={**words, "what_now": ""}).status_code == 422
    quoted = staff.post(path, data={**words, "summary": "Never choose xylophone, and switch off the nightly restart"})
    assert quoted.status_code == 422
    assert staff.post(path, data={**words, "instead": f"/answers/{answer_id}"}).status_code == 422
    assert staff.post(path, data=words).status_code == 303
    assert staff.post(f"{path}/stop").status_code == 303
    assert staff.post(path, data=words).status_code == 303
    assert visitor.get("/corrected/1").status_code == 404
    pass_by()
    ada = client_of(cast.ada)
    inbox = ada.get("/inbox").text
    assert "Safety notice: advice that you may have followed can do harm" in inbox
    assert NOW in inbox
    assert "I undid it" in ada.get("/corrected/1").text
    assert client_of(cast.sam).post("/corrected/1/undone").status_code == 404
    assert ada.post("/corrected/1/undone").status_code == 303
    went = staff.get(path).text
    assert "Reached 1 person" in went
    for public in (
        "/corrected",
        "/corrected/1",
        "/corrected.atom",
        "/search?q=firewall+schedule",
        "/sitemaps/corrected.xml",
    ):
        found = visitor.get(public)
        assert found.status_code == 200, public
        assert HIDDEN not in found.text
        assert "/corrected/1" in found.text or public == "/corrected/1"
    assert visitor.get(f"/search?q={HIDDEN}").text.count("/corrected/1") == 0
    spoil_the_index()
    without = [
        f"/search?q={words}"
        for words in ("schedule+firewall", "firewall&product=router", "firewall&kind=entry", HIDDEN)
    ]
    assert ["/corrected/1" in visitor.get(path).text for path in without] == [True, True, False, False]
    assert HIDDEN not in visitor.get(f"/questions/{question_id}/x", follow_redirects=True).text
    assert staff.post(f"{path}/take-back").status_code == 303
    assert (
        staff.post("/staff/notices/2", data={**words, "summary": "It was right", "what_now": "Nothing."}).status_code
        == 303
    )
    pass_by()
    assert "A safety notice is taken back" in ada.get("/inbox").text
    assert "It was right" in visitor.get("/corrected/1").text
    assert "I undid it" not in ada.get("/corrected/1").text


def test_the_api_does_the_same_and_minor_ones_come_in_one_letter_of_the_morning(
    app: Flask, call: Callers, cast: Cast, letters: Mailbox
) -> None:
    told = []
    for _ in range(2):
        made = answer(cast, ask(cast), body=ADVICE).id
        give_verdict(cast.eva, made, VerdictDraft(VerdictKind.INCORRECT, 1, note="It is not so."))
        told.append(made)
    follow()
    eva, ada, visitor = call(cast.eva), call(cast.ada), call(None)
    listed = eva.made("GET", "/recalls")["items"]
    assert [(each["about"]["id"], each["cause"], each["severity"]) for each in listed] == [
        (ident, "incorrect", 2) for ident in reversed(told)
    ]
    assert ada("GET", "/recalls").status_code == ada("GET", f"/recalls/{listed[0]['id']}").status_code == 404
    body = {"severity": 2, "summary": SUMMARY, "what_now": NOW, "instead": None}
    for each in listed:
        for _ in range(2):
            decided = eva.made("PUT", f"/recalls/{each['id']}/decision", body)
            assert (decided["state"], decided["reach"]["follows"], decided["reach"]["total"]) == ("due", 1, 1)
    assert eva("PUT", f"/recalls/{listed[0]['id']}/decision", {**body, "severity": 7}).status_code == 409
    pass_by()
    first = listed[0]["id"]
    assert [each["id"] for each in visitor.made("GET", "/corrected")["items"]] == [each["id"] for each in listed]
    assert visitor.made("GET", f"/corrected/{first}")["what_now"] == NOW
    (hit,) = [one for one in visitor.made("GET", "/search?q=firewall")["items"] if one["id"] == first]
    assert (hit["kind"], hit["title"]) == ("correction", SUMMARY)
    assert ada.made("PUT", f"/corrected/{first}/undone") == {"undone": True}
    assert visitor("PUT", f"/corrected/{first}/undone").status_code == 401
    delivery = eva.made("GET", f"/recalls/{first}")["delivery"]
    assert delivery == {
        **{"told": 1, "read": 0, "letters_sent": 0, "letters_waiting": 1, "letters_failed": 0, "undone": 1},
    }
    before = len(letters.to("ada@example.org"))
    with travel(now() + timedelta(days=2)):
        while send_letters().done:
            pass
    mine = letters.to("ada@example.org")[before:]
    daily = [message for message in mine if message["Subject"] == "Corrected since yesterday"]
    assert len(daily) == 1
    assert daily[0].get_content().count(NOW) == 2
    assert eva.made("GET", f"/recalls/{first}")["delivery"]["letters_sent"] == 1
