"""Short ways to write marks down in the tests of trust."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forum.core.containment import Hazard
from forum.questions.trust import CorrectionMark, Marks, VerdictKind, VerdictMark

OLD, NEW = 19, 20
"""The product's two releases, 1.9 and 2.0."""
EVA, FINN, GUS = 1, 2, 3
"""Three engineers."""
NAMES = {EVA: "Eva Lind", FINN: "Finn Berg", GUS: "Gus Holm", 9: "Max Ek"}
START = datetime(2026, 11, 3, 12, tzinfo=UTC)

Judgement = VerdictMark | CorrectionMark


def verdict(
    kind: str,
    by: int = EVA,
    *,
    on: int = 1,
    releases: tuple[int, ...] = (),
    since: int | None = None,
    condition: str | None = None,
    lapsed: bool = False,
    hazard: Hazard | None = None,
    instead: str = "",
) -> VerdictMark:
    """A verdict with everything that its kind needs; the order comes from `marks`."""
    return VerdictMark(
        id=0,
        number=0,
        kind=VerdictKind(kind),
        revision=on,
        engineer_id=by,
        engineer_name=NAMES[by],
        at=START,
        release_ids=releases,
        since_release_id=since if since is not None or kind != "outdated" else NEW,
        condition=condition or ("the network is wired" if kind == "conditional" else None),
        reason="it deletes the table" if kind in ("incorrect", "unsafe") else None,
        lapsed=lapsed,
        hazard=hazard,
        instead=instead,
    )


def correction(by: int = EVA, *, on: int = 1, engineer: bool = True) -> CorrectionMark:
    """A correction; Max (9) is the moderator."""
    return CorrectionMark(id=0, number=0, revision=on, by_engineer=engineer, by_id=by, by_name=NAMES[by], at=START)


def marks(*judgements: Judgement, current: int = 1, releases: Sequence[int] = (OLD, NEW), **others: object) -> Marks:
    """Marks with these judgements, given one after the other."""
    placed = [
        replace(one, id=100 + place, number=place, at=START + timedelta(hours=place))
        for place, one in enumerate(judgements, start=1)
    ]
    plain = Marks(
        current_revision=current,
        releases=tuple(releases),
        verdicts=tuple(one for one in placed if isinstance(one, VerdictMark)),
        corrections=tuple(one for one in placed if isinstance(one, CorrectionMark)),
    )
    # The tests name the other fields as Marks does; replace() refuses any that it does not have.
    return replace(plain, **others)  # type: ignore[arg-type]
