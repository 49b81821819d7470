"""The level as a table over all combinations of marks, against an oracle that reads like the rules themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from forum.core.containment import Containment, stronger
from forum.questions.trust import Level, Marks, OutcomeCounts, assess
from tests.questions import trust_oracle as oracle
from tests.questions.trust_cast import EVA, FINN, GUS, NEW, OLD, Judgement, correction, marks, verdict

READERS = (None, OLD, NEW)
SCOPES = ((), (OLD,), (NEW,))
OUTCOMES = (
    OutcomeCounts(),
    OutcomeCounts(worked=2, did_not=4, did_not_counting=2),
    OutcomeCounts(worked=2, did_not=3, did_not_counting=3),
    OutcomeCounts(worked=3, did_not=3, did_not_counting=3),
    OutcomeCounts(worked=0, did_not=5, did_not_counting=0),
)
CORRECTIONS: tuple[tuple[Judgement, ...], ...] = (
    (),
    (correction(9, engineer=False),),
    (correction(9, on=2, engineer=False),),
    (correction(FINN),),
    (correction(FINN, on=2),),
)

# Who judged, first to last: each way in which three judgements can be of one, two or three engineers.
GROUPS = ((EVA, EVA, EVA), (EVA, EVA, FINN), (EVA, FINN, EVA), (EVA, FINN, FINN), (EVA, FINN, GUS), (GUS, FINN, EVA))


def every_verdict(by: int = EVA, revisions: Sequence[int] = (1, 2)) -> Iterator[Judgement]:
    """Every kind of verdict on every revision, scope and, where these matter, turn of release and lapse."""
    for on, scope in product(revisions, SCOPES):
        for kind, lapsed in product(("verified", "conditional"), (False, True)):
            yield verdict(kind, by, on=on, releases=scope, lapsed=lapsed)
        for kind in ("incorrect", "unsafe"):
            yield verdict(kind, by, on=on, releases=scope)
        for since in (OLD, NEW):
            yield verdict("outdated", by, on=on, releases=scope, since=since)


def differences(cases: Iterator[Marks]) -> tuple[list[str], Counter[Level]]:
    """Where the function and the oracle differ, and how often each level came out."""
    wrong: list[str] = []
    seen: Counter[Level] = Counter()
    for case, reader in product(cases, READERS):
        trust = assess(case, reader)
        seen[trust.level] += 1
        view = oracle.Case(case, reader)
        expected = (oracle.level(view), oracle.ranks_as(view), oracle.shown_revision(view), view.disagreement())
        found = (trust.level, trust.ranks_as, trust.shown_revision, trust.disagreement)
        if (*expected, view.verified_revision()) != (*found, trust.verified_revision):
            wrong.append(f"{reader}: {case} should be {expected}, is {found}")
    return wrong, seen


def test_every_verdict_with_every_other_mark() -> None:
    def cases() -> Iterator[Marks]:
        verdicts: list[tuple[Judgement, ...]] = [(), *((one,) for one in every_verdict())]
        for judged, corrected, outcomes, accepted, staff, containment in product(
            verdicts, CORRECTIONS, OUTCOMES, (False, True), (False, True), (Containment.NONE, Containment.QUARANTINED)
        ):
            yield marks(
                *judged,
                *corrected,
                current=2,
                outcomes=outcomes,
                accepted=accepted,
                by_staff=staff,
                containment=containment,
                last_substantial_revision=2 if accepted else 0,
            )

    wrong, seen = differences(cases())
    assert wrong[:3] == []
    assert set(seen) == set(Level)


def test_every_two_verdicts_of_one_and_of_two_engineers_with_and_without_an_edit() -> None:
    def cases() -> Iterator[Marks]:
        for first, other, current in product(every_verdict(), (EVA, FINN), (2, 3)):
            for second in every_verdict(other):
                yield marks(first, second, current=current, last_substantial_revision=current)

    wrong, _ = differences(cases())
    assert wrong[:3] == []


def test_every_three_judgements_of_every_group_of_engineers() -> None:
    def judgements(by: int) -> list[Judgement]:
        kinds = ("verified", "conditional", "incorrect", "unsafe", "outdated")
        return [*(verdict(kind, by) for kind in kinds), verdict("verified", by, on=2), correction(by)]

    def cases() -> Iterator[Marks]:
        for people in product((EVA, FINN, GUS), repeat=3):
            for three in product(*(judgements(by) for by in people)):
                yield marks(*three, current=2, last_substantial_revision=2)

    wrong, _ = differences(cases())
    assert wrong[:3] == []


def test_containments_short_of_quarantine_leave_the_level_alone() -> None:
    for one, containment in product(every_verdict(), (Containment.WARNED, Containment.FOLDED)):
        contained = assess(marks(one, current=2, containment=containment))
        assert contained.level == assess(marks(one, current=2)).level
        verdict_alone = assess(marks(one, current=2)).containment
        assert contained.containment is stronger(containment, verdict_alone)
        assert contained.decided is containment
