"""What people said about one answer: the independent marks that the level is derived from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from forum.core.containment import Containment, Hazard
from forum.questions.trust.levels import Evidence, VerdictKind


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judged or corrected: the account and the name to show."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictMark:
    """An engineer's verdict on one revision.

    `number` grows with every verdict and correction of the answer, the two counted together: it says which came later.
    `release_ids` is empty for "all releases". `lapsed` was set by the sweep that found `review_by` to have passed,
    `newer_release_id` by the one that asks engineers to check again what a new release reaches.
    """

    id: int
    number: int
    kind: VerdictKind
    revision: int
    engineer_id: int
    engineer_name: str
    at: datetime
    release_ids: tuple[int, ...] = ()
    since_release_id: int | None = None
    condition: str | None = None
    reason: str | None = None
    evidence: Evidence | None = None
    hazard: Hazard | None = None
    instead: str = ""
    review_by: date | None = None
    lapsed: bool = False
    newer_release_id: int | None = None

    @property
    def by(self) -> Judge:
        """The engineer."""
        return Judge(self.engineer_id, self.engineer_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMark:
    """A standing correction of one revision.

    `by_engineer` as the corrector's roles were then; `number` as in a verdict. `passage` is wrong, `replacement` right.
    `disputed`: an objection waits for an engineer; `upheld`: one found that it stands. `adopted_revision` is the one in
    which the author took it over.
    """

    id: int
    number: int
    revision: int
    by_engineer: bool
    by_id: int
    by_name: str
    at: datetime
    passage: str = ""
    replacement: str = ""
    reason: str = ""
    disputed: bool = False
    upheld: bool = False
    adopted_revision: int | None = None

    @property
    def by(self) -> Judge:
        """Who corrected."""
        return Judge(self.by_id, self.by_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMark:
    """What one signed-in person found with one revision; `established`: the account was older than a day then."""

    person_id: int
    revision: int
    worked: bool
    established: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many people it worked for, made by `tally`.

    `did_not_counting` are those of `did_not` whose accounts were older than a day; `did_not_since_check` those of them
    who said so after the newest verdict, None where there is none or nobody asked.
    """

    worked: int = 0
    did_not: int = 0
    did_not_counting: int = 0
    did_not_since_check: int | None = None

    @property
    def tried(self) -> int:
        """Everybody who said how it went."""
        return self.worked + self.did_not

    @property
    def disputed(self) -> bool:
        """At least three established accounts say "did not work", and they are more than those it worked for."""
        return self.did_not_counting >= 3 and self.did_not_counting > self.worked


def tally(outcomes: Iterable[OutcomeMark], checked_at: datetime | None = None) -> OutcomeCounts:
    """Count each person once, by what they said of the newest revision they tried.

    What was said of older revisions stays counted, or an edit would wash away a dispute. `checked_at` is the time of
    the newest verdict, if there is one.
    """
    newest: dict[int, OutcomeMark] = {}
    for outcome in sorted(outcomes, key=lambda one: (one.revision, one.at)):
        newest[outcome.person_id] = outcome
    failures = [one for one in newest.values() if not one.worked]
    counting = [one for one in failures if one.established]
    since = None if checked_at is None else sum(one.at > checked_at for one in counting)
    return OutcomeCounts(len(newest) - len(failures), len(failures), len(counting), since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Everything the level is derived from.

    `containment` and `hazard` are what a moderator decided; `accepted_for_asker`: a moderator accepted it.
    `releases`: the product's, oldest to newest.
    `last_substantial_revision`: the newest revision whose edit touched code, a link or a number, or tripped a risk
    rule; 0 if none did. `by_staff`: the answer's author was an engineer.
    """

    current_revision: int
    containment: Containment = Containment.NONE
    hazard: Hazard | None = None
    verdicts: tuple[VerdictMark, ...] = ()
    corrections: tuple[CorrectionMark, ...] = ()
    outcomes: OutcomeCounts = OutcomeCounts()
    accepted: bool = False
    accepted_for_asker: bool = False
    by_staff: bool = False
    releases: tuple[int, ...] = ()
    last_substantial_revision: int = 0
