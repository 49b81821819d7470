"""What all judgements together amount to, release by release.

Only judgements of the newest judged revision count. Each engineer's newest stands; where standing ones differ, the most
cautious shows, until an engineer who had not yet spoken about that revision and release settles it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.questions.trust.levels import POSITIVE_KINDS, Level, VerdictKind
from forum.questions.trust.marks import CorrectionMark, Marks, VerdictMark

Judgement = VerdictMark | CorrectionMark
Release = int | None
"""A release's id; None stands for the whole product where it has no releases."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one engineer's standing judgement says about one release."""

    kind: VerdictKind
    verdict: VerdictMark | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What counts for one release.

    `verdict` decides (None where only a correction does), `correction` is the newest by an engineer on that revision,
    `conditions` are those of all standing positive verdicts.
    """

    release: Release
    place: int
    kind: VerdictKind
    revision: int
    verdict: VerdictMark | None
    correction: CorrectionMark | None
    conditions: tuple[str, ...]
    disagreement: bool

    @property
    def positive(self) -> bool:
        """Verified or conditional, of whichever revision."""
        return self.kind in POSITIVE_KINDS

    @property
    def lapsed(self) -> bool:
        """The deciding verdict is past its review date."""
        return self.verdict is not None and self.verdict.lapsed

    def level(self, current_revision: int) -> Level:
        """Return the level that this ruling gives an answer whose newest revision is `current_revision`."""
        if not self.positive:
            return Level(self.kind.value)
        if self.revision != current_revision:
            return Level.EDITED_SINCE
        if self.correction is not None:
            return Level.CORRECTED
        return Level.CHECK_DUE if self.lapsed else Level(self.kind.value)


class Timeline:
    """A product's releases from oldest to newest, those that only a judgement still names before the known ones."""

    def __init__(self, marks: Marks) -> None:
        """Take the releases from the marks."""
        named = {release for verdict in marks.verdicts for release in verdict.release_ids}
        named |= {verdict.since_release_id for verdict in marks.verdicts if verdict.since_release_id is not None}
        self.releases: tuple[Release, ...] = (*sorted(named.difference(marks.releases)), *marks.releases) or (None,)
        self._place = {release: place for place, release in enumerate(self.releases)}

    def __contains__(self, release: Release) -> bool:
        """Tell whether the release belongs to this product or is named by a judgement."""
        return release in self._place

    def place(self, release: Release) -> int:
        """Return 0 for the oldest release and so on; 0 for an unknown one."""
        return self._place.get(release, 0)

    def right_until(self, verdict: VerdictMark) -> Release:
        """Return the newest release that an `outdated` verdict says the text is still right for, None for none."""
        earlier = self.releases[: self.place(verdict.since_release_id)] if verdict.since_release_id is not None else ()
        return next((release for release in reversed(earlier) if _names(verdict, release)), None)


def rulings(marks: Marks, timeline: Timeline) -> tuple[Ruling, ...]:
    """Return the ruling of every release that an engineer judged, oldest release first."""
    judgements: list[Judgement] = [*marks.verdicts, *(one for one in marks.corrections if one.by_engineer)]
    if not judgements:
        return ()
    judgements.sort(key=lambda one: (one.number, isinstance(one, CorrectionMark), one.id))
    found = (_ruling(release, timeline, judgements) for release in timeline.releases)
    return tuple(ruling for ruling in found if ruling is not None)


def _ruling(release: Release, timeline: Timeline, judgements: Sequence[Judgement]) -> Ruling | None:
    spoken = [(one, kind) for one in judgements if (kind := _says(one, release, timeline)) is not None]
    if not spoken:
        return None
    revision = max(one.revision for one, _ in spoken)
    latest = [(one, kind) for one, kind in spoken if one.revision == revision]
    standing = _standing(latest)
    deciding = _most_cautious(standing)
    corrections = [one for one, _ in latest if isinstance(one, CorrectionMark)]
    return Ruling(
        release=release,
        place=timeline.place(release),
        kind=deciding.kind,
        revision=revision,
        verdict=deciding.verdict,
        correction=corrections[-1] if corrections else None,
        conditions=tuple(dict.fromkeys(_conditions(standing))) if deciding.kind in POSITIVE_KINDS else (),
        disagreement=_differ(standing),
    )


def _says(judgement: Judgement, release: Release, timeline: Timeline) -> VerdictKind | None:
    """Return what a judgement says about a release, None for nothing."""
    if isinstance(judgement, CorrectionMark):
        return VerdictKind.CONDITIONAL
    if judgement.kind is not VerdictKind.OUTDATED:
        return judgement.kind if _names(judgement, release) else None
    since = judgement.since_release_id
    if since is None or timeline.place(release) >= timeline.place(since):
        return VerdictKind.OUTDATED
    return VerdictKind.VERIFIED if _names(judgement, release) else None


def _names(verdict: VerdictMark, release: Release) -> bool:
    return not verdict.release_ids or release in verdict.release_ids


def _standing(latest: Sequence[tuple[Judgement, VerdictKind]]) -> list[_Statement]:
    """Return the statements that stand after all judgements of one revision, in the order in which they were made."""
    standing: dict[int, _Statement] = {}
    spoken: dict[int, _Statement] = {}
    corrected = False
    for judgement, kind in latest:
        engineer = judgement.by.id
        statement = _statement(judgement, kind, spoken.get(engineer), corrected)
        if engineer not in spoken and _differ(list(standing.values())):
            standing.clear()
        standing.pop(engineer, None)
        standing[engineer] = spoken[engineer] = statement
        corrected = corrected or isinstance(judgement, CorrectionMark)
    return list(standing.values())


def _statement(judgement: Judgement, kind: VerdictKind, before: _Statement | None, corrected: bool) -> _Statement:
    """Return what a judgement adds, given what the same engineer said before of this revision and release.

    A correction goes on top of an own positive verdict, and an `outdated` verdict leaves an own condition in force for
    the releases before it. Who verifies a text that was already corrected verifies it with its correction.
    """
    kept = before if before is not None and before.kind in POSITIVE_KINDS else None
    if isinstance(judgement, CorrectionMark):
        return _Statement(kind, kept.verdict if kept else None, kept.condition if kept else None)
    condition = judgement.condition if kind is VerdictKind.CONDITIONAL else None
    if judgement.kind is VerdictKind.OUTDATED and kind in POSITIVE_KINDS and kept:
        kind, condition = kept.kind, kept.condition
    if corrected and kind is VerdictKind.VERIFIED:
        kind = VerdictKind.CONDITIONAL
    return _Statement(kind, judgement, condition)


def _differ(standing: Sequence[_Statement]) -> bool:
    return len({statement.kind for statement in standing}) > 1


def _most_cautious(standing: Sequence[_Statement]) -> _Statement:
    """Return the most cautious statement; among equals the newest, a verdict before a bare correction."""
    return max(
        enumerate(standing), key=lambda placed: (placed[1].kind.caution, placed[1].verdict is not None, placed[0])
    )[1]


def _conditions(standing: Sequence[_Statement]) -> Iterator[str]:
    return (statement.condition for statement in standing if statement.condition)
