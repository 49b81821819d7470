"""The trust rules once more, as a list to be read from top to bottom, to compare the real function with.

It shares nothing with the real one but the names of the levels: words instead of rulings, recursion instead of folding,
every question answered from the marks again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from forum.questions.trust import CorrectionMark, Level, Marks, VerdictMark

MILD_TO_SEVERE = ["verified", "conditional", "outdated", "incorrect", "unsafe"]
RIGHT = ["verified", "conditional"]
History = list[tuple[VerdictMark | CorrectionMark, str]]


def engineer(judgement: VerdictMark | CorrectionMark) -> int:
    """Who spoke."""
    return judgement.engineer_id if isinstance(judgement, VerdictMark) else judgement.by_id


def word(history: History) -> str:
    """What the last judgement says, seen in the light of those before it."""
    *earlier, (last, said) = history
    own = [word(history[: place + 1]) for place, (one, _) in enumerate(earlier) if engineer(one) == engineer(last)]
    if isinstance(last, CorrectionMark):
        return "conditional"
    if last.kind == "outdated" and said == "verified" and own and own[-1] in RIGHT:
        said = own[-1]
    if said == "verified" and any(isinstance(one, CorrectionMark) for one, _ in earlier):
        said = "conditional"
    return said


def standing(history: History) -> dict[int, tuple[int, str]]:
    """Each engineer's standing word with its place in the history, after the last judgement."""
    if not history:
        return {}
    before = standing(history[:-1])
    last = engineer(history[-1][0])
    spoke_before = last in [engineer(one) for one, _ in history[:-1]]
    if len({said for _, said in before.values()}) > 1 and not spoke_before:
        before = {}
    return {**before, last: (len(history), word(history))}


@dataclass
class Case:
    """One answer as one reader meets it."""

    marks: Marks
    reader: int | None
    words: dict[int, str | None] = field(default_factory=dict)
    """The words already found, since every rule asks for them again."""

    def releases(self) -> list[int]:
        """Those this reader's view is made of; 0 stands for a product without releases."""
        everything = list(self.marks.releases) or [0]
        return [self.reader] if self.reader in everything else everything

    def history(self, release: int) -> History:
        """What was said about the newest judged revision for one release."""
        order = list(self.marks.releases) or [0]
        said: History = [(one, "conditional") for one in self.marks.corrections if one.by_engineer]
        for verdict in self.marks.verdicts:
            inside = not verdict.release_ids or release in verdict.release_ids
            if verdict.kind != "outdated":
                said += [(verdict, verdict.kind.value)] * inside
            elif verdict.since_release_id is None or order.index(release) >= order.index(verdict.since_release_id):
                said += [(verdict, "outdated")]
            else:
                said += [(verdict, "verified")] * inside
        newest = max((one.revision for one, _ in said), default=0)
        return sorted(((one, kind) for one, kind in said if one.revision == newest), key=lambda pair: pair[0].number)

    def verdict(self, release: int) -> str | None:
        """The word that counts for a release."""
        if release not in self.words:
            found = [said for _, said in standing(self.history(release)).values()]
            self.words[release] = max(found, key=MILD_TO_SEVERE.index, default=None)
        return self.words[release]

    def revision(self, release: int) -> int:
        """The newest judged revision for a release."""
        return self.history(release)[0][0].revision

    def any_release(self, wanted: str) -> bool:
        """Whether a word counts for any release in view."""
        return any(self.verdict(release) == wanted for release in self.releases())

    def right(self, *, now: bool) -> list[int]:
        """The releases in view that are judged right; with `now`, for the newest revision only."""
        found = [release for release in self.releases() if self.verdict(release) in RIGHT]
        return [one for one in found if self.revision(one) == self.marks.current_revision] if now else found

    def corrected(self) -> bool:
        """Whether an engineer's correction stands on the newest revision."""
        return any(one.by_engineer and one.revision == self.marks.current_revision for one in self.marks.corrections)

    def lapsed(self) -> bool:
        """Whether the newest of the verdicts that count for the newest release judged right is past its review."""
        release = self.right(now=True)[-1]
        history, counts = self.history(release), self.verdict(release)
        place = max(place for place, said in standing(history).values() if said == counts)
        mark = history[place - 1][0]
        return isinstance(mark, VerdictMark) and mark.lapsed

    def conditional(self) -> bool:
        """Whether the newest release judged right is so on a condition."""
        return self.verdict(self.right(now=True)[-1]) == "conditional"

    def disagreement(self) -> bool:
        """Whether standing words differ on any release in view."""
        stand = [standing(self.history(release)).values() for release in self.releases()]
        return any(len({said for _, said in words}) > 1 for words in stand)

    def verified_revision(self) -> int | None:
        """The newest revision judged right for any release in view."""
        return max((self.revision(release) for release in self.right(now=False)), default=None)

    def disputed(self) -> bool:
        """Three established accounts against, and more than it worked for."""
        counts = self.marks.outcomes
        return counts.did_not_counting > 2 and counts.did_not_counting > counts.worked


RULES: list[tuple[Level, Callable[[Case], bool]]] = [
    (Level.QUARANTINED, lambda case: case.marks.containment == "quarantined"),
    (Level.UNSAFE, lambda case: case.any_release("unsafe")),
    (Level.INCORRECT, lambda case: case.any_release("incorrect")),
    (Level.OUTDATED, lambda case: case.verdict(case.releases()[-1]) == "outdated"),
    (Level.CORRECTED, lambda case: bool(case.right(now=True)) and case.corrected()),
    (Level.CHECK_DUE, lambda case: bool(case.right(now=True)) and case.lapsed()),
    (Level.CONDITIONAL, lambda case: bool(case.right(now=True)) and case.conditional()),
    (Level.VERIFIED, lambda case: bool(case.right(now=True))),
    (Level.EDITED_SINCE, lambda case: bool(case.right(now=False))),
    (Level.DISPUTED, lambda case: case.disputed()),
    (Level.ACCEPTED, lambda case: case.marks.accepted),
    (Level.STAFF, lambda case: case.marks.by_staff),
    (Level.WORKED, lambda case: case.marks.outcomes.worked > 0),
    (Level.UNREVIEWED, lambda case: True),
]


def level(case: Case) -> Level:
    """The first level whose rule holds."""
    return next(name for name, holds in RULES if holds(case))


def ranks_as(case: Case) -> Level:
    """The same, but an answer that was edited since ranks by the rules after that one."""
    after = [name for name, _ in RULES].index(Level.EDITED_SINCE) + 1
    shown = level(case)
    return next(name for name, holds in RULES[after:] if holds(case)) if shown == "edited_since" else shown


def shown_revision(case: Case) -> int:
    """The verified revision while a substantial change to it waits for its check, for this reader or for everybody."""
    for view in (case, Case(case.marks, None)):
        verified = view.verified_revision()
        waits = next(name for name, holds in RULES[1:] if holds(view)) == "edited_since"
        if waits and verified is not None and case.marks.last_substantial_revision > verified:
            return verified
    return case.marks.current_revision
