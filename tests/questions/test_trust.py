"""What the level promises, told as stories. The table over all combinations is in test_trust_table.py."""

import inspect
from dataclasses import replace

import pytest

from forum.core.containment import Containment
from forum.questions.trust import Level, OutcomeCounts, assess
from tests.questions.trust_cast import EVA, FINN, GUS, NEW, OLD, START, correction, marks, verdict


def test_an_answer_without_marks_is_unreviewed() -> None:
    trust = assess(marks())
    assert (trust.level, trust.verdict, trust.by, trust.releases) == (Level.UNREVIEWED, None, None, ())
    assert (trust.shown_revision, trust.verified_revision) == (1, None)


@pytest.mark.parametrize("kind", ["verified", "conditional", "incorrect", "unsafe", "outdated"])
def test_a_verdict_gives_its_level_with_who_when_and_which_revision(kind: str) -> None:
    trust = assess(marks(verdict(kind)))
    assert (trust.level, trust.judged) == (kind, kind)
    assert trust.by is not None
    assert (trust.by.id, trust.by.name, trust.judged_revision, trust.changed_since) == (EVA, "Eva Lind", 1, False)
    assert trust.at is not None
    assert trust.at > START


def test_the_newest_verdict_of_an_engineer_replaces_the_older() -> None:
    assert assess(marks(verdict("unsafe"), verdict("verified"))).level is Level.VERIFIED
    assert assess(marks(verdict("verified"), verdict("unsafe"))).level is Level.UNSAFE


def test_a_verdict_for_another_release_replaces_nothing() -> None:
    case = marks(verdict("conditional", releases=(OLD,)), verdict("verified", releases=(NEW,)))
    assert [assess(case, release).level for release in (OLD, NEW)] == [Level.CONDITIONAL, Level.VERIFIED]
    assert assess(case).level is Level.VERIFIED
    assert assess(case).releases == (NEW,)


def test_where_two_engineers_differ_the_more_cautious_shows_and_it_is_a_disagreement() -> None:
    for case in (
        marks(verdict("verified", EVA), verdict("incorrect", FINN)),
        marks(verdict("incorrect", FINN), verdict("verified", EVA)),
    ):
        trust = assess(case)
        assert (trust.level, trust.disagreement) == (Level.INCORRECT, True)
        assert trust.by is not None
        assert trust.by.id == FINN


def test_engineers_who_agree_do_not_disagree_and_the_newest_is_named() -> None:
    trust = assess(marks(verdict("verified", EVA), verdict("verified", FINN)))
    assert (trust.level, trust.disagreement) == (Level.VERIFIED, False)
    assert trust.by is not None
    assert trust.by.id == FINN


def test_engineers_who_speak_of_different_releases_do_not_disagree() -> None:
    case = marks(verdict("verified", EVA, releases=(OLD,)), verdict("incorrect", FINN, releases=(NEW,)))
    assert not assess(case).disagreement
    assert [assess(case, release).level for release in (OLD, NEW)] == [Level.VERIFIED, Level.INCORRECT]


def test_wrong_for_some_release_is_wrong_for_a_reader_without_one() -> None:
    assert assess(marks(verdict("unsafe", releases=(OLD,)), verdict("verified", releases=(NEW,)))).level is Level.UNSAFE


def test_one_of_the_two_ends_a_disagreement_by_agreeing() -> None:
    case = marks(verdict("verified", EVA), verdict("incorrect", FINN), verdict("verified", FINN))
    assert (assess(case).level, assess(case).disagreement) == (Level.VERIFIED, False)


def test_an_engineer_who_had_not_spoken_settles_a_disagreement() -> None:
    apart = (verdict("verified", EVA), verdict("incorrect", FINN))
    settled = assess(marks(*apart, verdict("verified", GUS)))
    assert (settled.level, settled.disagreement) == (Level.VERIFIED, False)
    reopened = assess(marks(*apart, verdict("verified", GUS), verdict("incorrect", FINN)))
    assert (reopened.level, reopened.disagreement) == (Level.INCORRECT, True)
    insisting = assess(marks(*apart, verdict("verified", GUS), verdict("incorrect", FINN), verdict("verified", EVA)))
    assert (insisting.level, insisting.disagreement) == (Level.INCORRECT, True)


def test_a_disagreement_is_settled_only_for_the_releases_that_are_judged_again() -> None:
    case = marks(verdict("verified", EVA), verdict("incorrect", FINN), verdict("verified", GUS, releases=(NEW,)))
    assert [assess(case, release).level for release in (OLD, NEW)] == [Level.INCORRECT, Level.VERIFIED]
    assert [assess(case, release).disagreement for release in (OLD, NEW)] == [True, False]


def test_a_positive_verdict_of_an_older_revision_is_edited_since() -> None:
    trust = assess(marks(verdict("verified"), current=2))
    assert (trust.level, trust.changed_since, trust.verified_revision) == (Level.EDITED_SINCE, True, 1)
    assert (trust.shown_revision, trust.held) == (2, False)


def test_after_a_substantial_change_readers_keep_seeing_the_verified_revision_until_the_recheck() -> None:
    case = marks(verdict("verified", on=2), current=4, last_substantial_revision=3)
    assert (assess(case).level, assess(case).shown_revision, assess(case).held) == (Level.EDITED_SINCE, 2, True)
    checked = assess(
        marks(verdict("verified", on=2), verdict("verified", on=4), current=4, last_substantial_revision=3)
    )
    assert (checked.level, checked.shown_revision) == (Level.VERIFIED, 4)


def test_a_substantial_change_before_the_verdict_holds_nothing_back() -> None:
    trust = assess(marks(verdict("verified", on=2), current=3, last_substantial_revision=2))
    assert (trust.level, trust.shown_revision) == (Level.EDITED_SINCE, 3)


def test_what_is_held_back_is_held_back_from_readers_of_releases_nobody_judged() -> None:
    trust = assess(marks(verdict("verified", releases=(OLD,)), current=2, last_substantial_revision=2), NEW)
    assert (trust.level, trust.shown_revision) == (Level.UNREVIEWED, 1)


def test_an_edited_answer_ranks_by_its_other_marks() -> None:
    verified = verdict("verified")
    disputed = OutcomeCounts(worked=0, did_not=3, did_not_counting=3)
    assert assess(marks(verified, current=2, accepted=True)).ranks_as is Level.ACCEPTED
    assert assess(marks(verified, current=2)).tier == 2
    assert assess(marks(verified, current=2, outcomes=disputed)).tier == 3
    assert assess(marks(verified, outcomes=disputed)).tier == 1


@pytest.mark.parametrize("kind", ["incorrect", "unsafe", "outdated"])
def test_a_negative_verdict_stays_in_force_after_an_edit_and_the_change_is_told(kind: str) -> None:
    trust = assess(marks(verdict(kind), current=2, last_substantial_revision=2))
    assert (trust.level, trust.changed_since, trust.shown_revision) == (kind, True, 2)


@pytest.mark.parametrize("kind", ["incorrect", "unsafe"])
def test_any_engineer_who_looks_at_a_newer_revision_lifts_it_and_differs_from_nobody(kind: str) -> None:
    trust = assess(marks(verdict(kind, EVA), verdict("verified", FINN, on=2), current=2))
    assert (trust.level, trust.disagreement) == (Level.VERIFIED, False)


def test_a_newer_revision_judged_for_one_release_leaves_the_others() -> None:
    case = marks(verdict("unsafe"), verdict("verified", on=2, releases=(NEW,)), current=2)
    assert [assess(case, release).level for release in (OLD, NEW)] == [Level.UNSAFE, Level.VERIFIED]


def test_outdated_counts_from_its_release_on_and_stays_right_before() -> None:
    case = marks(verdict("outdated", since=NEW))
    assert [assess(case, reader).level for reader in (OLD, NEW, None)] == [
        Level.VERIFIED,
        Level.OUTDATED,
        Level.OUTDATED,
    ]
    assert (assess(case).right_until, assess(case).releases) == (OLD, (NEW,))
    assert assess(case, OLD).releases == (OLD,)


def test_outdated_reaches_to_releases_that_came_later_until_somebody_judges_them() -> None:
    outdated = verdict("outdated", since=NEW, releases=(OLD, NEW))
    assert assess(marks(outdated, releases=(OLD, NEW, 21)), 21).level is Level.OUTDATED
    again = marks(outdated, verdict("verified", releases=(21,)), releases=(OLD, NEW, 21))
    assert [assess(again, reader).level for reader in (NEW, 21, None)] == [
        Level.OUTDATED,
        Level.VERIFIED,
        Level.VERIFIED,
    ]


def test_outdated_is_not_right_before_for_releases_it_does_not_name() -> None:
    trust = assess(marks(verdict("outdated", since=NEW, releases=(NEW,))), OLD)
    assert trust.level is Level.UNREVIEWED
    assert assess(marks(verdict("outdated", since=NEW, releases=(NEW,)))).right_until is None


def test_outdated_keeps_the_engineers_own_condition_for_the_releases_before() -> None:
    trust = assess(marks(verdict("conditional", condition="IPv6 is off"), verdict("outdated", since=NEW)), OLD)
    assert (trust.level, trust.conditions, trust.note) == (Level.CONDITIONAL, ("IPv6 is off",), "IPv6 is off")


def test_before_its_release_an_edited_outdated_answer_is_edited_since() -> None:
    case = marks(verdict("outdated", since=NEW), current=2, last_substantial_revision=2)
    assert [assess(case, reader).level for reader in (OLD, NEW)] == [Level.EDITED_SINCE, Level.OUTDATED]
    assert [assess(case, reader).shown_revision for reader in (OLD, NEW)] == [1, 2]


def test_an_engineers_correction_counts_as_a_conditional_verdict_and_a_moderators_does_not() -> None:
    corrected = assess(marks(correction(EVA)))
    assert (corrected.level, corrected.tier, corrected.judged) == (Level.CORRECTED, 1, "conditional")
    assert corrected.by is not None
    assert corrected.by.name == "Eva Lind"
    assert assess(marks(correction(9, engineer=False))).level is Level.UNREVIEWED
    assert assess(marks(verdict("verified"), correction(9, engineer=False))).level is Level.VERIFIED


def test_a_correction_of_an_older_revision_is_edited_since() -> None:
    assert assess(marks(correction(), current=2)).level is Level.EDITED_SINCE


def test_a_correction_against_another_engineers_verdict_is_a_disagreement() -> None:
    wrong = assess(marks(verdict("incorrect", EVA), correction(FINN)))
    assert (wrong.level, wrong.disagreement, wrong.correction) == (Level.INCORRECT, True, None)
    right = assess(marks(verdict("verified", EVA), correction(FINN)))
    assert (right.level, right.disagreement) == (Level.CORRECTED, True)


def test_who_verifies_a_corrected_text_verifies_it_with_its_correction() -> None:
    trust = assess(marks(correction(EVA), verdict("verified", FINN)))
    assert (trust.level, trust.disagreement) == (Level.CORRECTED, False)
    assert trust.by is not None
    assert trust.verdict is not None
    assert (trust.by.id, trust.verdict.engineer_id) == (EVA, FINN)


def test_an_engineers_correction_after_the_own_wrong_replaces_it() -> None:
    assert assess(marks(verdict("incorrect", EVA), correction(EVA))).level is Level.CORRECTED


def test_a_correction_keeps_the_own_condition_and_the_own_review_date() -> None:
    trust = assess(marks(verdict("conditional", condition="IPv6 is off", lapsed=True), correction()))
    assert (trust.level, trust.conditions, trust.lapsed) == (Level.CORRECTED, ("IPv6 is off",), True)


def test_a_correction_leaves_the_review_date_of_a_colleagues_condition() -> None:
    trust = assess(marks(verdict("conditional", FINN, lapsed=True), correction(EVA)))
    assert (trust.level, trust.lapsed, trust.conditions) == (Level.CORRECTED, True, ("the network is wired",))


def test_of_engineers_who_agree_the_one_who_spoke_last_is_named_also_when_for_the_second_time() -> None:
    case = marks(verdict("verified", EVA), verdict("verified", FINN), verdict("verified", EVA, lapsed=True))
    trust = assess(case)
    assert trust.by is not None
    assert (trust.level, trust.by.id) == (Level.CHECK_DUE, EVA)


def test_the_conditions_of_all_engineers_are_told() -> None:
    two = marks(verdict("conditional", EVA, condition="A"), verdict("conditional", FINN, condition="B"))
    assert (assess(two).conditions, assess(two).disagreement) == (("A", "B"), False)


def test_a_lapse_is_an_event_and_makes_a_positive_verdict_due() -> None:
    assert assess(marks(verdict("verified", lapsed=True))).level is Level.CHECK_DUE
    conditional = assess(marks(verdict("conditional", lapsed=True)))
    assert (conditional.level, conditional.conditions) == (Level.CHECK_DUE, ("the network is wired",))
    assert assess(marks(verdict("incorrect", lapsed=True))).level is Level.INCORRECT
    assert assess(marks(verdict("verified", lapsed=True), verdict("verified"))).level is Level.VERIFIED


def test_the_level_reads_no_clock() -> None:
    overdue = replace(verdict("verified"), review_by=START.date().replace(year=1999))
    assert assess(marks(overdue)).level is Level.VERIFIED
    assert list(inspect.signature(assess).parameters) == ["marks", "reader_release_id"]


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        (OutcomeCounts(worked=0, did_not=2, did_not_counting=2), Level.UNREVIEWED),
        (OutcomeCounts(worked=0, did_not=9, did_not_counting=2), Level.UNREVIEWED),
        (OutcomeCounts(worked=2, did_not=3, did_not_counting=3), Level.DISPUTED),
        (OutcomeCounts(worked=3, did_not=3, did_not_counting=3), Level.WORKED),
        (OutcomeCounts(worked=3, did_not=9, did_not_counting=3), Level.WORKED),
        (OutcomeCounts(worked=1), Level.WORKED),
    ],
)
def test_disputed_takes_three_established_accounts_and_more_than_it_worked_for(
    counts: OutcomeCounts, level: Level
) -> None:
    assert assess(marks(outcomes=counts)).level is level


def test_the_marks_without_a_judgement_in_their_order() -> None:
    disputed, worked = OutcomeCounts(0, 3, 3), OutcomeCounts(1)
    assert assess(marks(accepted=True, by_staff=True, outcomes=disputed)).level is Level.DISPUTED
    assert assess(marks(accepted=True, by_staff=True, outcomes=worked)).level is Level.ACCEPTED
    assert assess(marks(by_staff=True, outcomes=worked)).level is Level.STAFF


def test_beneath_a_quarantine_staff_still_find_the_judgement() -> None:
    trust = assess(marks(verdict("unsafe"), containment=Containment.QUARANTINED))
    assert (trust.level, trust.judged, trust.note) == (Level.QUARANTINED, "unsafe", "it deletes the table")


def test_a_product_without_releases_is_judged_as_a_whole() -> None:
    assert assess(marks(verdict("verified"), releases=())).level is Level.VERIFIED
    assert assess(marks(verdict("outdated"), releases=())).level is Level.OUTDATED


def test_a_release_that_left_the_catalogue_still_carries_its_verdict_as_the_oldest() -> None:
    case = marks(verdict("verified", releases=(7,)))
    assert (assess(case).level, assess(case).releases, assess(case, NEW).level) == (
        Level.VERIFIED,
        (7,),
        Level.UNREVIEWED,
    )
    assert assess(marks(verdict("outdated", since=7))).level is Level.OUTDATED


def test_a_readers_release_of_another_product_is_no_release() -> None:
    assert assess(marks(verdict("verified", releases=(OLD,))), 999).level is Level.VERIFIED


def test_the_releases_of_a_verdict_for_all_are_not_listed_and_those_of_a_named_one_are() -> None:
    assert assess(marks(verdict("verified"))).releases == ()
    assert assess(marks(verdict("verified", releases=(OLD, NEW)))).releases == (OLD, NEW)
    narrowed = marks(verdict("verified"), verdict("conditional", releases=(NEW,)))
    assert assess(narrowed, OLD).releases == (OLD,)


def test_the_newest_verified_revision_is_kept_before_the_newest_release() -> None:
    case = marks(
        verdict("verified", on=1, releases=(NEW,)),
        verdict("verified", on=2, releases=(OLD,)),
        current=3,
        last_substantial_revision=3,
    )
    assert (assess(case).shown_revision, assess(case).verified_revision) == (2, 2)
