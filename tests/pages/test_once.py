"""A form that is sent twice has one effect and leads to one place, whether it makes, changes or decides something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from forum.catalog.queries import tag_called
from forum.core.clock import now, travel
from forum.core.db import Base, session
from forum.core.markup import render
from forum.flags.models import Case, FlagKind
from forum.flags.operations import Report
from forum.journal.models import Event
from forum.knowledge.queries import entry_of
from forum.moderation.answering_corrections import object_to_correction
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Suggestion
from forum.people.models import ApiToken
from forum.people.policy import Actor
from forum.people.sent import KEPT_FOR
from forum.questions.models import (
    Answer,
    AnswerRevision,
    Comment,
    Correction,
    Question,
    QuestionRevision,
    Verdict,
)
from forum.questions.operations import (
    accept_answer,
    answer_to_comment,
    comment,
    comment_to_answer,
    delete_answer,
    edit_answer,
    merge_question,
    post_answer,
    report_answer,
)
from tests.support.cast import Cast
from tests.support.client import Client, tree
from tests.support.talk import ADVICE, BODY, TITLE, answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
OTHER = "First save the settings. Then press the small button for ten seconds."


@dataclass(frozen=True)
class Form:
    """A form: who sends it where, what stands in it, and the rows that it makes."""

    path: str
    who: str
    makes: type[Base]
    fields: dict[str, Any]


FORMS = {
    "ask": Form("/questions/ask", "ben", Question, {"title": "Another title", "body": BODY}),
    "ask and answer": Form("/questions/ask", "ben", Answer, {"title": "Another title", "body": BODY, "answer": ADVICE}),
    "answer": Form("/questions/{question}/answers", "sam", Answer, {"body": OTHER}),
    "comment": Form("/questions/{question}/comments", "sam", Comment, {"body": "Which version?"}),
    "edit a question": Form(
        "/questions/{question}/edit", "ada", QuestionRevision, {"title": TITLE, "body": OTHER, "revision": "1"}
    ),
    "edit an answer": Form("/answers/{answer}/edit", "ben", AnswerRevision, {"body": OTHER, "revision": "1"}),
    "suggest for an answer": Form(
        "/answers/{answer}/suggest", "sam", Suggestion, {"body": OTHER, "revision": "1", "note": "Shorter."}
    ),
    "suggest for a question": Form(
        "/questions/{question}/suggest",
        "sam",
        Suggestion,
        {"title": TITLE, "body": OTHER, "revision": "1", "note": "Shorter."},
    ),
    "correct": Form(
        "/answers/{answer}/correct",
        "eva",
        Correction,
        {"passage": "settings", "replacement": "menu", "reason": "It moved.", "revision": "1"},
    ),
    "check": Form("/engineering/answers/{answer}", "eva", Verdict, {"verdict": "verified", "revision": "1"}),
    "mend and check": Form(
        "/engineering/answers/{answer}", "eva", Verdict, {"verdict": "verified", "revision": "1", "body": OTHER}
    ),
}


def count(model: type[Base]) -> int:
    """How many rows there are."""
    session().rollback()
    return session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """A question with an answer."""
    question = ask(cast)
    return {"question": question.id, "answer": answer(cast, question).id}


@pytest.mark.parametrize("name", FORMS)
def test_a_second_press_changes_nothing_and_leads_to_the_same_place(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int], name: str
) -> None:
    form = FORMS[name]
    browser, path = client_of(getattr(cast, form.who)), form.path.format(**places)
    before = count(form.makes)
    first = browser.post(path, data=form.fields)
    assert (first.status_code, count(form.makes)) == (303, before + 1), first.text[:500]
    events = count(Event)
    again = browser.post(path, data=form.fields)
    assert (again.status_code, again.location) == (303, first.location)
    assert (count(form.makes), count(Event)) == (before + 1, events)


@pytest.mark.parametrize("name", ["ask", "answer", "check"])
def test_two_presses_at_the_same_moment_are_one(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int], name: str
) -> None:
    form = FORMS[name]
    path, before = form.path.format(**places), count(form.makes)
    start, led = Barrier(2), []

    def press(browser: Client) -> None:
        start.wait()
        led.append(browser.post(path, data=form.fields).location)

    browsers = [client_of(getattr(cast, form.who)) for _ in range(2)]
    session().rollback()
    threads = [Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(form.makes) == before + 1
    assert led[0] is not None
    assert led[0] == led[1]


def test_other_words_other_people_and_other_times_are_other_texts(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    path = f"/questions/{places['question']}/comments"
    sam, ben = client_of(cast.sam), client_of(cast.ben)
    for browser, fields in (
        (sam, {"body": "Thank you."}),
        (sam, {"body": "Thank you"}),
        (sam, {"body": "Thank you.", "answer": str(places["answer"])}),
        (ben, {"body": "Thank you."}),
    ):
        assert browser.post(path, data=fields).status_code == 303
    assert count(Comment) == 4
    with travel(now() + KEPT_FOR * 2):
        assert sam.post(path, data={"body": "Thank you."}).status_code == 303
    assert count(Comment) == 5


def test_a_refused_form_may_be_sent_again(app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]) -> None:
    sam, path = client_of(cast.sam), f"/answers/{places['answer']}/suggest"
    fields = {"body": OTHER, "note": "Shorter.", "revision": "1"}
    edit_answer(cast.ben, places["answer"], render(f"{ADVICE} Wait."), base_revision=1)
    for _ in range(2):
        assert sam.post(path, data=fields).status_code == 409
    assert sam.post(path, data={**fields, "revision": "2"}).status_code == 303


def test_what_was_deleted_may_be_written_again(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    sam, path = client_of(cast.sam), f"/questions/{places['question']}/answers"
    first = sam.post(path, data={"body": OTHER}).location
    delete_answer(cast.sam, int(first.rpartition("/")[2]))
    assert sam.post(path, data={"body": OTHER}).location != first
    assert count(Answer) == 3


def test_the_same_check_of_what_was_judged_meanwhile_is_a_new_one(
    app: Flask, cast: Cast, client_of: Browsers, places: dict[str, int]
) -> None:
    eva, path = client_of(cast.eva), f"/engineering/answers/{places['answer']}"
    for verdict in ("verified", "incorrect", "verified"):
        seen = eva.page(path).select_one("#seen")
        assert seen is not None
        fields = {"verdict": verdict, "revision": "1", "seen": str(seen["value"]), "note": "I looked."}
        assert eva.post(path, data=fields).status_code == 303
    assert count(Verdict) == 3


@dataclass(frozen=True)
class Decided:
    """Who decides something about what stands there, and where."""

    path: str
    who: str
    fields: dict[str, Any]


DECIDED = {
    "close": Decided("/questions/{question}/close", "max", {"reason": "Nobody knows more."}),
    "close as asked before": Decided("/questions/{question}/duplicate", "max", {"target": "{other}"}),
    "open again": Decided("/questions/{question}/reopen", "max", {}),
    "merge": Decided("/questions/{question}/merge", "max", {"target": "{other}"}),
    "split": Decided("/questions/{part}/split", "max", {}),
    "make it an answer again": Decided("/answers/{made}/convert-back", "max", {}),
    "make it a comment again": Decided("/comments/{said}/convert-back", "max", {}),
    "make an answer a comment": Decided("/answers/{answer}/convert", "max", {"to": "comment"}),
    "make an answer a question": Decided("/answers/{answer}/convert", "max", {"to": "question", "title": "Why?"}),
    "make a comment an answer": Decided("/comments/{comment}/convert", "max", {}),
    "delete": Decided("/answers/{answer}/delete", "max", {"reason": "It is said elsewhere."}),
    "decide a report": Decided(
        "/moderation/reports/{case}", "max", {"action": "fold", "reason": "It is wrong.", "version": "{version}"}
    ),
    "object": Decided("/corrections/{correction}/object", "ben", {"reason": "There is one."}),
    "decide an objection": Decided(
        "/engineering/objections/{disputed}", "eva", {"action": "withdraw", "reason": "There is one."}
    ),
    "retire a solution": Decided("/solutions/{entry}/retire", "max", {"reason": "It is sold no more."}),
    "bring a solution back": Decided("/solutions/{entry}/bring-back", "max", {}),
    "merge tags": Decided("/tags/{tag}/merge", "max", {"into": "night", "why": "They are the same."}),
    "a product": Decided("/admin/products/new", "amy", {"name": "Lamp", "slug": "lamp", "description": ""}),
    "a version": Decided("/admin/products/router/releases", "amy", {"release": "3.0", "released_on": "2026-11-01"}),
    "a role": Decided("/admin/people/{ben}/roles", "amy", {"role": "engineer", "product": "router"}),
    "a profile": Decided("/account", "ada", {"name": "Ada", "about": "Bells.", "locale": "", "time_zone": ""}),
    "notices": Decided("/account/notices", "ada", {"told": "answered.bell"}),
}


@pytest.fixture
def stands(cast: Cast) -> dict[str, int]:
    """Two questions, one of them with a solution, a report and corrections; and what has been moved."""
    other = ask(cast, tags=("night",)).id
    question = ask(cast, tags=("evening",)).id
    ids = [post_answer(by, question, render(f"{ADVICE} {by.id}")).id for by in (cast.ben, cast.sam)]
    places = {"other": other, "question": question, "answer": ids[0], "ben": cast.ben.id or 0}
    places["comment"] = comment(cast.sam, question, render("Restarting it by hand helped me.")).id
    draft = CorrectionDraft(1, "press Save", "press Apply", "There is no Save.")
    places |= {"correction": publish_correction(cast.max, ids[0], draft).id}
    places |= {"disputed": publish_correction(cast.max, ids[1], draft).id}
    object_to_correction(cast.sam, places["disputed"], reason="There is one.")
    places["case"] = report_answer(cast.sam, ids[0], Report(FlagKind.WRONG, "It does not help.")).case_id
    places |= {"part": ask(cast).id, "made": answer(cast, ask(cast)).id}
    places |= {"said": comment(cast.sam, other, render("It is by the door, beneath the small lamp.")).id}
    merge_question(cast.max, places["part"], other)
    answer_to_comment(cast.max, places["made"])
    comment_to_answer(cast.max, places["said"])
    solved = ask(cast).id
    accept_answer(cast.ada, post_answer(cast.ben, solved, render(ADVICE)).id)
    follow()
    entry, tag = entry_of(cast.visitor, solved), tag_called("evening")
    assert entry is not None
    assert tag is not None
    places |= {"entry": entry.id, "tag": tag.id}
    session().rollback()
    return {**places, "version": session().get_one(Case, places["case"]).version}


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_decided_twice_is_decided_once_and_the_second_press_is_no_fault(
    app: Flask, cast: Cast, client_of: Browsers, stands: dict[str, int], name: str
) -> None:
    decided = DECIDED[name]
    browser, path = client_of(getattr(cast, decided.who)), decided.path.format(**stands)
    fields = {field: text.format(**stands) for field, text in decided.fields.items()}
    first = browser.post(path, data=fields)
    assert first.status_code == 303, first.text[:2000]
    events = count(Event)
    again = browser.post(path, data=fields)
    assert (again.status_code, again.location) == (303, first.location), again.text[:2000]
    assert count(Event) == events


def test_a_form_makes_one_key_and_shows_it_to_who_presses_twice(app: Flask, cast: Cast, client_of: Browsers) -> None:
    eva = client_of(cast.eva)

    def press(form: BeautifulSoup, name: str = "nightly report", status: int = 200) -> BeautifulSoup:
        fields = {"key-name": name, "key-made_by": str(form.select("#key-made_by")[0]["value"])}
        made = eva.post("/account/keys", data=fields)
        assert made.status_code == status
        return tree(made)

    page = eva.page("/account")
    shown = [press(page).select("#key")[0].text for _ in range(2)]
    assert (shown[0], count(ApiToken)) == (shown[1], 1)
    other = press(page, "another one").select("#key")[0].text
    with travel(now() + timedelta(minutes=5)):
        late = press(page, status=422)
        assert press(late).select("#key")[0].text not in {*shown, other}
    assert count(ApiToken) == 3
