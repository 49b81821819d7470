"""Reports and decisions: gathered into one case, worst first, decided once, with a reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound
from forum.flags.models import CaseState, FlagKind
from forum.flags.operations import Report
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import case_view, list_cases
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.operations import report_answer
from forum.questions.queries import thread
from forum.questions.trust import Level, VerdictKind
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, travel

CallAs = Callable[[Actor | None], Caller]
DANGER = Report(FlagKind.DANGEROUS, "This deletes all recordings.")


def test_all_reports_of_one_answer_are_one_case(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_answer(cast.ada, made.id, DANGER)
    report_answer(cast.sam, made.id, Report(FlagKind.WRONG, "The menu is called something else."))
    (before,) = [one.flag.created_at for one in list_cases(cast.max).items[0].flags if one.reporter == "Sam"]
    with travel(now() + timedelta(hours=1)):
        report_answer(cast.sam, made.id, Report(FlagKind.WRONG, "And it is on another page."))
    (view,) = list_cases(cast.max).items
    assert [line.reporter for line in view.flags] == ["Ada", "Sam"]
    assert view.flags[1].flag.reason == "And it is on another page."
    assert view.flags[1].flag.created_at == before
    assert (view.case.severity, view.answer.id) == (2, made.id)


def test_staff_names_what_could_go_wrong_and_others_do_not(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    named = Report(FlagKind.DANGEROUS, "Wipes the disk.", Hazard.DATA_LOSS, 4)
    with pytest.raises(Forbidden):
        report_answer(cast.sam, made.id, named)
    report_answer(cast.eva, made.id, named)
    (view,) = list_cases(cast.max).items
    assert (view.case.hazard, view.case.severity) == (Hazard.DATA_LOSS, 4)


def test_a_report_needs_a_sentence_and_an_account(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    with pytest.raises(Invalid):
        report_answer(cast.sam, made.id, Report(FlagKind.SPAM, "  "))
    with pytest.raises(Forbidden):
        report_answer(cast.visitor, made.id, DANGER)
    with pytest.raises(Forbidden):
        report_answer(cast.ben, made.id, DANGER)


def test_the_worst_comes_first(cast: Cast) -> None:
    mild, bad = answer(cast, ask(cast)), answer(cast, ask(cast))
    report_answer(cast.sam, mild.id, Report(FlagKind.SPAM, "Advertising."))
    report_answer(cast.sam, bad.id, DANGER)
    assert [view.answer.id for view in list_cases(cast.max).items] == [bad.id, mild.id]
    assert list_cases(cast.sam).items == list_cases(cast.eva).items == []


@pytest.mark.parametrize(
    ("action", "after"),
    [
        (Action.DISMISS, Containment.NONE),
        (Action.WARN, Containment.WARNED),
        (Action.FOLD, Containment.FOLDED),
        (Action.QUARANTINE, Containment.QUARANTINED),
    ],
)
def test_a_decision_acts_at_once(cast: Cast, action: Action, after: Containment) -> None:
    question = ask(cast)
    made = answer(cast, question)
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    decide(cast.max, case_id, action, reason="Looked at it with the team.")
    assert made.containment == after
    assert list_cases(cast.max).items == []
    hidden = action is Action.QUARANTINE
    assert len(thread(cast.visitor, question.id).answers) == (0 if hidden else 1)
    assert made.level == (Level.QUARANTINED if hidden else Level.UNREVIEWED)
    view = case_view(cast.max, case_id)
    assert (view.case.state, view.decisions[0][1]) == (CaseState.CLOSED, "Max")


def test_a_decision_needs_a_reason_a_moderator_and_an_open_case(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    with pytest.raises(Invalid):
        decide(cast.max, case_id, Action.WARN, reason=" ")
    for who in (cast.ada, cast.eva, cast.sam, cast.visitor):
        with pytest.raises(NotFound):
            decide(who, case_id, Action.WARN, reason="I say so.")
    decide(cast.max, case_id, Action.WARN, reason="Could be read wrongly.")
    with pytest.raises(Conflict):
        decide(cast.max, case_id, Action.FOLD, reason="Again.")


def test_a_decision_on_something_that_changed_is_refused(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    seen = case_view(cast.max, case_id).case.version
    report_answer(cast.sam, made.id, DANGER)
    with pytest.raises(Conflict):
        decide(cast.max, case_id, Action.DISMISS, reason="Harmless.", version=seen)


def test_nobody_decides_about_their_own_text(cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.max)
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    with pytest.raises(Forbidden):
        decide(cast.max, case_id, Action.DISMISS, reason="I am sure.")


def test_a_check_does_not_lift_what_a_moderator_decided(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.ada, made.id, DANGER).case_id
    decide(cast.max, case_id, Action.FOLD, reason="Until the team has looked.")
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert (made.containment, made.level) == (Containment.FOLDED, Level.VERIFIED)


def test_nobody_is_told_who_reported_their_own_answer_nor_decides_about_it(cast: Cast, call: CallAs) -> None:
    mine, other = answer(cast, ask(cast), by=cast.max), answer(cast, ask(cast))
    for made in (mine, other):
        report_answer(cast.sam, made.id, DANGER)
    told = {view.answer.id: [line.reporter for line in view.flags] for view in list_cases(cast.max).items}
    assert told == {mine.id: [None], other.id: ["Sam"]}
    (case,) = [view.case.id for view in list_cases(cast.max).items if view.answer.id == mine.id]
    assert [line.reporter for line in case_view(cast.max, case).flags] == [None]
    api = call(cast.max)
    assert "Sam" not in api("GET", f"/cases/{case}").text
    reports = [each for each in api("GET", "/journal").get_json()["items"] if each["kind"] == "flag.raised"]
    assert [each["about"]["id"] for each in reports] == [other.id]
    refused = api("POST", f"/cases/{case}/decisions", {"action": "dismiss", "reason": "It is fine."})
    assert refused.status_code == 403
    with pytest.raises(Forbidden):
        decide(cast.max, case, Action.DISMISS, reason="It is fine.")


def test_the_page_of_a_report_hides_its_reporter_from_the_author(
    client_of: Callable[[Actor], Client], cast: Cast
) -> None:
    mine = answer(cast, ask(cast), by=cast.max)
    flag = report_answer(cast.sam, mine.id, DANGER)
    page = client_of(cast.max).page(f"/moderation/reports/{flag.case_id}")
    said = page.select(".comments")[0].text
    assert "Somebody" in said
    assert "Sam" not in said
    assert page.select_one("form[data-keys]") is None
    row = client_of(cast.max).page("/moderation").select(".rows")[0].text
    assert "costs time" not in row
    assert "Sam" not in row


def test_how_bad_it_is_stands_in_plain_words(client_of: Callable[[Actor], Client], cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_answer(cast.eva, made.id, Report(FlagKind.DANGEROUS, "Wipes the disk.", Hazard.DATA_LOSS, 4))
    row = client_of(cast.max).page("/moderation").select(".rows")[0].text
    assert "could lose your data: harm that cannot be undone" in row


def test_a_program_decides_as_the_pages_do_and_once_more(cast: Cast, call: CallAs) -> None:
    made = answer(cast, ask(cast))
    case = report_answer(cast.sam, made.id, DANGER).case_id
    api, url = call(cast.max), f"/cases/{case}/decisions"
    seen = api.made("GET", f"/cases/{case}")["version"]
    report_answer(cast.ada, made.id, DANGER)
    decision = {"action": "fold", "hazard": "data_loss", "reason": "Until we know."}
    assert api("POST", url, {**decision, "version": seen}).get_json()["code"] == "changed"
    api.made("POST", url, {**decision, "version": api.made("GET", f"/cases/{case}")["version"]}, 201)
    assert api("POST", url, {**decision, "action": "dismiss"}).status_code == 409
    again = api.made("POST", url, {"action": "dismiss", "reason": "It is harmless.", "anew": True}, 201)
    assert (again["before"], again["after"]) == ("folded", "none")
    assert [one["action"] for one in api.made("GET", f"/cases/{case}")["decisions"]] == ["fold", "dismiss"]
