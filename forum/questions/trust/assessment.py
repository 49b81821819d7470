"""The one function that derives an answer's level from its marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from forum.core.containment import Containment, Hazard, stronger
from forum.questions.trust.levels import (
    HOLDS_BACK,
    POSITIVE_KINDS,
    VERIFIED_KINDS,
    Level,
    VerdictKind,
    search_factor,
    tier,
)
from forum.questions.trust.marks import CorrectionMark, Judge, Marks, OutcomeCounts, VerdictMark
from forum.questions.trust.rulings import Ruling, Timeline, rulings

NONE = Containment.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far one answer can be trusted, and everything that says so.

    `level` is what is shown; `ranks_as` is the level that decides order and search score. `containment` is the stronger
    of what a moderator `decided` (with the `hazard` named) and what a verdict that stands for any release holds back
    (`held_back_by`). `judged` is what engineers' judgements amount to, also beneath a containment and after an edit
    (`changed_since`); `verdict` and `correction` are the marks behind it, and `releases` the releases they hold for
    (empty: all of them, or nothing was judged).
    `verified_revision` is the newest revision judged right for this reader, `shown_revision` the one to show.
    `right_until` is the last release for which an outdated answer is right. `disagreement`: two engineers differ.
    `corrections` are all that stand, of any revision and by anybody, the first one first.
    """

    level: Level
    ranks_as: Level
    containment: Containment
    decided: Containment = Containment.NONE
    hazard: Hazard | None = None
    held_back_by: VerdictMark | None = None
    current_revision: int
    shown_revision: int
    verified_revision: int | None = None
    judged: VerdictKind | None = None
    verdict: VerdictMark | None = None
    correction: CorrectionMark | None = None
    corrections: tuple[CorrectionMark, ...] = ()
    conditions: tuple[str, ...] = ()
    releases: tuple[int, ...] = ()
    right_until: int | None = None
    changed_since: bool = False
    disagreement: bool = False
    counts: OutcomeCounts = field(default_factory=OutcomeCounts)
    accepted: bool = False
    accepted_for_asker: bool = False
    by_staff: bool = False

    @property
    def decided_by(self) -> VerdictMark | CorrectionMark | None:
        """The mark that the level names: the correction of a corrected text, otherwise the verdict."""
        return self.correction or self.verdict

    @property
    def by(self) -> Judge | None:
        """Who judged; None where no engineer did."""
        return self.decided_by.by if self.decided_by else None

    @property
    def at(self) -> datetime | None:
        """When it was judged."""
        return self.decided_by.at if self.decided_by else None

    def corrections_of(self, revision: int) -> tuple[CorrectionMark, ...]:
        """Return the standing corrections of one revision, and those of earlier ones that nobody has taken over."""
        return tuple(
            one
            for one in self.corrections
            if one.revision == revision
            or (one.revision < revision and (one.adopted_revision is None or one.adopted_revision > revision))
        )

    @property
    def judged_revision(self) -> int | None:
        """The revision that was judged."""
        return self.decided_by.revision if self.decided_by else None

    @property
    def review_by(self) -> date | None:
        """When the deciding verdict is due for a new check."""
        return self.verdict.review_by if self.verdict else None

    @property
    def lapsed(self) -> bool:
        """The deciding verdict is past its review date, whatever else is true."""
        return self.verdict is not None and self.verdict.lapsed

    @property
    def newer_release(self) -> int | None:
        """The release that appeared since the text was found right, while nobody has checked it again."""
        return self.verdict.newer_release_id if self.verdict and self.level in VERIFIED_KINDS else None

    @property
    def note(self) -> str | None:
        """What the judgement says to readers: its conditions, or its reason."""
        if self.conditions:
            return "; ".join(self.conditions)
        return self.verdict.reason if self.verdict else None

    @property
    def told(self) -> str | None:
        """What the engineer wants readers to know of a text that is right, or was: beside it, not in its one line."""
        if self.verdict is None or self.verdict.kind not in {*POSITIVE_KINDS, VerdictKind.OUTDATED}:
            return None
        same = self.verdict.revision == self.shown_revision or self.verdict.kind is VerdictKind.OUTDATED
        return self.verdict.reason if same else None

    @property
    def held(self) -> bool:
        """Readers see the verified revision, since a substantial change waits for its check."""
        return self.shown_revision != self.current_revision

    @property
    def tier(self) -> int:
        """1 to 3, see `levels.tier`."""
        return tier(self.ranks_as)

    @property
    def search_factor(self) -> float:
        """1.15, 1.0 or 0.8, see `levels.search_factor`."""
        return search_factor(self.ranks_as)


def reached(marks: Marks, newest: int | None, at: datetime) -> bool:
    """Tell whether a release that appeared `at` that moment asks for a new check of a text.

    It does where the text as it is now was right for the release that was the `newest` until then (None: the product
    had no releases), and no engineer has looked since. What was judged for older releases only promised nothing of it.
    """
    trust = assess(marks, newest)
    looks = [one.at for one in marks.verdicts if one.revision == marks.current_revision]
    looks += [one.at for one in marks.corrections if one.by_engineer and one.revision == marks.current_revision]
    return trust.judged in POSITIVE_KINDS and not trust.changed_since and max(looks) < at


def assess(marks: Marks, reader_release_id: int | None = None) -> Trust:
    """Derive how far an answer can be trusted by a reader with that release, or by any reader.

    A release that the product does not have and no verdict names counts as none given. Without a release, `unsafe` and
    `incorrect` count wherever they stand, `outdated` where it stands for the newest release, and of the positive
    verdicts that of the newest judged revision for the newest release.
    """
    timeline = Timeline(marks)
    found = rulings(marks, timeline)
    for_all = _deciding(found)
    read = found
    if reader_release_id in timeline:
        read = tuple(ruling for ruling in found if ruling.release == reader_release_id)
    ruling = _deciding(read)
    level = ruling.level(marks.current_revision) if ruling else _unjudged(marks)
    if marks.containment is Containment.QUARANTINED:
        level = Level.QUARANTINED
    return Trust(
        level=level,
        ranks_as=_unjudged(marks) if level is Level.EDITED_SINCE else level,
        containment=stronger(marks.containment, HOLDS_BACK.get(for_all.kind, NONE) if for_all else NONE),
        decided=marks.containment,
        hazard=marks.hazard,
        held_back_by=for_all.verdict if for_all and for_all.kind in HOLDS_BACK else None,
        current_revision=marks.current_revision,
        shown_revision=_shown_revision(marks, ruling, for_all),
        verified_revision=max((one.revision for one in read if one.positive), default=None),
        judged=ruling.kind if ruling else None,
        verdict=ruling.verdict if ruling else None,
        correction=ruling.correction if ruling and ruling.positive else None,
        corrections=tuple(sorted(marks.corrections, key=lambda one: one.number)),
        conditions=ruling.conditions if ruling else (),
        releases=_releases(ruling, found, timeline) if ruling else (),
        right_until=_right_until(ruling, timeline) if ruling else None,
        changed_since=ruling is not None and ruling.revision != marks.current_revision,
        disagreement=any(one.disagreement for one in read),
        counts=marks.outcomes,
        accepted=marks.accepted,
        accepted_for_asker=marks.accepted_for_asker,
        by_staff=marks.by_staff,
    )


def _deciding(found: Sequence[Ruling]) -> Ruling | None:
    """Return the ruling that gives the level to whoever reads all these releases, None for none."""
    if not found:
        return None
    for kind in (VerdictKind.UNSAFE, VerdictKind.INCORRECT):
        if wrong := [ruling for ruling in found if ruling.kind is kind]:
            return max(wrong, key=_recency)
    # An outdated verdict reaches up to the newest release, so where there is one the last ruling is the newest's.
    if found[-1].kind is VerdictKind.OUTDATED:
        return found[-1]
    return max((ruling for ruling in found if ruling.positive), key=_recency)


def _recency(ruling: Ruling) -> tuple[int, int]:
    return ruling.revision, ruling.place


def _unjudged(marks: Marks) -> Level:
    """Return the level by the marks that are no engineer's judgement."""
    if marks.outcomes.disputed:
        return Level.DISPUTED
    if marks.accepted:
        return Level.ACCEPTED
    if marks.by_staff:
        return Level.STAFF
    return Level.WORKED if marks.outcomes.worked else Level.UNREVIEWED


def _shown_revision(marks: Marks, *deciding: Ruling | None) -> int:
    """Return the verified revision after a substantial change to it, otherwise the newest one."""
    for ruling in deciding:
        edited_since = ruling is not None and ruling.level(marks.current_revision) is Level.EDITED_SINCE
        if ruling is not None and edited_since and marks.last_substantial_revision > ruling.revision:
            return ruling.revision
    return marks.current_revision


def _releases(deciding: Ruling, found: Sequence[Ruling], timeline: Timeline) -> tuple[int, ...]:
    """Return the releases for which the same judgement decides the same, empty for all that are and will be."""
    same = [
        ruling.release
        for ruling in found
        if (ruling.verdict, ruling.correction, ruling.kind) == (deciding.verdict, deciding.correction, deciding.kind)
    ]
    if len(same) == len(timeline.releases) and not (deciding.verdict and deciding.verdict.release_ids):
        return ()
    return tuple(release for release in same if release is not None)


def _right_until(deciding: Ruling, timeline: Timeline) -> int | None:
    if deciding.kind is not VerdictKind.OUTDATED or deciding.verdict is None:
        return None
    return timeline.right_until(deciding.verdict)
