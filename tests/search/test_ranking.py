"""The score is the formula that the decision record gives, and trust moves it."""

from math import log
from pathlib import Path

import pytest

from forum.questions.trust import Level
from forum.search.engine import Query
from forum.search.ranking import factor
from forum.search.whoosh_engine.engine import WhooshEngine
from tests.search.shelf import answer, question


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((Level.VERIFIED, Level.CONDITIONAL, Level.CORRECTED, Level.CHECK_DUE), 1.15),
        ((Level.EDITED_SINCE, Level.ACCEPTED, Level.STAFF, Level.WORKED, Level.UNREVIEWED), 1.0),
        ((Level.DISPUTED, Level.OUTDATED), 0.8),
    ],
)
def test_the_factor_of_a_level(levels: tuple[Level, ...], expected: float) -> None:
    """Three tiers, and 1 where there is no answer yet."""
    assert {factor(level) for level in levels} == {expected}
    assert factor("") == 1.0


def test_a_score_can_be_computed_by_hand(tmp_path: Path) -> None:
    """BM25 over title (double), tags (double) and the bodies of the thread together, times the factor of its trust."""
    engine = WhooshEngine(tmp_path)
    engine.rebuild(
        [
            question(1, "zorb quix", "mump zorb", tags=("zorb",), level="verified"),
            answer(11, 1, "zorb mump mump"),
            question(2, "dalf", "dalf dalf"),
            question(3, "plon grix vask", "tweb"),
        ]
    )
    hit = engine.search(Query("zorb")).hits[0]
    engine.close()
    rarity = log(3 / 2) + 1
    title = 1 * 2.5 / (1 + 1.5 * (0.25 + 0.75 * 2 / (6 / 3)))
    bodies = 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 5 / (8 / 3)))
    assert hit.score == pytest.approx(1.15 * rarity * (2 * title + 2 + bodies), rel=1e-6)
