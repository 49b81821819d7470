"""What holds a text back: a moderator's decision, a staff check, the stronger of both; and how each of them ends."""

from collections.abc import Callable

import pytest

from forum.core.clock import now
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.errors import Conflict, Forbidden, NotFound
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import case_view, held_back
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.questions.models import Answer
from forum.questions.operations import accept_answer, comment, edit_answer, report_answer, report_comment
from forum.questions.queries import answer_revisions, best_answers
from forum.questions.trust import Level, VerdictKind
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

WIPES = "It wipes the disk. Export the settings first."
BAD = VerdictDraft(VerdictKind.UNSAFE, 1, note=WIPES)


def report(who: Actor, made: Answer, hazard: Hazard | None = None) -> int:
    """Report an answer and return the number of its case."""
    return report_answer(who, made.id, Report(FlagKind.DANGEROUS, "It wipes the disk.", hazard)).case_id


def decided(cast: Cast, made: Answer, action: Action, reason: str = "It wipes the disk.") -> int:
    """Sam reports, Max decides; return the number of the case."""
    case_id = report(cast.sam, made)
    decide(cast.max, case_id, action, reason=reason)
    return case_id


@pytest.mark.parametrize("action", [Action.WARN, Action.FOLD, Action.QUARANTINE])
def test_what_a_moderator_hid_a_moderator_shows_again(cast: Cast, action: Action) -> None:
    question = ask(cast)
    made = answer(cast, question)
    decided(cast, made, action)
    # Who does not see a hidden answer cannot report it; staff can.
    again = decide(cast.max, report(cast.eva, made), Action.DISMISS, reason="We looked: it is harmless.")
    assert again.before is not Containment.NONE
    assert (again.after, made.containment) == (Containment.NONE, Containment.NONE)
    assert (made.level, made.decided_reason, question.answer_count) == (Level.UNREVIEWED, "", 1)


def test_the_newest_decision_says_what_holds(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    decided(cast, made, Action.FOLD)
    decided(cast, made, Action.WARN, "One step is risky.")
    assert (made.containment, made.decided_reason) == (Containment.WARNED, "One step is risky.")


def test_a_decided_report_is_decided_anew_where_nothing_was_reported_since(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = decided(cast, made, Action.QUARANTINE)
    version = case_view(cast.max, case_id).case.version
    for who in (cast.ben, cast.eva, cast.sam, cast.visitor):
        with pytest.raises(NotFound):
            decide(who, case_id, Action.DISMISS, reason="Harmless.", anew=True)
    decide(cast.max, case_id, Action.DISMISS, reason="Harmless.", version=version, anew=True)
    assert made.containment == Containment.NONE
    with pytest.raises(Conflict):
        decide(cast.max, case_id, Action.FOLD, reason="Somebody else was first.", version=version, anew=True)
    report(cast.sam, made)
    with pytest.raises(Conflict):
        decide(cast.max, case_id, Action.FOLD, reason="There is a new report.", anew=True)


def test_nobody_shows_their_own_text_again(cast: Cast) -> None:
    made = answer(cast, ask(cast), by=cast.max)
    case_id = report(cast.sam, made)
    with pytest.raises(Forbidden):
        decide(cast.max, case_id, Action.DISMISS, reason="It is mine.", anew=True)


@pytest.mark.parametrize("first", ["decision", "verdict"])
def test_the_stronger_of_decision_and_verdict_holds_whoever_came_first(cast: Cast, first: str) -> None:
    made = answer(cast, ask(cast))
    if first == "decision":
        decided(cast, made, Action.WARN)
    give_verdict(cast.eva, made.id, BAD)
    if first == "verdict":
        decided(cast, made, Action.WARN)
    assert (made.containment, made.level) == (Containment.FOLDED, Level.UNSAFE)
    shown_again = report(cast.sam, made)
    assert decide(cast.max, shown_again, Action.DISMISS, reason="No ground.").after == Containment.FOLDED


def test_each_ends_by_itself(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    decided(cast, made, Action.WARN)
    give_verdict(cast.eva, made.id, BAD)
    edit_answer(cast.ben, made.id, render("Export the settings first, then reset."), base_revision=1)
    assert made.containment == Containment.FOLDED
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 2))
    assert (made.containment, made.level) == (Containment.WARNED, Level.VERIFIED)
    assert decide(cast.max, report(cast.sam, made), Action.DISMISS, reason="Mended.").after == Containment.NONE


def test_what_could_go_wrong_is_what_was_reported_or_what_the_moderator_says(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    case_id = report(cast.eva, made, Hazard.DATA_LOSS)
    assert decide(cast.max, case_id, Action.WARN, reason="Back up first.").hazard is Hazard.DATA_LOSS
    assert made.decided_hazard == Hazard.DATA_LOSS
    named = decide(cast.max, case_id, Action.FOLD, reason="Wrong wire.", hazard=Hazard.SAFETY, anew=True)
    assert (made.decided_hazard, named.hazard) == (Hazard.SAFETY, Hazard.SAFETY)
    decide(cast.max, case_id, Action.DISMISS, reason="Mended.", anew=True)
    assert made.decided_hazard is None


def test_an_old_text_stays_as_it_was_held_when_the_new_one_is_shown_again(cast: Cast) -> None:
    made = answer(cast, ask(cast), body="My number is 0123 456789, call me at night about the nightly restart.")
    decided(cast, made, Action.QUARANTINE, "Shows a number.")
    edit_answer(cast.ben, made.id, render("Switch off the nightly restart in the settings."), base_revision=1)
    decide(cast.max, report(cast.eva, made), Action.DISMISS, reason="The number is gone.")
    assert made.containment == Containment.NONE
    assert [one.containment for one in answer_revisions(made.id)] == [Containment.QUARANTINED, Containment.NONE]


def test_a_decision_that_was_wrong_leaves_nothing_behind(cast: Cast) -> None:
    made = answer(cast, ask(cast))
    decided(cast, made, Action.FOLD)
    decided(cast, made, Action.DISMISS)
    edit_answer(cast.ben, made.id, render("Switch off the nightly restart in the settings."), base_revision=1)
    assert {one.containment for one in answer_revisions(made.id)} == {Containment.NONE}


def test_what_is_held_back_now_is_listed_with_why(cast: Cast) -> None:
    warned, folded, open_ = (answer(cast, ask(cast)) for _ in range(3))
    case_id = decided(cast, warned, Action.WARN, "Back up first.")
    give_verdict(cast.eva, folded.id, BAD)
    found = held_back(cast.max).items
    assert [(one.answer.id, one.case_id) for one in found] == [(folded.id, None), (warned.id, case_id)]
    assert found[0].trust.held_back_by is not None
    assert found[0].trust.held_back_by.reason == WIPES
    assert found[1].answer.decided_reason == "Back up first."
    assert open_.id not in {one.answer.id for one in found}
    assert held_back(cast.eva).items == held_back(cast.sam).items == held_back(cast.visitor).items == []


def test_programs_of_moderators_read_what_is_held_back_and_to_others_there_is_nothing(
    call: Callers, client_of: Callable[[Actor], Client], cast: Cast
) -> None:
    warned, judged = (answer(cast, ask(cast)) for _ in range(2))
    case_id = decided(cast, warned, Action.WARN, "Back up first.")
    give_verdict(cast.eva, judged.id, BAD)
    said = [comment(cast.ben, warned.question_id, render(f"Buy it here: {number}")) for number in range(2)]
    for each in said:
        reported = report_comment(cast.sam, each.id, Report(FlagKind.SPAM, "Advertising.")).case_id
        decide(cast.max, reported, Action.QUARANTINE, reason="Nobody needs this.")
    max_ = call(cast.max)
    first = max_.made("GET", "/held-back?limit=1")
    second = max_.made("GET", f"/held-back?limit=1&cursor={first['next']}")
    (one,), (two,) = first["items"], second["items"]
    assert (one["id"], one["containment"], one["reason"], one["case_id"]) == (judged.id, "folded", "", None)
    assert (one["check"]["verdict"], one["check"]["note"], one["check"]["by"]["name"]) == ("unsafe", WIPES, "Eva")
    assert (two["id"], two["containment"], two["reason"]) == (warned.id, "warned", "Back up first.")
    assert (two["check"], two["case_id"], two["product"], second["next"]) == (None, case_id, "router", None)
    others = max_.made("GET", "/held-back?about=others&limit=1")
    (newest,) = others["items"]
    assert (newest["kind"], newest["id"], newest["reason"]) == ("comment", said[1].id, "Nobody needs this.")
    assert "Buy it here" not in str(others)
    rest = max_.made("GET", f"/held-back?about=others&cursor={others['next']}")["items"]
    assert [each["id"] for each in rest] == [said[0].id]
    rows = client_of(cast.max).page("/moderation/hidden").select("ol.rows")[0].select("li")
    assert ["Nobody needs this." in row.text for row in rows] == [True, True]
    page = client_of(cast.max).page(f"/moderation/hidden?about=others&cursor={others['next']}")
    assert [row.text.count("Nobody needs this.") for row in page.select("ol.rows li")] == [1]
    assert page.select_one("nav.pages a[rel=prev][href*='about=others']") is not None
    # What is held back stays what it is, so nothing offers to change that.
    assert f"/comments/{said[0].id}/convert" not in client_of(cast.max).get(f"/questions/{warned.question_id}").text
    # What was decided since and holds nothing back is no reason; a new report changes nothing.
    again = report_comment(cast.eva, said[0].id, Report(FlagKind.SPAM, "Once more.")).case_id
    decide(cast.max, again, Action.MEND, reason="Write it anew.")
    (told,) = (each for each in max_.made("GET", "/held-back?about=others")["items"] if each["id"] == said[0].id)
    assert (told["reason"], told["rule"], told["case_id"]) == ("Nobody needs this.", None, again)
    said[1].held_until, said[1].held_reason = now(), "It advertises."
    session().commit()
    (told,) = (each for each in max_.made("GET", "/held-back?about=others")["items"] if each["id"] == said[1].id)
    assert told["reason"] == "It advertises."
    for who, status in ((cast.ada, 404), (cast.eva, 404), (cast.amy, 404), (None, 401)):
        assert call(who)("GET", "/held-back").status_code == status


def test_a_folded_answer_solves_a_question_for_nobody_whatever_marks_it_bears(cast: Cast) -> None:
    question = ask(cast)
    made = answer(cast, question)
    accept_answer(cast.ada, made.id)
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1))
    assert (question.best_level, question.is_accepted, question.next_action) == (Level.VERIFIED, True, "nothing")
    decided(cast, made, Action.FOLD)
    assert (made.level, made.accepted) == (Level.VERIFIED, True)
    assert (question.best_level, question.is_accepted, question.next_action) == (Level.UNREVIEWED, False, "answer")
    assert question.due_at is not None
    assert best_answers([question.id]) == {}
    other = answer(cast, question, by=cast.sam, body="Restart it by hand each morning, at seven, and wait a minute.")
    assert (question.best_level, question.next_action) == (Level.UNREVIEWED, "confirm")
    assert best_answers([question.id])[question.id].id == other.id
    decide(cast.max, report(cast.eva, made), Action.DISMISS, reason="We looked: it is harmless.")
    assert (question.best_level, question.is_accepted, question.next_action) == (Level.VERIFIED, True, "nothing")


def test_what_is_dangerous_about_a_folded_answer_stands_in_lists(cast: Cast) -> None:
    question = ask(cast)
    give_verdict(cast.eva, answer(cast, question).id, BAD)
    assert (question.best_level, question.next_action) == (Level.UNSAFE, "answer")
    assert question.id in best_answers([question.id])
