"""Which threads are likely to be like a text, at a bounded cost: candidates for the exact scores.

For every word a segment's threads that have it are one large number with a bit for each. Threads are ranked by adding
the words' weights to all of them at once: a score of seven bits is seven such numbers, and adding a weight is a few
operations of the processor on each, whatever the word's frequency. How often a word stands somewhere and how long the
texts are is left to the exact scores, and so is what is hidden or gone.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

# What the rarest word of a title weighs; the sums of all words have to stay below 2 ** _SLICES.
_HEAVIEST = 31
_SLICES = 12


class Weighed(NamedTuple):
    """A word with the bits of the threads that have it in a field, and its weight there, a small whole number."""

    bits: int
    weight: int


def likely(weighed: Iterable[Weighed], count: int) -> list[int]:
    """Return the places of at most `count` threads with the highest sums of weights, the best first."""
    slices = [0] * _SLICES
    for bits, weight in weighed:
        _add(slices, bits, weight)
    found: list[int] = []
    _take(slices, _any(slices), len(slices) - 1, count, found)
    return found


def scaled(weight: float, heaviest: float) -> int:
    """Return a weight as a small whole number, at least 1."""
    return max(1, round(_HEAVIEST * weight / heaviest))


def _add(slices: list[int], bits: int, weight: int) -> None:
    """Add a weight to the scores of the threads whose bits are set."""
    for place in range(weight.bit_length()):
        if weight >> place & 1:
            carry, at = bits, place
            while carry and at < len(slices):
                slices[at], carry = slices[at] ^ carry, slices[at] & carry
                at += 1


def _any(slices: Sequence[int]) -> int:
    together = 0
    for one in slices:
        together |= one
    return together


def _take(slices: Sequence[int], among: int, place: int, count: int, found: list[int]) -> None:
    """Collect the best of `among`, whose higher bits are alike, down from the slice at `place`."""
    if not among or len(found) >= count:
        return
    if place < 0:
        found.extend(_places(among, count - len(found)))
        return
    _take(slices, among & slices[place], place - 1, count, found)
    _take(slices, among & ~slices[place], place - 1, count, found)


def _places(bits: int, count: int) -> Iterable[int]:
    """Yield the places of the highest bits: the newest threads."""
    while bits and count:
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place
        count -= 1
