"""The pages of staff: lists, checks, reports; and what the marks mean, for everybody."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.drain import drain
from forum.knowledge.models import Entry
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.accounts import create_person
from forum.people.policy import SYSTEM, Actor, Role
from forum.people.roles import grant_role
from forum.questions.models import Answer, Verdict
from forum.questions.operations import accept_answer, edit_answer, report_answer
from forum.questions.trust import Evidence, VerdictKind
from forum.reactions import TABLE
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, answer, ask

Browsers = Callable[[Actor], Client]
STAFF_PAGES = ("/engineering", "/engineering/overdue", "/engineering/check", "/engineering/new-versions")


@pytest.mark.parametrize("path", [*STAFF_PAGES, "/moderation"])
def test_staff_pages_are_not_there_for_others(app: Flask, client_of: Browsers, cast: Cast, path: str) -> None:
    client_of(cast.ada).page(path, 404)
    client_of(cast.amy).page(path, 404)
    assert Client(app).get(path).status_code == 303


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_an_empty_list_says_so(client_of: Browsers, cast: Cast, path: str) -> None:
    assert client_of(cast.eva).page(path).select_one(".empty") is not None


def test_an_engineer_checks_with_one_choice_and_the_next_opens(client_of: Browsers, cast: Cast) -> None:
    first, second = (answer(cast, ask(cast)) for _ in range(2))
    for made in (first, second):
        accept_answer(cast.ada, made.id)
    eva = client_of(cast.eva)
    listed = [link["href"] for link in eva.page("/engineering/check").select("a[data-row]")]
    assert len(listed) == 2
    page = eva.page(listed[0])
    form = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
    response = eva.post(listed[0], data={**form, "verdict": "verified"})
    assert (response.status_code, response.headers["Location"]) == (303, listed[1])
    levels = {session().get_one(Answer, made.id).level.value for made in (first, second)}
    assert levels == {"verified", "accepted"}


def test_what_is_skipped_does_not_come_back_at_once(client_of: Browsers, cast: Cast) -> None:
    for made in [answer(cast, ask(cast)) for _ in range(3)]:
        accept_answer(cast.ada, made.id)
    eva = client_of(cast.eva)
    first, second, third = (link["href"] for link in eva.page("/engineering/check").select("a[data-row]"))

    def skip(path: str) -> str:
        return str(eva.page(path).select_one("[data-key=s]")["href"])

    after_first = skip(first)
    assert after_first.partition("?")[0] == second
    response = eva.post(after_first, data={"verdict": "verified", "revision": "1"})
    assert response.headers["Location"].partition("?")[0] == third
    assert skip(response.headers["Location"]) == "/engineering/check"
    assert skip(f"{first}?skip=nonsense,-1,99999999999999999999").partition("?")[0] == third


def test_a_check_shows_what_was_asked_and_what_others_found(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    other = create_person(SYSTEM, "Finn Marlow", "finn@example.org")
    grant_role(cast.amy, other.id, Role.ENGINEER)
    finn = replace(other, grants={**other.grants, Role.ENGINEER: None})
    draft = VerdictDraft(VerdictKind.VERIFIED, 1, evidence=Evidence.TESTED, note="On three devices.")
    give_verdict(cast.eva, made.id, draft)
    give_verdict(finn, made.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It wipes the settings."))
    page = client_of(cast.eva).page(f"/engineering/answers/{made.id}")
    assert "Router" in page.select_one("main .product").text
    assert page.select_one("details.setup .prose").text.startswith("Since Tuesday")
    earlier = page.select_one(".earlier")
    assert earlier.h2.text == "Two engineers differ"
    said = [" ".join(one.text.split()) for one in earlier.select("li")]
    assert "Dangerous It wipes the settings. Finn Marlow" in said[0]
    assert "Right On three devices. Eva" in said[1]
    assert "tested" in said[1]
    sure = client_of(cast.sam).page(f"/answers/{made.id}/trust")
    assert "tested" in sure.select_one(".comments").text


def test_what_could_go_wrong_and_what_to_do_instead_stand_in_the_line(
    app: Flask, client_of: Browsers, cast: Cast
) -> None:
    question = ask(cast)
    made = answer(cast, question)
    eva = client_of(cast.eva)
    data = {
        "verdict": "unsafe",
        "revision": "1",
        "hazard": "data_loss",
        "instead": "export the settings first.",
        "note": "A reset forgets them.",
    }
    assert eva.post(f"/engineering/answers/{made.id}", data=data).status_code == 303
    visitor, url = Client(app), f"/questions/{question.id}/{question.slug}"
    shown = " ".join(visitor.page(url).select_one(f"#answer-{made.id} .warning").text.split())
    line = "Do not do this: could lose your data. Instead: export the settings first."
    assert shown.startswith(line)
    assert "A reset forgets them." in shown
    trust = visitor.get(f"/api/v1/answers/{made.id}").get_json()["trust"]
    assert (trust["label"], trust["note"]) == (line, "A reset forgets them.")
    sure = visitor.page(f"/answers/{made.id}/trust").select_one(".comments").text
    assert "could lose your data" in sure
    # What was filled in for another choice and then hidden is left out.
    eva.post(f"/engineering/answers/{made.id}", data={**data, "verdict": "verified", "note": ""})
    assert visitor.page(url).select_one(f"#answer-{made.id}")["data-trust"] == "verified"


def test_what_a_check_needs_stands_at_the_field(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    eva = client_of(cast.eva)
    url = f"/engineering/answers/{made.id}"
    response = eva.post(url, data={"verdict": "unsafe", "revision": "1", "note": ""})
    assert response.status_code == 422
    assert tree(response).select_one("#note-error") is not None
    nothing = eva.post(url, data={"revision": "1", "note": "Kept."})
    assert tree(nothing).select_one("#note").text.strip() == "Kept."


def test_what_was_filled_in_for_another_choice_is_left_out(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    data = {"verdict": "verified", "revision": "1", "condition": "it is wired", "since_release": str(cast.releases[0])}
    assert client_of(cast.eva).post(f"/engineering/answers/{made.id}", data=data).status_code == 303
    given = session().scalars(sa.select(Verdict)).one()
    assert (given.condition, given.since_release_id) == (None, None)


def test_an_engineer_mends_and_verifies_in_one_step(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    data = {"verdict": "verified", "revision": "1", "body": ADVICE + " Then restart it."}
    assert client_of(cast.eva).post(f"/engineering/answers/{made.id}", data=data).status_code == 303
    kept = session().get_one(Answer, made.id)
    assert (kept.revision, kept.level.value) == (2, "verified")


def test_a_recheck_shows_only_the_difference(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    edit_answer(cast.ben, made.id, render(ADVICE + " Then wait an hour."), base_revision=1)
    page = client_of(cast.eva).page(f"/engineering/answers/{made.id}")
    assert page.select_one(".diff ins") is not None
    assert page.select_one("article.post") is None


def test_a_check_of_a_text_that_changed_is_refused_and_kept(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    edit_answer(cast.ben, made.id, render("Another text."), base_revision=1)
    data = {"verdict": "incorrect", "revision": "1", "note": "It is wrong."}
    response = client_of(cast.eva).post(f"/engineering/answers/{made.id}", data=data)
    assert "was changed since you read it" in response.text
    assert tree(response).select_one("#note").text.strip() == "It is wrong."


def test_nobody_checks_their_own(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.eva)
    assert client_of(cast.eva).get(f"/engineering/answers/{made.id}").status_code == 403


def test_a_moderator_decides_and_everybody_sees_the_effect(app: Flask, client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    report_answer(cast.ada, made.id, Report(FlagKind.DANGEROUS, "It deletes everything."))
    browser = client_of(cast.max)
    (link,) = browser.page("/moderation").select("a[data-row]")
    assert "It deletes everything." in browser.page(link["href"]).text
    empty = browser.post(link["href"], data={"action": "quarantine", "reason": ""})
    assert empty.status_code == 422
    data = {"action": "quarantine", "reason": "Until the team has looked.", "version": "1"}
    response = browser.post(link["href"], data=data)
    assert (response.status_code, response.headers["Location"]) == (303, "/moderation")
    assert session().get_one(Answer, made.id).containment == Containment.QUARANTINED
    page = Client(app).page(f"/questions/{question.id}/{question.slug}")
    placeholder = page.select_one(f"#answer-{made.id}")
    assert (placeholder["data-trust"], placeholder.text.strip()) == ("quarantined", "Hidden while we check")
    assert "Until the team has looked." in browser.page(link["href"]).text


def test_a_dangerous_answer_stands_behind_a_click(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It wipes the disk. Export first."))
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert shown["data-trust"] == "unsafe"
    assert "Do not do this: It wipes the disk. Export first." in " ".join(shown.text.split())
    assert shown.select_one("details.folded .prose") is not None


def test_a_changed_text_leads_to_the_one_that_was_verified(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    visitor = Client(app)
    visitor.page(f"/answers/{made.id}/verified")
    edit_answer(cast.ben, made.id, render(ADVICE + " Good luck."), base_revision=1)
    shown = visitor.page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    line = " ".join(shown.select_one(".trust-line").text.split())
    assert line == "Changed after it was verified. See the verified text How sure is this?"
    page = visitor.page(shown.select_one(".trust-line a")["href"])
    assert "Good luck" not in page.select_one(".prose").text
    assert "verified by Eva" in page.select_one(".post-facts").text
    assert "Good luck" in page.select_one(".diff ins").text
    assert "Right, Eva" in visitor.page(f"/answers/{made.id}/history").select_one("#revision-1").text
    drain(TABLE, delayed=True)
    entry = session().query(Entry).one()
    solution = visitor.page(f"/solutions/{entry.id}/{entry.slug}")
    said = " ".join(solution.select_one(".trust-line").text.split())
    assert said.startswith("Changed after it was verified. You see the verified text until the change is checked")
    assert "Good luck" not in solution.select_one("article").text
    unjudged = answer(cast, question)
    visitor.page(f"/answers/{unjudged.id}/verified", 404)


@pytest.mark.parametrize(
    "draft",
    [
        VerdictDraft(VerdictKind.VERIFIED, 1, note="Keep the cable in."),
        VerdictDraft(VerdictKind.CONDITIONAL, 1, condition="it is wired", note="Keep the cable in."),
        VerdictDraft(VerdictKind.OUTDATED, 1, note="Keep the cable in."),
    ],
    ids=lambda draft: draft.kind.value,
)
def test_what_readers_should_know_stands_at_the_answer(app: Flask, cast: Cast, draft: VerdictDraft) -> None:
    question = ask(cast)
    made = answer(cast, question)
    since = cast.releases[1] if draft.kind is VerdictKind.OUTDATED else None
    give_verdict(cast.eva, made.id, replace(draft, since_release=since))
    visitor, url = Client(app), f"/questions/{question.id}/{question.slug}"
    assert "Keep the cable in." in visitor.page(url).select_one(f"#answer-{made.id} .trust-told").text
    assert "Keep the cable in." in visitor.page(f"/answers/{made.id}/trust").text
    edit_answer(cast.ben, made.id, render("Another text altogether."), base_revision=1)
    told = visitor.page(url).select_one(f"#answer-{made.id} .trust-told")
    assert (told is not None) == (draft.kind is VerdictKind.OUTDATED)


def test_the_marks_are_explained_to_everybody(app: Flask, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.CONDITIONAL, 1, condition="the network is wired"))
    visitor = Client(app)
    assert len(visitor.page("/about/trust").select("dl.levels > div")) == 14
    assert "the network is wired" in visitor.page(f"/answers/{made.id}/trust").text


def test_a_correction_stands_with_the_answer(app: Flask, cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    draft = CorrectionDraft(1, "nightly restart", "weekly restart", "The nightly one is needed for updates.")
    publish_correction(cast.eva, made.id, draft)
    shown = Client(app).page(f"/questions/{question.id}/{question.slug}").select_one(f"#answer-{made.id}")
    assert shown["data-trust"] == "corrected"
    assert shown.select_one(".correction del").text == "nightly restart"
    assert shown.select_one(".correction ins").text == "weekly restart"
    assert "Eva" in shown.select_one(".correction").text
