"""Suspending and silencing people without a report: on pages and in the API, until it ends, is lifted or taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound
from forum.core.markup import render
from forum.moderation.again import waiting_again
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide, decide_about
from forum.moderation.persons import person_record, restrained, with_mends
from forum.moderation.second_reading import confirm
from forum.people.models import Person
from forum.people.policy import Actor, Restraint, Role
from forum.people.queries import actor_of
from forum.people.roles import grant_role
from forum.people.suspending import lift
from forum.questions.operations import edit_answer, report_answer, report_outcome, vote_answer
from tests.moderation.test_more_decisions import REPORT
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, answer, ask, travel
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
WEEK = timedelta(days=7)
LONG = "I have a great deal more to say about the router and its lamp."


def silenced(cast: Cast, who: Actor, reason: str = "Third advert today.") -> Decision:
    """Max silences somebody for a week."""
    return decide_about(cast.max, who.id or 0, Action.SILENCE, until=now() + WEEK, reason=reason)


def test_somebody_is_silenced_on_their_page_told_why_and_let_speak_again(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.ada)
    max_, place = client_of(cast.max), f"/moderation/people/{cast.ben.id}"
    assert max_.page(f"/people/{cast.ben.id}/ben").select_one(f"main a[href='{place}']") is not None
    form = {"action": "silence", "until": "7", "canned": "4", "reason": "Third time."}
    assert max_.post(f"{place}/restrain", data={**form, "canned": "", "reason": ""}).status_code == 422
    for _ in range(2):
        assert max_.post(f"{place}/restrain", data=form).status_code == 303
    assert session().scalar(sa.select(sa.func.count(Decision.id))) == 1
    follow()
    ben = client_of(cast.ben)
    inbox = ben.page("/inbox")
    assert "A moderator silenced you for a while: you can read and vote" in words(inbox.main)
    # Every page says until when, why, and where to object.
    banner = words(inbox.select_one("[role=note]"))
    assert "You are silenced until" in banner
    assert "This advertises something" in banner
    assert "Third time." in banner
    refused = ben.post("/questions/ask", data={"title": "May I still ask?", "body": LONG})
    assert refused.status_code == 403
    assert LONG in refused.text
    assert "while you are silenced" in refused.text
    assert "Third time." in refused.text
    assert vote_answer(actor_of(cast.ben.id or 0), made.id, 1).score == 1
    assert "Ben" in words(max_.page("/moderation/people").main)
    assert max_.post(f"{place}/lift", data={"action": "silence", "reason": ""}).status_code == 422
    assert max_.post(f"{place}/lift", data={"action": "silence", "reason": "He apologised."}).status_code == 303
    follow()
    assert "You are no longer silenced" in words(ben.page("/inbox").main)
    assert ben.page("/").select_one("[role=note]") is None
    assert "He apologised." in words(max_.page(place).main)
    assert "Ben" not in words(max_.page("/moderation/people").main)


def test_programs_learn_that_their_owner_is_restrained(call: CallAs, cast: Cast) -> None:
    until = (now() + WEEK).replace(microsecond=0)
    place, body = f"/people/{cast.ben.id}/restraint", {"until": until.isoformat(), "reason": "Adverts."}
    never = {"action": "suspend", "until": "9999-12-31T23:59:59-14:00", "reason": "Adverts."}
    assert call(cast.max)("PUT", place, never).status_code == 422
    for _ in range(2):
        made = call(cast.max)("PUT", place, {"action": "suspend", **body})
        assert [each["action"] for each in made.get_json()["restraints"]] == ["suspend"]
    assert len(waiting_again(second_moderator(cast)).items) == 1
    refused = call(cast.ben)("POST", "/questions", {"title": "May I still ask?", "body": LONG})
    found = refused.get_json()
    assert (refused.status_code, found["code"]) == (403, "suspended")
    (told,) = found["restraints"]
    assert (told["action"], told["reason"]) == ("suspend", "Adverts.")
    assert told["until"] == until.isoformat()
    assert call(cast.ben)("GET", f"/decisions/{told['decision_id']}").status_code == 200
    assert call(cast.ben)("GET", "/questions").status_code == 200
    assert [row["name"] for row in call(cast.amy)("GET", "/restraints").get_json()["items"]] == ["Ben"]
    for who in (cast.ben, cast.eva, cast.ada):
        assert call(who)("GET", "/restraints").status_code == 404
        assert call(who)("PUT", place, {"action": "suspend", **body}).status_code == 404
    for _ in range(2):
        freed = call(cast.max)("PUT", f"/people/{cast.ben.id}/release", {"action": "suspend", "reason": "Enough."})
        assert freed.get_json()["restraints"] == []
    assert [step["kind"] for step in freed.get_json()["history"]] == ["suspension.lifted", "person.suspended"]
    assert call(cast.ben)("POST", "/questions", {"title": "May I still ask?", "body": LONG}).status_code == 201


def test_nobody_restrains_themselves_and_staff_only_admins(cast: Cast) -> None:
    limited = second_moderator(cast, product=cast.router)
    grant_role(cast.amy, cast.eva.id or 0, Role.MODERATOR)
    both = actor_of(cast.eva.id or 0)
    may = {
        (cast.max.id, cast.ben.id): {Action.SUSPEND, Action.SILENCE},
        (cast.max.id, cast.eva.id): set(),
        (limited.id, cast.ben.id): set(),
        (both.id, cast.ben.id): {Action.SUSPEND, Action.SILENCE},
        (both.id, cast.max.id): set(),
        (cast.amy.id, cast.max.id): {Action.SUSPEND},
        (cast.amy.id, cast.ben.id): {Action.SUSPEND, Action.SILENCE},
    }
    for (who, whom), actions in may.items():
        actor = actor_of(who or 0)
        assert person_record(actor, whom or 0).may == actions, (who, whom)
        for action in (Action.SUSPEND, Action.SILENCE):
            if action not in actions:
                with pytest.raises(Forbidden):
                    decide_about(actor, whom or 0, action, until=now() + WEEK, reason="No.")
    for who_ in (cast.max, cast.amy, both):
        with pytest.raises(NotFound):
            person_record(who_, who_.id or 0)
        with pytest.raises(Forbidden):
            decide_about(who_, who_.id or 0, Action.SUSPEND, until=now() + WEEK, reason="Me.")
        with pytest.raises(Forbidden):
            lift(who_, who_.id or 0, Restraint.SUSPENSION, reason="Me.")
    for past, reason in ((now() - WEEK, "Why."), (now() + WEEK, " ")):
        with pytest.raises(Invalid):
            decide_about(cast.max, cast.ben.id or 0, Action.SILENCE, until=past, reason=reason)


def test_a_silence_ends_by_itself_and_leaves_what_staff_asked_to_mend(cast: Cast) -> None:
    made, other = answer(cast, ask(cast)), answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, REPORT).case_id
    decide(cast.max, case_id, Action.MEND, reason="Say what to save first.")
    silenced(cast, cast.ben)
    ben = with_mends(actor_of(cast.ben.id or 0))
    edit_answer(ben, made.id, render(f"Save first. {ADVICE}"), base_revision=1)
    with pytest.raises(Forbidden):
        edit_answer(ben, other.id, render(f"Buy shoes. {ADVICE}"), base_revision=1)
    theirs = answer(cast, ask(cast), by=cast.ada).id
    report_outcome(ben, theirs, worked=True)
    with pytest.raises(Forbidden):
        report_outcome(ben, theirs, worked=True, note="Buy shoes at the corner.")
    with travel(now() + 2 * WEEK):
        assert restrained(cast.max).items == []
        edit_answer(actor_of(cast.ben.id or 0), other.id, render(f"Save first. {ADVICE}"), base_revision=1)


def test_whoever_is_held_changes_how_they_read_and_not_what_others_read_of_them(
    client_of: Browsers, call: CallAs, cast: Cast
) -> None:
    ben = client_of(cast.ben)
    for action in (Action.SILENCE, Action.SUSPEND):
        decide_about(cast.max, cast.ben.id or 0, action, until=now() + WEEK, reason="Adverts.")
        form = ben.page("/account").select_one("#profile form")
        assert form is not None
        assert {box["name"] for box in form.select("[readonly]")} == {"name", "about"}
        for field, advert in (("about", "Buy shoes at the corner, and socks in the same street."), ("name", "Shoes")):
            refused = ben.post("/account", data={"name": "Ben", "about": "", field: advert})
            assert refused.status_code == 403, (action, field)
            assert call(cast.ben)("PATCH", "/account", {field: advert}).status_code == 403
            # What is long enough to be worth copying is given back.
            assert (advert in refused.text) == (field == "about")
        kept = {"name": "Ben", "about": "", "time_zone": "Europe/Lisbon"}
        assert ben.post("/account", data=kept).status_code == 303
        assert call(cast.ben).made("PATCH", "/account", {"locale": "pt_BR"})["locale"] == "pt_BR"
    person = session().get_one(Person, cast.ben.id, populate_existing=True)
    assert (person.name, person.about, person.time_zone) == ("Ben", "", "Europe/Lisbon")


def test_who_is_silenced_appeals_and_somebody_else_decides(client_of: Browsers, cast: Cast) -> None:
    decision_id = silenced(cast, cast.ben).id
    ben, path = client_of(cast.ben), f"/decisions/{decision_id}"
    assert ben.page("/").select_one(f"[role=note] a[href='{path}']") is not None
    assert ben.post(f"{path}/appeal", data={"reason": "I sell nothing."}).status_code == 303
    answered = {"action": "grant", "reason": "It was no advert."}
    assert client_of(cast.max).post(f"{path}/appeal/outcome", data=answered).status_code == 403
    # It holds in all products, so nobody answers who moderates only one.
    near = second_moderator(cast, product=cast.router)
    assert waiting_again(near).items == []
    assert client_of(near).page(path).select_one(f"form[action^='{path}']") is None
    for outcome in ("grant", "uphold"):
        sent = client_of(near).post(f"{path}/appeal/outcome", data={**answered, "action": outcome})
        assert sent.status_code == 403
    with pytest.raises(Forbidden):
        confirm(near, decision_id)
    assert client_of(second_moderator(cast)).post(f"{path}/appeal/outcome", data=answered).status_code == 303
    follow()
    told = words(ben.page("/inbox").main)
    assert "took the decision back" in told
    assert "no longer silenced" not in told
    assert not actor_of(cast.ben.id or 0).silenced


def test_a_report_is_decided_by_silencing_its_author(client_of: Browsers, cast: Cast) -> None:
    case_id = report_answer(cast.ada, answer(cast, ask(cast)).id, REPORT).case_id
    form = {"action": "silence", "until": "30", "reason": "Third time."}
    assert client_of(cast.max).post(f"/moderation/reports/{case_id}", data=form).status_code == 303
    follow()
    assert actor_of(cast.ben.id or 0).silenced
    told = words(client_of(cast.ben).page("/inbox").main)
    assert "A moderator silenced you for a while because of your answer" in told
    assert "silenced the author for a while" in words(client_of(cast.ada).page("/inbox").main)
