"""The arrays that a search calculates with, and sums over them."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Flags: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int32]
Wide: TypeAlias = npt.NDArray[np.int64]
Bytes: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]

# Counts of words, each of them exact.
Counts: TypeAlias = npt.NDArray[np.float32]

NO_INTS: Ints = np.zeros(0, np.int32)
NO_FLOATS: Floats = np.zeros(0, np.float64)
NO_COUNTS: Counts = np.zeros(0, np.float32)

# From which part of all places on it is cheaper to touch all of them than to sort those that are meant.
_MANY = 16


def summed(places: Sequence[Ints], values: Sequence[Floats], length: int) -> tuple[Ints, Floats]:
    """Return each place that is named, ascending, with the sum of its values; `length` is the number of all places.

    Values are above zero, so a place whose sum is zero was not named.
    """
    if not places:
        return NO_INTS, NO_FLOATS
    where = places[0] if len(places) == 1 else np.concatenate(places)
    what = values[0] if len(values) == 1 else np.concatenate(values)
    if _MANY * len(where) > length:
        everywhere = _sums(where, what, length)
        found = np.flatnonzero(everywhere).astype(np.int32)
        return found, everywhere[found]
    found, back = np.unique(where, return_inverse=True)
    return found, _sums(back, what, len(found))


def _sums(places: Ints | Wide, values: Floats, length: int) -> Floats:
    # NumPy's stubs do not say that weights of this kind give sums of this kind.
    return np.bincount(places, weights=values, minlength=length).astype(np.float64, copy=False)


def flags(places: Ints | Wide, length: int) -> Flags:
    """Return an array of `length` that is true at the places."""
    made = np.zeros(length, np.bool_)
    made[places] = True
    return made
