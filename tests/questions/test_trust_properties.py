"""What holds for all marks whatsoever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from forum.core.containment import Containment
from forum.questions.trust import (
    POSITIVE_KINDS,
    VERIFIED_KINDS,
    CorrectionMark,
    Level,
    Marks,
    OutcomeCounts,
    OutcomeMark,
    VerdictKind,
    VerdictMark,
    assess,
    label,
    needs_recheck,
    tally,
)
from tests.questions import trust_oracle as oracle

START = datetime(2026, 1, 1, tzinfo=UTC)
RELEASES = (1, 2, 3)
READERS = some.sampled_from((None, *RELEASES, 99))


@some.composite
def verdicts(draw: some.DrawFn, number: int, newest: int) -> VerdictMark:
    """Any verdict on a revision up to the newest."""
    kind = draw(some.sampled_from(VerdictKind))
    engineer = draw(some.integers(1, 4))
    return VerdictMark(
        id=number,
        number=number,
        kind=kind,
        revision=draw(some.integers(1, newest)),
        engineer_id=engineer,
        engineer_name=f"Engineer {engineer}",
        at=START + timedelta(hours=number),
        release_ids=tuple(draw(some.sets(some.sampled_from(RELEASES), max_size=2))),
        since_release_id=draw(some.sampled_from(RELEASES)) if kind is VerdictKind.OUTDATED else None,
        condition="it is wired" if kind is VerdictKind.CONDITIONAL else None,
        reason="it breaks" if kind in (VerdictKind.INCORRECT, VerdictKind.UNSAFE) else None,
        lapsed=draw(some.booleans()),
    )


@some.composite
def corrections(draw: some.DrawFn, number: int, newest: int) -> CorrectionMark:
    """Any correction of a revision up to the newest."""
    person = draw(some.integers(1, 4))
    return CorrectionMark(
        id=number,
        number=number,
        revision=draw(some.integers(1, newest)),
        by_engineer=draw(some.booleans()),
        by_id=person,
        by_name=f"Engineer {person}",
        at=START + timedelta(hours=number),
    )


@some.composite
def all_marks(draw: some.DrawFn) -> Marks:
    """Any marks: up to six judgements by up to four engineers about three releases and three revisions."""
    newest = draw(some.integers(1, 3))
    judgements = [
        draw(some.one_of(verdicts(number, newest), verdicts(number, newest), corrections(number, newest)))
        for number in range(1, draw(some.integers(0, 6)) + 1)
    ]
    did_not = draw(some.integers(0, 5))
    return Marks(
        current_revision=newest,
        containment=draw(some.sampled_from(Containment)),
        verdicts=tuple(one for one in judgements if isinstance(one, VerdictMark)),
        corrections=tuple(one for one in judgements if isinstance(one, CorrectionMark)),
        outcomes=OutcomeCounts(draw(some.integers(0, 5)), did_not, draw(some.integers(0, did_not))),
        accepted=draw(some.booleans()),
        by_staff=draw(some.booleans()),
        releases=RELEASES,
        last_substantial_revision=draw(some.integers(0, newest)),
    )


@given(all_marks(), READERS)
def test_the_level_is_the_first_rule_that_holds(marks: Marks, reader: int | None) -> None:
    trust = assess(marks, reader)
    case = oracle.Case(marks, reader)
    assert (trust.level, trust.ranks_as) == (oracle.level(case), oracle.ranks_as(case))
    assert (trust.shown_revision, trust.verified_revision) == (oracle.shown_revision(case), case.verified_revision())
    assert trust.disagreement == case.disagreement()


@given(all_marks(), READERS, some.booleans())
def test_no_edit_improves_anything(marks: Marks, reader: int | None, substantial: bool) -> None:
    edited = replace(marks, current_revision=marks.current_revision + 1)
    if substantial:
        edited = replace(edited, last_substantial_revision=edited.current_revision)
    before, after = assess(marks, reader), assess(edited, reader)
    assert after.level.standing >= before.level.standing
    assert after.tier >= before.tier
    assert after.search_factor <= before.search_factor
    assert before.disagreement == after.disagreement


@given(all_marks(), READERS)
def test_a_full_mark_stands_only_on_a_revision_that_an_engineer_judged(marks: Marks, reader: int | None) -> None:
    trust = assess(marks, reader)
    if trust.level in VERIFIED_KINDS:
        assert trust.judged_revision == trust.shown_revision == marks.current_revision
        assert not trust.changed_since


@given(all_marks(), READERS, some.randoms(use_true_random=False))
def test_the_order_in_which_marks_are_listed_says_nothing(marks: Marks, reader: int | None, chance: Random) -> None:
    verdicts, corrections = list(marks.verdicts), list(marks.corrections)
    chance.shuffle(verdicts)
    chance.shuffle(corrections)
    assert assess(replace(marks, verdicts=tuple(verdicts), corrections=tuple(corrections)), reader) == assess(
        marks, reader
    )


@given(all_marks(), READERS)
def test_the_newest_verdict_said_twice_says_nothing_new(marks: Marks, reader: int | None) -> None:
    newest = max(marks.verdicts, key=lambda one: one.number, default=None)
    if newest is None or any(one.number > newest.number for one in marks.corrections):
        return
    again = replace(marks, verdicts=(*marks.verdicts, replace(newest, id=50, number=50)))
    assert assess(again, reader).level is assess(marks, reader).level


@given(all_marks(), READERS)
def test_quarantine_hides_whatever_else_is_true(marks: Marks, reader: int | None) -> None:
    trust = assess(replace(marks, containment=Containment.QUARANTINED), reader)
    assert trust.level is trust.ranks_as is Level.QUARANTINED
    assert str(label(trust)) == "Hidden while we check"
    assert assess(replace(marks, containment=Containment.NONE), reader).level is not Level.QUARANTINED


@given(all_marks())
def test_the_more_cautious_of_those_who_differ_shows(marks: Marks) -> None:
    """A word by a new engineer never makes an answer look better, unless it settles a disagreement."""
    before = assess(replace(marks, containment=Containment.NONE), 1)
    newest = max([1, *(one.revision for one in marks.verdicts), *(one.revision for one in marks.corrections)])
    for kind in VerdictKind:
        word = VerdictMark(
            id=60,
            number=60,
            kind=kind,
            revision=newest,
            engineer_id=60,
            engineer_name="New",
            at=START,
            release_ids=(1,),
            since_release_id=1,
        )
        after = assess(replace(marks, containment=Containment.NONE, verdicts=(*marks.verdicts, word)), 1)
        assert after.judged is not None
        if before.judged is not None and not before.disagreement and before.judged_revision == newest:
            assert after.judged.caution >= max(before.judged.caution, kind.caution)


@given(all_marks(), READERS)
def test_everything_that_an_engineer_should_see_again_is_listed(marks: Marks, reader: int | None) -> None:
    trust = assess(marks, reader)
    if trust.disagreement or trust.changed_since or trust.lapsed or trust.level in (Level.DISPUTED, Level.CHECK_DUE):
        assert needs_recheck(trust)
    settled = trust.judged in POSITIVE_KINDS and not trust.counts.disputed and not trust.counts.did_not_since_check
    if settled and not (trust.disagreement or trust.changed_since or trust.lapsed):
        assert not needs_recheck(trust)


@given(all_marks(), READERS)
def test_every_label_is_whole(marks: Marks, reader: int | None) -> None:
    text = str(label(assess(marks, reader), site="Acme", releases="2.0", date="3 Nov", month="Nov 2026"))
    assert text.strip()
    assert "%(" not in text
    assert "None" not in text


@given(
    some.lists(
        some.builds(
            OutcomeMark,
            person_id=some.integers(1, 6),
            revision=some.integers(1, 3),
            worked=some.booleans(),
            established=some.booleans(),
            at=some.integers(0, 9).map(lambda hours: START + timedelta(hours=hours)),
        )
    )
)
def test_everybody_counts_once(outcomes: list[OutcomeMark]) -> None:
    counts = tally(outcomes)
    assert counts.tried == len({one.person_id for one in outcomes})
    assert 0 <= counts.did_not_counting <= counts.did_not
    assert counts.did_not_since_check is None
