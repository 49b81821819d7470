"""How often decisions and checks were overturned: true, replayed for any past day, and told to whom it concerns."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from forum.analytics.reversals import FEWEST, How, overturned_of, reversals
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.markup import render
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.moderation.appeals import appeal, decide_appeal
from forum.moderation.models import Action, Decision
from forum.moderation.operations import decide
from forum.moderation.second_reading import overturn
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor, Role
from forum.people.roles import grant_role
from forum.questions.operations import edit_answer, report_answer, restore_answer
from forum.questions.trust import VerdictKind
from tests.moderation.test_queue import second_moderator
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, days_ago, travel

Browsers = Callable[[Actor], Client]
WRONG = Report(FlagKind.WRONG, "It is not so.")
GOOD = VerdictDraft(VerdictKind.VERIFIED, 1)
BAD = VerdictDraft(VerdictKind.INCORRECT, 1, note="It is not so.")


def decided(cast: Cast, action: Action) -> tuple[int, Decision]:
    """Eva reports an answer of Ben's, Max decides."""
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.eva, made.id, WRONG).case_id
    return made.id, decide(cast.max, case_id, action, reason="Save it first.")


def second_engineer(cast: Cast) -> Actor:
    """Sam becomes an engineer."""
    grant_role(cast.amy, cast.sam.id or 0, Role.ENGINEER)
    return Actor(cast.sam.id, {**cast.sam.grants, Role.ENGINEER: None}, cast.sam.since)


def hows(cast: Cast) -> list[tuple[str, int]]:
    """How many of all decisions and checks were overturned so far, and of how many."""
    team = reversals(cast.eva, now().date()).team
    assert team.decisions is not None
    assert team.checks is not None
    return [(f"{count.value} of {count.of}", len(count.rows)) for count in (team.decisions, team.checks)]


def test_a_decision_is_overturned_by_another_person_about_the_same_text(cast: Cast) -> None:
    sam = second_moderator(cast)
    assert hows(cast) == [("0 of 0", 0), ("0 of 0", 0)]
    overturn(sam, decided(cast, Action.QUARANTINE)[1].id, reason="It says to save it.")
    answer_id, _ = decided(cast, Action.DELETE)
    restore_answer(sam, answer_id)
    appealed = decided(cast, Action.WARN)[1]
    appeal(cast.ben, appealed.id, text="I say so in the first line.")
    decide_appeal(sam, appealed.id, grant=True, reason="He does.")
    anew = decided(cast, Action.FOLD)[1]
    decide(sam, anew.case_id, Action.DISMISS, reason="It is right.", anew=True)
    assert hows(cast)[0] == ("4 of 5", 4)
    # Not where a moderator changes their own mind, where the text is another one, or where there is a new report.
    own = decided(cast, Action.FOLD)[1]
    decide(cast.max, own.case_id, Action.DISMISS, reason="It is right.", anew=True)
    mended_id, mended = decided(cast, Action.WARN)
    edit_answer(cast.ben, mended_id, render("Save it first, then restart."), base_revision=1)
    decide(sam, mended.case_id, Action.DISMISS, reason="It is right now.", anew=True)
    again_id, _ = decided(cast, Action.WARN)
    decide(sam, report_answer(cast.ada, again_id, WRONG).case_id, Action.DISMISS, reason="It is right.")
    upheld = decided(cast, Action.WARN)[1]
    appeal(cast.ben, upheld.id, text="No.")
    decide_appeal(sam, upheld.id, grant=False, reason="Yes.")
    assert hows(cast)[0] == ("4 of 12", 4)


def test_a_check_is_overturned_by_the_opposite_about_the_same_revision_and_version(cast: Cast) -> None:
    sam = second_engineer(cast)
    made, other = answer(cast, ask(cast)), answer(cast, ask(cast))
    give_verdict(cast.eva, made.id, VerdictDraft(VerdictKind.VERIFIED, 1, releases=cast.releases[:1]))
    give_verdict(sam, made.id, VerdictDraft(VerdictKind.INCORRECT, 1, releases=cast.releases[1:], note="It is not so."))
    give_verdict(cast.eva, other.id, GOOD)
    give_verdict(cast.eva, other.id, BAD)
    assert hows(cast)[1] == ("0 of 4", 0)
    with travel(now() + timedelta(days=1)):
        give_verdict(sam, other.id, GOOD)
        edit_answer(cast.ben, made.id, render("Press it twice."), base_revision=1)
        give_verdict(sam, made.id, VerdictDraft(VerdictKind.INCORRECT, 2, note="It is not so."))
        assert reversals(cast.eva, now().date()).team.checks.value == 1  # type: ignore[union-attr] # all have one
    assert hows(cast)[1] == ("0 of 4", 0)


def test_a_person_reads_their_own_from_twenty_on_and_admins_lead(
    cast: Cast, client_of: Browsers, call: Callers
) -> None:
    sam, made = second_engineer(cast), answer(cast, ask(cast))
    with travel(days_ago(3)):
        for _ in range(FEWEST - 1):
            give_verdict(cast.eva, made.id, GOOD)
    path = f"/numbers/reversals/{cast.eva.id}"
    assert reversals(cast.eva, now().date()).people == []
    assert client_of(cast.eva).get(path).status_code == 404
    give_verdict(cast.eva, made.id, GOOD)
    give_verdict(sam, made.id, BAD)
    for who in (cast.eva, cast.amy):
        ((ident, name, figures),) = reversals(who, now().date()).people
        assert (ident, name, figures.decisions) == (cast.eva.id, "Eva", None)
        assert figures.checks is not None
        assert (figures.checks.value, figures.checks.of) == (1, FEWEST)
        _, (row,) = overturned_of(who, cast.eva.id or 0, now().date())
        assert (row.about, row.how) == (Ref(Kind.ANSWER, made.id), How.CHECK)
        assert "found otherwise by another engineer" in client_of(who).page(path).text
        assert call(who).made("GET", path)["items"][0]["how"] == "other_check"
    # Three days ago there were too few.
    assert reversals(cast.amy, days_ago(1).date()).people == []
    for who in (cast.max, sam):
        assert reversals(who, now().date()).people == []
        assert client_of(who).get(path).status_code == call(who)("GET", path).status_code == 404
        page = client_of(who).page("/numbers/reversals")
        assert "1 of 21" in page.text
        assert "Eva" not in page.get_text()
        assert call(who).made("GET", "/numbers/reversals")["people"] == []
    for stranger in (cast.ada, cast.ben):
        with pytest.raises(NotFound):
            reversals(stranger, now().date())
        assert client_of(stranger).get("/numbers/reversals").status_code == 404
    assert call(cast.eva)("GET", "/numbers/reversals?date=2999-01-01").status_code == 422
