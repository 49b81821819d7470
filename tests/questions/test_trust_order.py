"""What follows from a level: order, search score, the engineers' list, the knowledge base."""

from datetime import datetime, timedelta

import pytest

from forum.core.containment import Containment
from forum.questions.trust import (
    EntryObstacle,
    Level,
    OutcomeCounts,
    OutcomeMark,
    RecheckReason,
    Trust,
    assess,
    best_level,
    entry_obstacle,
    indexable,
    needs_recheck,
    order_key,
    order_score,
    qualifies_for_entry,
    recheck_reasons,
    search_factor,
    tally,
    tier,
)
from tests.questions.trust_cast import EVA, FINN, NEW, START, correction, marks, verdict

Key = tuple[int, int, datetime, int]
FAILED = OutcomeCounts(worked=0, did_not=3, did_not_counting=3)
LONG = "Unplug the router, wait ten seconds, plug it in again."


@pytest.mark.parametrize(
    ("level", "place", "factor"),
    [
        (Level.CORRECTED, 1, 1.15),
        (Level.CHECK_DUE, 1, 1.15),
        (Level.CONDITIONAL, 1, 1.15),
        (Level.VERIFIED, 1, 1.15),
        (Level.EDITED_SINCE, 2, 1.0),
        (Level.ACCEPTED, 2, 1.0),
        (Level.STAFF, 2, 1.0),
        (Level.WORKED, 2, 1.0),
        (Level.UNREVIEWED, 2, 1.0),
        (Level.DISPUTED, 3, 0.8),
        (Level.OUTDATED, 3, 0.8),
        (Level.INCORRECT, 3, 0.8),
        (Level.UNSAFE, 3, 0.8),
        (Level.QUARANTINED, 3, 0.8),
    ],
)
def test_every_level_has_its_tier_and_its_factor(level: Level, place: int, factor: float) -> None:
    assert (tier(level), search_factor(level)) == (place, factor)


def test_the_best_of_several_levels() -> None:
    assert best_level(Level) is Level.VERIFIED
    assert best_level([Level.UNSAFE, Level.DISPUTED, Level.UNREVIEWED]) is Level.UNREVIEWED
    assert best_level([]) is None


def test_from_better_to_worse_the_tier_never_falls() -> None:
    tiers = [tier(level) for level in sorted(Level, key=lambda level: level.standing)]
    assert tiers == sorted(tiers)
    assert len({level.standing for level in Level}) == len(Level)


@pytest.mark.parametrize(
    ("votes", "worked", "did_not", "accepted", "staff", "score"),
    [(0, 0, 0, False, False, 0), (5, 2, 1, True, True, 13), (-3, 0, 4, False, False, -11), (1, 0, 0, True, False, 4)],
)
def test_the_score_weighs_everybodys_marks(
    votes: int, worked: int, did_not: int, accepted: bool, staff: bool, score: int
) -> None:
    assert order_score(votes=votes, worked=worked, did_not=did_not, accepted=accepted, staff=staff) == score


def place(trust: Trust, votes: int = 0, accepted: bool = False, age: int = 0, answer_id: int = 1) -> Key:
    """The key of an answer that is `age` hours old."""
    return order_key(
        trust,
        votes=votes,
        worked=0,
        did_not=0,
        accepted=accepted,
        staff=False,
        created_at=START - timedelta(hours=age),
        answer_id=answer_id,
    )


def test_answers_stand_by_tier_then_score_then_age() -> None:
    verified, plain, wrong = assess(marks(verdict("verified"))), assess(marks()), assess(marks(verdict("incorrect")))
    in_order = [
        place(verified, votes=-5),
        place(plain, votes=9),
        place(plain, votes=5, accepted=True),
        place(plain, votes=7),
        place(plain, votes=2, age=5),
        place(plain, votes=2, age=1, answer_id=2),
        place(plain, votes=2, age=1, answer_id=3),
        place(wrong, votes=99, accepted=True),
    ]
    mixed = in_order[::-2] + in_order[::2]
    assert mixed != in_order
    assert sorted(mixed) == in_order


def test_accepted_is_not_always_best() -> None:
    plain = assess(marks())
    assert order_score(votes=8, worked=0, did_not=0, accepted=False, staff=False) > order_score(
        votes=4, worked=0, did_not=0, accepted=True, staff=False
    )
    assert plain.tier == assess(marks(accepted=True)).tier


@pytest.mark.parametrize(
    ("trust", "reasons"),
    [
        (assess(marks()), ()),
        (assess(marks(verdict("verified"))), ()),
        (assess(marks(verdict("verified"), current=2)), (RecheckReason.CHANGED_SINCE,)),
        (assess(marks(verdict("unsafe"), current=2)), (RecheckReason.CHANGED_SINCE,)),
        (assess(marks(verdict("unsafe"))), ()),
        (assess(marks(verdict("verified", lapsed=True))), (RecheckReason.REVIEW_DUE,)),
        (assess(marks(verdict("verified", EVA), verdict("unsafe", FINN))), (RecheckReason.DISAGREEMENT,)),
        (assess(marks(outcomes=FAILED)), (RecheckReason.DID_NOT_WORK,)),
        (assess(marks(verdict("verified"), outcomes=FAILED)), (RecheckReason.DID_NOT_WORK,)),
        (assess(marks(verdict("incorrect"), outcomes=FAILED)), ()),
        (assess(marks(verdict("outdated"), outcomes=FAILED)), ()),
        (assess(marks(verdict("verified"), outcomes=OutcomeCounts(0, 3, 3, 0))), ()),
        (assess(marks(verdict("verified"), outcomes=OutcomeCounts(0, 4, 4, 1))), (RecheckReason.DID_NOT_WORK,)),
        (assess(marks(verdict("verified"), outcomes=OutcomeCounts(9, 1, 1, 1))), (RecheckReason.DID_NOT_WORK,)),
        (assess(marks(verdict("verified"), outcomes=OutcomeCounts(9, 1, 1, 0))), ()),
        (assess(marks(verdict("outdated"), outcomes=OutcomeCounts(9, 1, 1, 1))), ()),
        (assess(marks(outcomes=OutcomeCounts(9, 1, 1))), ()),
        (
            assess(marks(verdict("verified", lapsed=True), current=2, containment=Containment.QUARANTINED)),
            (RecheckReason.CHANGED_SINCE, RecheckReason.REVIEW_DUE),
        ),
    ],
)
def test_what_an_engineer_should_see_again_and_why(trust: Trust, reasons: tuple[RecheckReason, ...]) -> None:
    assert recheck_reasons(trust) == reasons
    assert needs_recheck(trust) == bool(reasons)


@pytest.mark.parametrize(
    ("trust", "obstacle"),
    [
        (assess(marks(accepted=True)), None),
        (assess(marks(verdict("verified"))), None),
        (assess(marks(verdict("verified"), outcomes=FAILED)), None),
        (assess(marks(verdict("verified"), outcomes=FAILED, current=2)), None),
        (assess(marks(verdict("outdated"), accepted=True)), None),
        (assess(marks(accepted=True, outcomes=FAILED)), EntryObstacle.DISPUTED),
        (assess(marks(verdict("incorrect"), accepted=True)), EntryObstacle.JUDGED_WRONG),
        (assess(marks(verdict("unsafe"), current=2)), EntryObstacle.JUDGED_WRONG),
        (assess(marks(verdict("unsafe", releases=(NEW,)))), EntryObstacle.JUDGED_WRONG),
        (assess(marks(verdict("verified"), containment=Containment.WARNED)), EntryObstacle.CONTAINED),
        (assess(marks(accepted=True, containment=Containment.FOLDED)), EntryObstacle.CONTAINED),
        (assess(marks(accepted=True, containment=Containment.QUARANTINED)), EntryObstacle.CONTAINED),
    ],
)
def test_which_answers_can_be_solutions(trust: Trust, obstacle: EntryObstacle | None) -> None:
    assert entry_obstacle(trust, LONG, has_code=False) == obstacle
    assert qualifies_for_entry(trust, LONG, has_code=False) == (obstacle is None)


@pytest.mark.parametrize(
    ("text", "has_code", "qualifies"),
    [("x" * 40, False, True), ("x" * 39, False, False), ("x" * 39, True, True), ("x" + " " * 60, False, False)],
)
def test_a_solution_has_forty_characters_or_code(text: str, has_code: bool, qualifies: bool) -> None:
    assert qualifies_for_entry(assess(marks(accepted=True)), text, has_code=has_code) == qualifies


def test_search_engines_may_index_what_was_verified_once_and_is_not_contained() -> None:
    assert indexable(assess(marks(verdict("verified"))))
    assert indexable(assess(marks(correction())))
    assert indexable(assess(marks(verdict("verified"), current=2)))
    assert not indexable(assess(marks(accepted=True)))
    assert not indexable(assess(marks(verdict("outdated"))))
    assert not indexable(assess(marks(verdict("verified"), containment=Containment.WARNED)))


def outcome(person: int, revision: int, *, worked: bool, hours: int = 0, established: bool = True) -> OutcomeMark:
    """What one person found."""
    at = START + timedelta(hours=hours)
    return OutcomeMark(person_id=person, revision=revision, worked=worked, established=established, at=at)


def test_an_edit_does_not_wash_away_what_people_found() -> None:
    found = [outcome(person, 1, worked=False) for person in (1, 2, 3)]
    assert tally(found).disputed
    assert not tally([*found, outcome(1, 2, worked=True)]).disputed
    assert tally([*found, outcome(1, 2, worked=True)]) == OutcomeCounts(1, 2, 2)


def test_failed_tries_after_the_newest_verdict_are_counted_apart() -> None:
    found = [outcome(1, 1, worked=False), outcome(2, 1, worked=False, hours=5), outcome(3, 1, worked=True, hours=6)]
    assert tally(found, START + timedelta(hours=1)) == OutcomeCounts(1, 2, 2, 1)
    young = outcome(4, 1, worked=False, hours=7, established=False)
    assert tally([*found, young], START + timedelta(hours=1)) == OutcomeCounts(1, 3, 2, 1)
