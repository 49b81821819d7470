"""The inbox: plain lines that lead to the spot, read once they were seen."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, fix_and_verify, give_verdict
from forum.notifications.models import Notice
from forum.people.policy import Actor
from forum.questions.operations import accept_answer, comment, edit_answer, edit_question, report_answer
from forum.questions.operations.asking import QuestionDraft
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, TITLE, answer, ask

Browsers = Callable[[Actor], Client]
WHY = "It wipes the disk. <b>Export</b> first."


def decided(cast: Cast, action: Action) -> int:
    """Sam reports Ben's answer, Max decides; return the answer's number."""
    made = answer(cast, ask(cast)).id
    case_id = report_answer(cast.sam, made, Report(FlagKind.DANGEROUS, "Dangerous.")).case_id
    decide(cast.max, case_id, action, reason=WHY)
    follow()
    return made


def follow() -> None:
    """Do everything that follows."""
    assert catch_up(TABLE).failures == []


def bell(client: Client) -> str:
    """What the bell says to somebody who listens to the page."""
    found = client.page("/questions").select_one("a.bell")
    assert found is not None
    return str(found["aria-label"])


def test_visitors_sign_in_first(app: Flask, cast: Cast) -> None:
    response = Client(app).get("/inbox")
    assert (response.status_code, response.headers["Location"]) == (303, "/login?next=/inbox")


def test_an_empty_inbox_says_so(client_of: Browsers, cast: Cast) -> None:
    page = client_of(cast.ada).page("/inbox")
    assert page.select_one(".empty") is not None
    assert page.select(".rows") == []


def test_a_line_says_what_happened_and_leads_there(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question).id
    beneath = comment(cast.sam, question.id, render("Which menu?"), answer_id=made).id
    follow()
    ada = client_of(cast.ada)
    page = ada.page("/inbox")
    assert [heading.text for heading in page.select("main h2")] == ["Today"]
    assert [link.text for link in page.select(".row-title a")] == [
        "Sam commented on an answer to your question",
        "Ben answered your question",
    ]
    assert TITLE in page.text
    places = [ada.get(link["href"]).headers["Location"] for link in page.select(".row-title a")]
    assert [place.partition("#")[2] for place in places] == [f"comment-{beneath}", f"answer-{made}"]


def test_what_was_seen_is_read(client_of: Browsers, cast: Cast) -> None:
    answer(cast, ask(cast))
    follow()
    ada = client_of(cast.ada)
    assert bell(ada) == "Inbox, 1 unread"
    ada.head("/inbox")
    assert bell(ada) == "Inbox, 1 unread"
    assert len(ada.page("/inbox").select(".notice-new")) == 1
    assert bell(ada) == "Inbox, 0 unread"
    assert ada.page("/inbox").select(".notice-new") == []


def test_everything_is_marked_with_one_click(client_of: Browsers, cast: Cast) -> None:
    for _ in range(102):
        comment(cast.ben, ask(cast).id, render("Another thought."))
    follow()
    ada = client_of(cast.ada)
    page = ada.page("/inbox")
    assert len(page.select(".rows > li")) == 100
    action = page.select_one("main form")["action"]
    assert tree(ada.post(action, follow_redirects=True)).select_one("main form") is None
    assert session().scalar(sa.select(sa.func.count(Notice.id)).where(Notice.read_at.is_(None))) == 0
    older = page.select_one("a[rel=next]")["href"]
    assert len(ada.page(older).select(".rows > li")) == 2


def test_several_of_one_page_are_one_line_that_leads_to_the_first(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    answer(cast, question)
    ada = client_of(cast.ada)
    follow()
    ada.page("/inbox")
    first = answer(cast, question, by=cast.sam).id
    for who in (cast.ben, cast.eva):
        answer(cast, question, by=who)
    for _ in range(2):
        comment(cast.sam, question.id, render("Which menu?"), answer_id=first)
    follow()
    assert bell(ada) == "Inbox, 5 unread"
    page = ada.page("/inbox")
    assert [(link.text, link["href"]) for link in page.select(".row-title a")][1:] == [
        ("3 new answers to your question", f"/answers/{first}"),
        ("Ben answered your question", "/answers/1"),
    ]
    assert page.select_one(".row-title a").text == "2 new comments on answers to your question"
    assert len(page.select(".notice-new")) == 2


def test_marking_needs_our_own_form_and_an_account(app: Flask, client_of: Browsers, cast: Cast) -> None:
    answer(cast, ask(cast))
    follow()
    ada = client_of(cast.ada)
    assert ada.get("/inbox/read").status_code == 405
    ada.forges = True
    assert ada.post("/inbox/read").status_code == 400
    assert Client(app).post("/inbox/read").status_code == 403
    ada.forges = False
    assert bell(ada) == "Inbox, 1 unread"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        (Action.DISMISS, "A moderator read a report about your answer and left the answer as it is"),
        (Action.WARN, "A moderator put a warning above your answer"),
        (Action.FOLD, "A moderator hid your answer behind a warning"),
        (Action.QUARANTINE, "A moderator hid your answer while we check it"),
    ],
)
def test_the_author_reads_what_was_decided_and_why(client_of: Browsers, cast: Cast, action: Action, text: str) -> None:
    made = decided(cast, action)
    ben = client_of(cast.ben)
    page = ben.page("/inbox")
    (line,) = page.select(".rows > li")
    assert line.select_one(".row-title").text == text
    assert line.select_one(".row-passage").text == f"Why: {WHY}"
    assert "Max" not in page.text
    place = tree(ben.get(line.select_one(".row-title a")["href"], follow_redirects=True))
    if action is not Action.DISMISS:
        # What was done to their text has a page of its own: there they read how to mend it, and may appeal.
        assert WHY in place.text
        place = tree(ben.get(place.select_one("main p.small a")["href"], follow_redirects=True))
    assert place.select_one(f"#answer-{made}") is not None


def test_reporters_read_that_their_report_was_decided(client_of: Browsers, cast: Cast) -> None:
    made = decided(cast, Action.QUARANTINE)
    sam = client_of(cast.sam)
    page = sam.page("/inbox")
    (link,) = page.select(".row-title a")
    assert link.text == "A moderator read your report and hid the answer while we check it"
    assert WHY not in page.text
    assert "Max" not in page.text
    place = tree(sam.get(link["href"], follow_redirects=True))
    assert TITLE in place.text
    assert place.select_one(f"#answer-{made}")["data-trust"] == "quarantined"
    assert place.select_one(f"#answer-{made} .prose") is None


@pytest.mark.parametrize(
    ("draft", "text", "said"),
    [
        (VerdictDraft(VerdictKind.VERIFIED, 1), "Eva checked your answer: it is right", []),
        (
            VerdictDraft(VerdictKind.CONDITIONAL, 1, condition="it is wired", note="Tried it."),
            "Eva checked your answer: it is right on a condition",
            ["Right if: it is wired", "Note: Tried it."],
        ),
        (VerdictDraft(VerdictKind.INCORRECT, 1, note="No."), "Eva checked your answer: it is wrong", ["Note: No."]),
        (VerdictDraft(VerdictKind.UNSAFE, 1, note="No."), "Eva checked your answer: it is dangerous", ["Note: No."]),
    ],
)
def test_the_author_reads_what_the_check_found(
    client_of: Browsers, cast: Cast, draft: VerdictDraft, text: str, said: list[str]
) -> None:
    give_verdict(cast.eva, answer(cast, ask(cast)).id, draft)
    follow()
    page = client_of(cast.ben).page("/inbox")
    assert page.select_one(".row-title").text == text
    assert [words.text for words in page.select(".row-passage")] == said


def test_each_reads_their_own(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    accept_answer(cast.ada, made.id)
    follow()
    assert "Ada says that your answer solved it" in client_of(cast.ben).page("/inbox").text
    assert client_of(cast.sam).page("/inbox").select(".rows") == []


def test_an_address_that_was_never_given_is_refused(client_of: Browsers, cast: Cast) -> None:
    assert client_of(cast.ada).get("/inbox?cursor=nonsense").status_code == 422


def test_the_author_is_told_of_another_ones_edit_and_led_to_what_changed(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    edit_answer(cast.ben, made.id, render(ADVICE + " Wait."), base_revision=1)
    edit_answer(cast.max, made.id, render(ADVICE + " Wait an hour."), base_revision=2, note="How long.")
    draft = QuestionDraft(TITLE, render("Which?"), product_id=cast.router)
    edit_question(cast.max, question.id, draft, base_revision=1)
    follow()
    ben = client_of(cast.ben)
    (row,) = ben.page("/inbox").select(".row-title a")
    assert (row.text, row["href"]) == (
        "Max changed your answer: see what changed",
        f"/answers/{made.id}/history#revision-3",
    )
    assert ben.page(row["href"]).select_one("#revision-3 ins").text == " an hour"
    assert "Note: How long." in ben.page("/inbox").text
    ada = client_of(cast.ada)
    first = ada.page("/inbox").select(".row-title a")[0]
    assert first.text == "Max changed your question: see what changed"
    assert ada.page(first["href"]).select_one("#revision-2") is not None


def test_who_mends_and_verifies_tells_both_in_one_line(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    fix_and_verify(cast.eva, made.id, render(ADVICE + " Wait."), VerdictDraft(VerdictKind.VERIFIED, 1))
    follow()
    (row,) = client_of(cast.ben).page("/inbox").select(".row-title a")
    assert row.text == "Eva changed your answer and found it right so: see what changed"
    assert row["href"] == f"/answers/{made.id}/history#revision-2"
