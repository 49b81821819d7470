"""What moderators do beside holding a text back: suspend, mark as asked before, take out words, correct, convert."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, Unfit
from forum.core.markup import render
from forum.core.operation import unit
from forum.flags.models import Case, CaseState, FlagKind
from forum.flags.operations import Report, report_person
from forum.moderation.counts import moderators_counts
from forum.moderation.doing import Terms
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.second_reading import confirm, overturn
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role, is_signed_in
from forum.people.queries import actor_of
from forum.people.roles import grant_role
from forum.questions.models import Answer, AnswerRevision, Question, QuestionState
from forum.questions.operations import (
    answer_to_comment,
    comment,
    convert_back,
    edit_answer,
    edit_comment,
    edit_question,
    merge_question,
    report_answer,
    report_comment,
    report_question,
)
from forum.questions.operations.asking import QuestionDraft
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import BODY, TITLE, answer, ask
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
REPORT = Report(FlagKind.ABUSE, "Please look at this.")


def person(actor: Actor) -> Person:
    """Somebody as they are now."""
    session().expire_all()
    return session().get_one(Person, actor.id)


def held(answer_id: int) -> Containment:
    """How far an answer is held back now."""
    return session().get_one(Answer, answer_id).containment


def test_an_author_is_suspended_appeals_and_acts_again(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, REPORT).case_id
    until = now() + timedelta(days=7)
    for wrong in (Terms(), Terms(until=now() - timedelta(days=1))):
        with pytest.raises(Invalid):
            decide(cast.max, case_id, Action.SUSPEND, reason="Third time.", terms=wrong)
    made = call(cast.max)(
        "POST",
        f"/cases/{case_id}/decisions",
        {"action": "suspend", "reason": "Third time.", "until": until.isoformat()},
    )
    assert made.status_code == 201
    decision_id = made.get_json()["id"]
    assert not is_signed_in(actor_of(cast.ben.id or 0))
    follow()
    ben = client_of(cast.ben)
    assert "A moderator suspended you" in words(ben.page("/inbox").main)
    assert ben.post("/questions/ask", data={"title": "May I still ask?", "body": "I wonder."}).status_code == 403
    assert ben.post(f"/decisions/{decision_id}/appeal", data={"reason": "It was a joke."}).status_code == 303
    overturn(second_moderator(cast), decision_id, reason="It was a joke.")
    assert person(cast.ben).suspended_until is None


def test_staff_is_suspended_by_admins_and_others_by_moderators_of_all_products(cast: Cast) -> None:
    terms = Terms(until=now() + timedelta(days=7))
    of_staff = report_person(cast.ada, cast.eva.id or 0, REPORT).case_id
    with pytest.raises(Forbidden):
        decide(cast.max, of_staff, Action.SUSPEND, reason="No.", terms=terms)
    question = ask(cast)
    case_id = report_answer(cast.ada, answer(cast, question).id, REPORT).case_id
    with unit():
        session().execute(sa.delete(RoleGrant).where(RoleGrant.person_id == cast.max.id))
    grant_role(cast.amy, cast.max.id or 0, Role.MODERATOR, question.product_id)
    with pytest.raises(Forbidden):
        decide(actor_of(cast.max.id or 0), case_id, Action.SUSPEND, reason="No.", terms=terms)


def test_a_question_that_was_asked_before_leads_there_and_back(client_of: Browsers, cast: Cast) -> None:
    first, second = ask(cast), ask(cast)
    case_id = report_question(cast.sam, second.id, REPORT).case_id
    browser, path = client_of(cast.max), f"/moderation/reports/{case_id}"
    form = {"action": "duplicate", "reason": "See there."}
    assert browser.post(path, data=form).status_code == 422
    assert browser.post(path, data={**form, "target": f"#{first.id}"}).status_code == 303
    session().expire_all()
    found = session().get_one(Question, second.id)
    assert (found.state, found.duplicate_of_id) == (QuestionState.CLOSED, first.id)
    follow()
    assert words(client_of(cast.ada).page("/inbox").main).count("was asked before") == 1


def test_the_words_of_an_older_version_are_gone_for_good(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    made = answer(cast, ask(cast), body="My password is hunter2, use it to sign in and restart.")
    edit_answer(cast.ben, made.id, render("Sign in and restart it twice."), base_revision=1)
    case_id = report_answer(cast.ada, made.id, REPORT).case_id
    with pytest.raises(Invalid):
        decide(cast.max, case_id, Action.REDACT, reason="A password.", terms=Terms(number=2))
    page = client_of(cast.max).page(f"/moderation/reports/{case_id}")
    assert [each["value"] for each in page.select("#number option")] == ["", "1"]
    config.use(replace(config.current(), second_reader="before"))
    decision = decide(cast.max, case_id, Action.REDACT, reason="A password.", terms=Terms(number=1))
    first = sa.select(AnswerRevision.source).where(AnswerRevision.answer_id == made.id, AnswerRevision.number == 1)
    assert "hunter2" in (session().scalar(first) or "")
    assert held(made.id) is Containment.QUARANTINED
    sam = second_moderator(cast)
    confirm(sam, decision.id)
    session().expire_all()
    assert session().scalar(first) == ""
    assert held(made.id) is Containment.NONE
    with pytest.raises(Conflict):
        overturn(sam, decision.id, reason="Give it back.")
    history = client_of(cast.sam).page(f"/answers/{made.id}/history")
    assert "hunter2" not in history.text
    assert call(None)("GET", f"/answers/{made.id}/revisions").get_json()["items"][0]["body"] == ""


def test_reports_go_along_with_a_text_that_is_converted(cast: Cast) -> None:
    made = answer(cast, ask(cast), body="Did you restart it?")
    case_id = report_answer(cast.ada, made.id, REPORT).case_id
    made_of_it = answer_to_comment(cast.max, made.id)
    (view,) = list_cases(cast.max).items
    assert (view.case.id, view.thing.ref) == (case_id, made_of_it.ref)
    assert moderators_counts(cast.max)["reports"] == 1
    decide(cast.max, case_id, Action.CONVERT, reason="It asks back.")
    # What became a part of another question waits with it, and is counted no more.
    one, same = ask(cast), ask(cast)
    report_question(cast.sam, one.id, REPORT)
    merge_question(cast.max, one.id, same.id)
    assert (list_cases(cast.max).items, moderators_counts(cast.max)["reports"]) == ([], 0)
    # An open report comes back with the text; one that was decided stays where it was.
    again = answer(cast, ask(cast), body="Did you restart it twice?")
    other = report_answer(cast.ada, again.id, REPORT).case_id
    answer_to_comment(cast.max, again.id)
    convert_back(cast.max, again.ref)
    assert [each.thing.ref for each in list_cases(cast.max).items] == [again.ref]
    with pytest.raises(Unfit):
        decide(cast.max, other, Action.CONVERT, reason="It was not.")
    with pytest.raises(Unfit):
        decide(cast.max, other, Action.CORRECT, reason="It was not.")


def test_correcting_and_converting_close_the_report_that_led_there(client_of: Browsers, cast: Cast) -> None:
    question = ask(cast)
    cases: list[tuple[int, int]] = []
    for _ in range(2):
        made = answer(cast, question, body=f"Pull the plug number {len(cases)} while it writes.")
        cases.append((made.id, report_answer(cast.ada, made.id, REPORT).case_id))
    (first, first_case), (second, second_case) = cases
    browser = client_of(cast.max)
    page = browser.page(f"/moderation/reports/{first_case}")
    path = f"/answers/{first}/correct?case={first_case}"
    assert page.select_one(f"a[data-key=p][href='{path}']") is not None
    fields = {"revision": 1, "passage": "Pull the plug", "replacement": "Switch it off", "reason": "It may lose data."}
    assert browser.post(path, data=fields).location == f"/moderation/reports/{second_case}"
    path = f"/answers/{second}/convert?case={second_case}"
    sent = browser.post(path, data={"to": "comment", "reason": "It is a remark."})
    assert sent.location == "/moderation"
    session().expire_all()
    assert {session().get_one(Case, each).state for _, each in cases} == {CaseState.CLOSED}
    decisions = session().scalars(sa.select(Decision).order_by(Decision.id)).all()
    assert [(each.action, each.reason) for each in decisions] == [
        (Action.CORRECT, "It may lose data."),
        (Action.CONVERT, "It is a remark."),
    ]
    # A report that somebody else has decided meanwhile lets nothing happen.
    assert browser.post(f"/answers/{first}/convert?case={first_case}", data={"to": "comment"}).status_code == 409


def test_what_is_folded_tells_nobody_else_what_it_said_before(client_of: Browsers, call: CallAs, cast: Cast) -> None:
    question = ask(cast)
    said = comment(cast.ben, question.id, render("Buy it at my shop, it is cheap."))
    edit_comment(cast.ben, said.id, render("Buy it at my shop, it is very cheap."), base_revision=1)
    draft = QuestionDraft(title=TITLE, body=render(f"{BODY} Buy it at my shop."), product_id=cast.router)
    edit_question(cast.ada, question.id, draft, base_revision=1)
    places = [f"/comments/{said.id}/history", f"/questions/{question.id}/history"]
    stranger = client_of(cast.sam)
    for place in places:
        stranger.page(place)
    for case_id in (
        report_comment(cast.sam, said.id, REPORT).case_id,
        report_question(cast.sam, question.id, REPORT).case_id,
    ):
        decide(cast.max, case_id, Action.FOLD, reason="It sells something.")
    for place in places:
        stranger.page(place, 404)
        client_of(cast.eva).page(place)
    client_of(cast.ben).page(places[0])
    assert call(cast.sam)("GET", f"/comments/{said.id}/revisions").status_code == 404
    assert call(cast.ben)("GET", f"/comments/{said.id}/revisions").status_code == 200
    thread = stranger.page(f"/questions/{question.id}/{question.slug}")
    assert not [link for link in thread.select("a[href]") if str(link["href"]) in places]
