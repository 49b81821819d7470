"""The moderators' pages, and what readers are told of a decision."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain
from forum.knowledge.models import Entry
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
from forum.questions.operations import accept_answer, comment, edit_answer, report_answer
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask, days_ago, travel

Browsers = Callable[[Actor], Client]
LOSES = Report(FlagKind.DANGEROUS, "It wipes the recordings.", Hazard.DATA_LOSS, 3)


def decided(cast: Cast, action: Action, report: Report = LOSES) -> tuple[Question, Answer, int]:
    """Eva reports Ben's answer, Max decides."""
    question = ask(cast)
    made = answer(cast, question)
    case_id = report_answer(cast.eva, made.id, report).case_id
    decide(cast.max, case_id, action, reason="Save the recordings first.")
    return question, made, case_id


def words(element: object) -> str:
    """The text of an element with single blanks."""
    return " ".join(getattr(element, "text", "").split())


@pytest.mark.parametrize("action", [Action.WARN, Action.FOLD])
def test_readers_are_told_what_could_go_wrong_and_why(app: Flask, cast: Cast, action: Action) -> None:
    question, made, _ = decided(cast, action)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    warning = words(shown.select_one(".warning"))
    assert "Warning: following this could lose your data" in warning
    assert "Save the recordings first." in warning
    assert (shown.select_one("details.folded") is not None) == (action is Action.FOLD)
    sure = words(Client(app).page(f"/answers/{made.id}/trust"))
    assert "Decided by a moderator" in sure
    assert "could lose your data" in sure
    assert "Save the recordings first." in sure
    assert "Max" not in sure


def test_a_moderators_warning_stands_beside_what_staff_found(app: Flask, cast: Cast) -> None:
    question, made, _ = decided(cast, Action.WARN)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It wipes the disk."))
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert shown.select_one("details.folded .prose") is not None
    assert shown.select_one(".prose:not(details .prose)") is None
    said = words(shown.select_one(".warning"))
    assert "Do not do this: It wipes the disk." in said
    assert "A moderator warns: following this could lose your data" in said


def test_what_is_hidden_is_found_again_and_shown_again(client_of: Browsers, cast: Cast) -> None:
    _, made, case_id = decided(cast, Action.QUARANTINE)
    max_ = client_of(cast.max)
    hidden = max_.page("/moderation/hidden")
    assert "could lose your data. Save the recordings first." in words(hidden.select_one("ol.rows"))
    (link,) = hidden.select("a[data-row]")
    assert link["href"] == f"/moderation/reports/{case_id}"
    page = max_.page(link["href"])
    form = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
    without = max_.post(link["href"], data={**form, "action": "dismiss", "reason": ""})
    assert without.status_code == 422
    assert tree(without).select_one("#reason-error") is not None
    assert max_.post(link["href"], data={**form, "action": "dismiss", "reason": "All is well."}).status_code == 303
    assert session().get_one(Answer, made.id).containment == Containment.NONE
    assert max_.page("/moderation/hidden").select("a[data-row]") == []
    drain(TABLE)
    assert "A moderator lets your answer be shown again as it was" in client_of(cast.ben).get("/inbox").text


@pytest.mark.parametrize("path", ["/moderation/hidden"])
def test_what_is_hidden_is_not_there_for_others(app: Flask, client_of: Browsers, cast: Cast, path: str) -> None:
    for who in (cast.ada, cast.eva, cast.amy):
        client_of(who).page(path, 404)
    assert Client(app).get(path).status_code == 303


def test_a_moderator_reads_what_was_asked_and_the_text_that_was_reported(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast), body="Pull the plug while it writes.")
    case_id = report_answer(cast.ada, made.id, Report(FlagKind.DANGEROUS, "It breaks the disk.")).case_id
    edit_answer(cast.ben, made.id, render("Shut it down in the menu."), base_revision=1)
    page = client_of(cast.max).page(f"/moderation/reports/{case_id}")
    assert page.h1.text.strip() == TITLE
    assert BODY[:10] in words(page.main)
    assert "Pull the plug while it writes." in words(page.select_one("article.post .prose"))
    assert "Shut it down in the menu." in words(page.select_one("details .prose"))


def test_a_moderator_decides_by_keys_and_names_what_could_go_wrong(client_of: Browsers, cast: Cast) -> None:
    mild, bad = answer(cast, ask(cast)), answer(cast, ask(cast))
    later = report_answer(cast.sam, mild.id, Report(FlagKind.SPAM, "Advertising.")).case_id
    first = report_answer(cast.sam, bad.id, Report(FlagKind.DANGEROUS, "Sparks.")).case_id
    max_ = client_of(cast.max)
    links = [link["href"] for link in max_.page("/moderation").select("a[data-row]")]
    assert links == [f"/moderation/reports/{first}", f"/moderation/reports/{later}"]
    page = max_.page(links[0])
    keys = [choice["data-key"] for choice in page.select("form[data-keys] input[name=action]")]
    assert keys == ["1", "2", "3", "4", "5", "6", "9", "0"]
    form = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
    data = {**form, "action": "fold", "reason": "Wait for an electrician."}
    unnamed = max_.post(links[0], data=data)
    assert unnamed.status_code == 422
    assert "Tell readers what could go wrong." in unnamed.text
    data["hazard"] = "safety"
    assert max_.post(links[0], data=data).headers["Location"] == links[1]
    assert session().get_one(Answer, bad.id).decided_hazard == Hazard.SAFETY


def hide(cast: Cast, made: Answer, hazard: Hazard | None = None) -> None:
    """Eva reports, Max hides."""
    case_id = report_answer(cast.eva, made.id, Report(FlagKind.DANGEROUS, "Look at it.", hazard)).case_id
    decide(cast.max, case_id, Action.QUARANTINE, reason="It says 0123 456789.", hazard=hazard)


def test_a_placeholder_stands_in_the_place_of_a_hidden_answer(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    first, hidden, last = (answer(cast, question, body=f"Turn the {word} knob.") for word in ("red", "blue", "green"))
    comment(cast.sam, question.id, render("Which blue one?"), answer_id=hidden.id)
    hide(cast, hidden, Hazard.PRIVACY)
    visitor = Client(app)
    address = f"/questions/{question.id}/{question.slug}"
    page = visitor.page(f"{address}?order=oldest")
    assert [one["id"] for one in page.select("article[data-trust]")] == [
        f"answer-{each.id}" for each in (first, hidden, last)
    ]
    placeholder = page.select_one(f"#answer-{hidden.id}")
    assert (placeholder["data-trust"], words(placeholder)) == ("quarantined", "Hidden: shows private data")
    for said in ("blue", "456789"):
        assert said not in page.text
    assert page.select_one("#answers").text.strip() == "2 answers"
    assert visitor.get(f"/answers/{hidden.id}").status_code == 404
    found = visitor.get(f"/api/v1/questions/{question.id}").get_json()
    assert ([one["id"] for one in found["answers"]], found["contained"]) == ([first.id, last.id], 1)
    for who in (cast.ben, cast.eva, cast.max):
        assert "Turn the blue knob." in client_of(who).page(address).select_one(f"#answer-{hidden.id}").text


def test_hidden_answers_count_for_the_pages_they_stand_on(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = [answer(cast, question, body=f"Turn the knob number {number}.") for number in range(32)]
    for each in made[:3]:
        hide(cast, each)
    address = f"/questions/{question.id}/{question.slug}"
    pages = [Client(app).page(f"{address}?order=oldest&page={number}") for number in (1, 2)]
    shown = [[one["id"] for one in page.select("article[data-trust]")] for page in pages]
    assert shown == [[f"answer-{each.id}" for each in some] for some in (made[:30], made[30:])]
    assert Client(app).get(f"/api/v1/questions/{question.id}").get_json()["contained"] == 3
    # In the order by trust the hidden ones stand last, and the address of an answer leads to its page.
    assert "page=" not in Client(app).get(f"/answers/{made[5].id}").headers["Location"]


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("hazard", [Hazard.PRIVACY, None])
def test_the_solution_of_a_hidden_answer_keeps_its_address_and_says_why(
    app: Flask, cast: Cast, hazard: Hazard | None, settled: bool
) -> None:
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    drain(TABLE)
    entry = session().scalars(sa.select(Entry)).one()
    visitor = Client(app)
    address = f"/solutions/{entry.id}/{entry.slug}"
    assert ADVICE[:20] in visitor.page(address).text
    hide(cast, made, hazard)
    if settled:
        drain(TABLE)
    page = visitor.page(address, 410)
    assert page.h1.text.strip() == TITLE
    assert ("Hidden: shows private data." if hazard else "Hidden while we check.") in words(page)
    assert ADVICE[:20] not in page.text
    told = visitor.get(f"/api/v1/entries/{entry.id}").get_json()
    assert (told["body"], told["state"], told["withdrawn_reason"]) == (None, "withdrawn", "contained")
    assert visitor.get("/api/v1/entries").get_json()["items"] == []


def test_an_entry_has_the_level_of_its_answer_at_every_moment(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    drain(TABLE)
    visitor = Client(app)
    for step, level in (
        (lambda: give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1)), "verified"),
        (
            lambda: edit_answer(cast.ben, made.id, render("Other words, and many of them."), base_revision=1),
            "edited_since",
        ),
    ):
        step()
        (row,) = visitor.get("/api/v1/entries").get_json()["items"]
        one = visitor.get(f"/api/v1/entries/{row['id']}").get_json()
        assert (row["level"], one["level"], one["trust"]["level"]) == (level, level, level)
        assert visitor.page(f"/solutions/{row['id']}/{question.slug}").select_one("article")["data-trust"] == level


def test_an_acceptance_in_the_askers_stead_is_not_shown_as_the_askers_word(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    with travel(days_ago(20)):
        question = ask(cast)
        made = answer(cast, question)
    max_ = client_of(cast.max)
    without = max_.post(f"/answers/{made.id}/accept", data={"reason": "  "})
    assert without.status_code == 422
    assert tree(without).select_one("#reason-error") is not None
    max_.post(f"/answers/{made.id}/accept", data={"reason": "The asker thanks in a comment."})
    line = "Marked as solved by a moderator, not by the asker, not checked by staff"
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    assert line in words(page.select_one(f"#answer-{made.id} .trust-line"))
    assert Client(app).get(f"/api/v1/answers/{made.id}").get_json()["trust"]["label"] == line
    sure = " ".join(Client(app).page(f"/answers/{made.id}/trust").select_one("dl").get_text(" ").split())
    assert "The asker has not marked it" in sure
    assert "A moderator, for the asker says that it solved the problem" in sure
    assert "The asker thanks in a comment." in sure
    max_.post(f"/answers/{made.id}/unaccept")
    assert session().get_one(Answer, made.id).accepted_reason == ""
