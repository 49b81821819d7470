"""What makes one hit better than another, in one place: the numbers and why they are so.

Measured on development sets (see `docs/decisions/0004-whoosh-behind-an-adapter.md` and `bench/relevance.py`). The
formula is BM25, summed over the fields, with one rarity per word for all fields.
"""

from collections.abc import Iterable
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from forum.questions.trust import Level, search_factor

# How soon further occurrences of a word stop counting (K1), and how much long texts are discounted (B).
K1 = 1.5
B = 0.75

# A thread's title is written by somebody in need of the answer and weighs double; an entry's is an editor's heading.
TITLE_WEIGHT = {"question": 2.0, "entry": 1.0}
TAG_WEIGHT = 2.0
BODY_WEIGHT = 1.0

# Texts in another language than the query's come after equally good ones in its own.
OTHER_LANGUAGE = 0.8

# What nearness in meaning counts beside the words, which are 1 for the best of the hits.
MEANING_WEIGHT = 1.5
# What part of all that a query's words could tell counts as 1 at least: where the best hit has less of them, the query
# is judged by its meaning rather.
WORDS_EXPECTED = 0.5
# From which cosine on a text is found that has no word of the query.
NEAR_ENOUGH = 0.45
# How many units, the first by a rough comparison, are compared exactly.
MOST_COMPARED = 100


def factor(level: str) -> float:
    """Return what a score is multiplied with for the name of a level of trust; 1 where there is none."""
    return search_factor(Level(level)) if level else 1.0


def rarity(matching: int, texts: int) -> float:
    """Return how much a word tells that `matching` of `texts` texts contain; 1 for a word in all of them."""
    return log(max(texts, matching + 1) / (matching + 1)) + 1.0


def saturation(
    times: npt.NDArray[np.float64], length: npt.NDArray[Any], average: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the weights of a word that stands `times` in texts of `length` words, each below K1 + 1."""
    weights: npt.NDArray[np.float64] = times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length / average))
    return weights


def whole(rarities: Iterable[float]) -> float:
    """Return what the words of a query tell together where a text is all about them."""
    return (K1 + 1.0) * sum(rarities)


def fused(
    words: npt.NDArray[np.float64], best: float, cosines: npt.NDArray[np.float32], factors: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return scores of words and meaning together.

    `words` are scores by words, trust in them, and `best` is what counts as 1 of these; `cosines` tell how near each
    unit is in meaning, below zero where that is unknown; `factors` are those of trust.
    """
    by_words = words / best if best > 0 else words
    together: npt.NDArray[np.float64] = by_words + MEANING_WEIGHT * factors * np.maximum(cosines, 0.0)
    return together
