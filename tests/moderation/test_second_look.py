"""Another moderator reads decisions again; authors appeal; what an author mends is read again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import config
from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, Invalid, NotFound, Unfit
from forum.core.markup import render
from forum.flags.models import Case, CaseState, FlagKind
from forum.flags.operations import Report
from forum.moderation.again import waiting_again
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.counts import moderators_counts
from forum.moderation.models import Action, Appeal, AppealOutcome, Decision, Reading
from forum.moderation.operations import decide
from forum.moderation.queries import case_view, list_cases
from forum.moderation.second_reading import confirm, overturn
from forum.people.policy import Actor
from forum.questions.models import Answer, AnswerRevision
from forum.questions.operations import delete_answer, edit_answer, report_answer, vote_answer
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, travel
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
MILD = Report(FlagKind.WRONG, "It is not so.")
SEVERE = Report(FlagKind.DANGEROUS, "It wipes the disk.", Hazard.DATA_LOSS, 3)


def decided(cast: Cast, action: Action, report: Report = SEVERE) -> tuple[Answer, Decision]:
    """Eva reports Ben's answer, Max decides."""
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.eva, made.id, report).case_id
    return made, decide(cast.max, case_id, action, reason="Save it first.")


def test_what_cannot_easily_be_made_good_is_read_by_a_second_moderator(cast: Cast) -> None:
    once = [
        (Action.DISMISS, MILD),
        (Action.WARN, SEVERE),
        (Action.FOLD, SEVERE),
        (Action.MEND, SEVERE),
    ]
    twice = [(Action.DISMISS, SEVERE), (Action.QUARANTINE, MILD), (Action.DELETE, MILD)]
    for action, report in once:
        assert decided(cast, action, report)[1].reading is Reading.NONE, action
    waiting = [decided(cast, action, report)[1] for action, report in twice]
    assert waiting_again(cast.max).items == []
    sam = second_moderator(cast)
    assert [view.decision.id for view in waiting_again(sam).items] == [each.id for each in waiting]
    assert moderators_counts(sam)["again"] == 3
    assert moderators_counts(cast.max)["again"] == 0
    # Whoever decides about the same again, about a report that weighs less, is still read by somebody else.
    answer_id = session().get_one(Case, waiting[0].case_id).about_id
    decide(cast.max, report_answer(cast.ada, answer_id, MILD).case_id, Action.DISMISS, reason="Again?")
    assert len(waiting_again(sam).items) == 3
    decide(sam, report_answer(cast.eva, answer_id, MILD).case_id, Action.DISMISS, reason="I have read both.")
    assert len(waiting_again(sam).items) == 2


def test_the_site_says_whether_and_when_the_second_moderator_reads(cast: Cast) -> None:
    config.use(replace(config.current(), second_reader="off"))
    assert decided(cast, Action.DELETE)[1].reading is Reading.NONE
    config.use(replace(config.current(), second_reader="before"))
    made, decision = decided(cast, Action.DELETE)
    assert (made.is_deleted, made.containment) == (False, Containment.QUARANTINED)
    confirm(second_moderator(cast), decision.id)
    found = session().get_one(Answer, made.id)
    assert (found.is_deleted, found.containment) == (True, Containment.NONE)


def test_confirming_leaves_everything_and_twice_is_once(cast: Cast) -> None:
    made, decision = decided(cast, Action.QUARANTINE)
    sam = second_moderator(cast)
    for who, error in ((cast.visitor, NotFound), (cast.eva, NotFound), (cast.ben, Forbidden), (cast.max, Forbidden)):
        with pytest.raises(error):
            confirm(who, decision.id)
    confirm(sam, decision.id)
    confirm(sam, decision.id)
    assert session().get_one(Answer, made.id).containment is Containment.QUARANTINED
    assert waiting_again(sam).items == []
    with pytest.raises(Conflict):
        overturn(sam, decision.id, reason="I changed my mind.")


@pytest.mark.parametrize("action", [Action.QUARANTINE, Action.DELETE])
def test_overturning_gives_back_visibility_and_keeps_later_marks(cast: Cast, action: Action) -> None:
    made, decision = decided(cast, action)
    if action is Action.QUARANTINE:
        vote_answer(cast.max, made.id, 1)
    sam = second_moderator(cast)
    with pytest.raises(Invalid):
        overturn(sam, decision.id, reason=" ")
    overturn(sam, decision.id, reason="It says to save it.")
    session().expire_all()
    found = session().get_one(Answer, made.id)
    assert (found.containment, found.decided, found.is_deleted) == (Containment.NONE, Containment.NONE, False)
    assert found.score == (1 if action is Action.QUARANTINE else 0)
    follow()


def test_what_held_before_holds_again(cast: Cast) -> None:
    made, first = decided(cast, Action.WARN)
    second = decide(cast.max, first.case_id, Action.QUARANTINE, reason="Worse than I thought.", anew=True)
    edit_answer(cast.ben, made.id, render("Save the recordings first, then restart."), base_revision=1)
    sam = second_moderator(cast)
    overturn(sam, second.id, reason="A warning is enough.")
    session().expire_all()
    found = session().get_one(Answer, made.id)
    assert (found.decided, found.decided_reason) == (Containment.WARNED, "Save it first.")
    older = sa.select(AnswerRevision.containment).where(AnswerRevision.answer_id == made.id)
    assert set(session().scalars(older)) == {Containment.NONE}
    # So does what a rule held back until somebody decided.
    advised = answer(cast, ask(cast), body="Just run `rm -rf /` as root, it helps.")
    assert advised.decided_rule is not None
    rule, held = advised.decided_rule, advised.decided
    (view,) = [each for each in list_cases(cast.max).items if each.thing.ref == advised.ref]
    wrong = decide(cast.max, view.case.id, Action.QUARANTINE, reason="Nobody should read this.")
    assert session().get_one(Answer, advised.id).decided_rule is None
    overturn(sam, wrong.id, reason="The warning of the rule is enough.")
    session().expire_all()
    found = session().get_one(Answer, advised.id)
    assert (found.decided_rule, found.decided) == (rule, held)
    assert found.decided_instead


def test_what_its_author_took_away_stays_so(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.eva, made.id, SEVERE).case_id
    delete_answer(cast.ben, made.id)
    decision = decide(cast.max, case_id, Action.DELETE, reason="It must go.")
    overturn(second_moderator(cast), decision.id, reason="It was right.")
    session().expire_all()
    assert session().get_one(Answer, made.id).is_deleted


def test_a_dismissal_that_is_overturned_waits_again(client_of: Browsers, cast: Cast) -> None:
    _, decision = decided(cast, Action.DISMISS)
    overturn(second_moderator(cast), decision.id, reason="It does wipe the disk.")
    view = case_view(cast.max, decision.case_id)
    assert (view.case.state, [each.case.id for each in list_cases(cast.max).items]) == (
        CaseState.OPEN,
        [decision.case_id],
    )
    follow()
    assert "Another moderator took back what was decided" in words(client_of(cast.ben).page("/inbox").main)


def test_the_author_reads_why_mends_and_appeals_once_within_the_time(client_of: Browsers, cast: Cast) -> None:
    made, decision = decided(cast, Action.FOLD)
    place, edit = f"/decisions/{decision.id}", f"/answers/{made.id}/edit"
    follow()
    ben = client_of(cast.ben)
    assert ben.page("/inbox").select_one(f"main a[href='{place}']") is not None
    page = ben.page(place)
    assert "Save it first." in words(page.main)
    assert "Max" not in words(page.main)
    assert page.select_one(f"a[href='{edit}']") is not None
    path = f"{place}/appeal"
    assert ben.post(path, data={"reason": ""}).status_code == 422
    assert ben.post(path, data={"reason": "It says so in the first line."}).status_code == 303
    assert ben.post(path, data={"reason": "And again."}).status_code == 409
    for who in (cast.ada, cast.sam, cast.eva):
        client_of(who).page(place, 404)
    assert "Waits for another moderator." in words(ben.page(place).main)


def test_an_appeal_comes_too_late_or_against_nothing(cast: Cast) -> None:
    _, decision = decided(cast, Action.FOLD)
    with pytest.raises(Forbidden):
        appeal(cast.max, decision.id, text="I like it.")
    with travel(now() + timedelta(days=15)), pytest.raises(Unfit) as late:
        appeal(cast.ben, decision.id, text="Only now I see it.")
    assert late.value.code == "too_late"
    _, dismissed = decided(cast, Action.DISMISS)
    with pytest.raises(Unfit):
        appeal(cast.ben, dismissed.id, text="Thank you.")


@pytest.mark.parametrize("grant", [True, False])
def test_somebody_else_decides_about_an_appeal(client_of: Browsers, call: CallAs, cast: Cast, grant: bool) -> None:
    made, decision = decided(cast, Action.FOLD)
    appealed = call(cast.ben)("PUT", f"/decisions/{decision.id}/appeal", {"text": "It says so in the first line."})
    assert appealed.get_json()["appeal"]["outcome"] is None
    with pytest.raises(Forbidden):
        decide_appeal(cast.max, decision.id, grant=True, reason="I see.")
    sam = second_moderator(cast)
    (waiting,) = call(sam)("GET", "/decisions").get_json()["items"]
    assert waiting["id"] == decision.id
    assert "The author appeals" in words(client_of(sam).page("/moderation/again").main)
    body = {"outcome": "granted" if grant else "upheld", "reason": "We have read it again."}
    for _ in range(2):
        assert call(sam)("PUT", f"/decisions/{decision.id}/appeal/outcome", body).status_code == 200
    session().expire_all()
    assert session().get_one(Answer, made.id).decided is (Containment.NONE if grant else Containment.FOLDED)
    assert session().scalars(sa.select(Appeal.outcome)).all() == [
        AppealOutcome.GRANTED if grant else AppealOutcome.UPHELD
    ]
    follow()
    told = "took the decision back" if grant else "the decision stands"
    assert told in words(client_of(cast.ben).page("/inbox").main)
    # So does who reported it, once and without a word of what the author wrote.
    reported = words(client_of(cast.eva).page("/inbox").main)
    told = "took back what was decided about your report: everything is as it was before"
    assert reported.count(told) == int(grant)
    assert "We have read it again." not in reported


def test_the_second_moderator_works_on_the_page(client_of: Browsers, cast: Cast) -> None:
    made, decision = decided(cast, Action.QUARANTINE)
    sam = client_of(second_moderator(cast))
    page = sam.page("/moderation/again")
    assert page.select_one(f"a[data-row][href='/decisions/{decision.id}']") is not None
    path = f"/decisions/{decision.id}/reading"
    report = f"/moderation/reports/{decision.case_id}"
    assert sam.page(f"/decisions/{decision.id}").select_one(f"main a[href='{report}']") is not None
    assert sam.post(path, data={"action": "overturn", "reason": ""}).status_code == 422
    assert sam.post(path, data={"action": "overturn", "reason": "It is fine."}).status_code == 303
    session().expire_all()
    assert session().get_one(Answer, made.id).containment is Containment.NONE


@pytest.mark.parametrize("action", [Action.FOLD, Action.MEND])
def test_what_its_author_mends_is_read_again_and_stays_held_back(cast: Cast, action: Action) -> None:
    made, decision = decided(cast, action)
    decided_case, held = decision.case_id, Containment.FOLDED if action is Action.FOLD else Containment.NONE
    assert list_cases(cast.max).items == []
    edit_answer(cast.ben, made.id, render("Save the recordings first, then restart."), base_revision=1)
    follow()
    (view,) = list_cases(cast.max).items
    assert [(line.flag.rule, line.flag.revision) for line in view.flags] == [("mended", 2)]
    assert (view.case.severity, view.case.hazard, made.containment) == (3, Hazard.DATA_LOSS, held)
    case_id = view.case.id
    follow()
    assert len(list_cases(cast.max).items) == 1
    decide(cast.max, case_id, Action.DISMISS, reason="It is right now.")
    session().expire_all()
    assert session().get_one(Answer, made.id).containment is Containment.NONE
    assert decided_case != case_id


def test_an_edit_by_staff_or_without_a_decision_calls_nobody(cast: Cast) -> None:
    made, _ = decided(cast, Action.FOLD)
    other = answer(cast, ask(cast))
    edit_answer(cast.eva, made.id, render("Save the recordings first, then restart."), base_revision=1)
    edit_answer(cast.ben, other.id, render("Restart it, and then once more."), base_revision=1)
    follow()
    assert list_cases(cast.max).items == []


def test_the_author_is_told_once_of_a_text_that_is_deleted_and_shown_again(client_of: Browsers, cast: Cast) -> None:
    decision_id = decided(cast, Action.DELETE)[1].id
    follow()
    ben = client_of(cast.ben)
    assert words(ben.page("/inbox").main).count("A moderator deleted your answer") == 1
    overturn(second_moderator(cast), decision_id, reason="It says to save it.")
    follow()
    told = words(ben.page("/inbox").main)
    assert "Another moderator took back what was decided" in told
    assert "shown again" not in told
    assert "took back what was decided about your report" in words(client_of(cast.eva).page("/inbox").main)


def test_who_reported_what_was_dismissed_hears_that_it_waits_again(client_of: Browsers, cast: Cast) -> None:
    decision_id, sam = decided(cast, Action.DISMISS)[1].id, second_moderator(cast)
    for _ in range(2):
        overturn(sam, decision_id, reason="It does wipe the disk.")
        follow()
    told = "Another moderator read your report again: it waits for a decision once more"
    assert words(client_of(cast.eva).page("/inbox").main).count(told) == 1
