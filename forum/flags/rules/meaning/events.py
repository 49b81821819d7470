"""What a sentence says is done to a thing: a protection ended, a secret handed over, a stranger called or let in.

Each way of saying it is a function that yields events; whether they are advised is decided elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forum.flags.rules.meaning.reading import Reading, Span, is_sign

# Words between what is done and what it is done to, at most.
NEAR, FAR = 7, 12


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is done: how it is said, the number of its verb, and its first and last word."""

    kind: str
    verb: int
    first: int
    last: int


_BE = frozenset(
    [
        "is",
        "are",
        "be",
        "being",
        "was",
        "were",
        "been",
        "gets",
        "got",
        "stays",
        "isnt",
        "e",
        "sao",
        "ser",
        "esta",
        "estao",
        "estar",
        "esteja",
        "estejam",
        "fique",
        "ficar",
        "foi",
    ]
)
_IT = frozenset(["it", "that", "them", "this", "these", "both", "ele", "ela", "isso", "elas", "eles", "lo", "la"])

Way = Callable[[Reading, Span], Iterator[Event]]


def _made(kind: str, verb: Span, thing: Span) -> Event:
    return Event(kind, verb[0], min(verb[0], thing[0]), max(verb[1], thing[1]))


def _gap(one: Span, other: Span) -> int:
    """Return the number of words between two spans that do not overlap, or -1."""
    return max(other[0] - one[1], one[0] - other[1]) - 1


def _near(reading: Reading, concept: str, thing: Span, most: int) -> Iterator[Span]:
    """Yield where a concept is mentioned near a thing, in the same sentence."""
    for span in reading.of(concept):
        if 0 <= _gap(span, thing) <= most and not _ends_between(reading, span, thing):
            yield span


def _ends_between(reading: Reading, one: Span, other: Span) -> bool:
    """Whether a sign between two spans parts them for good."""
    low, high = min(one[1], other[1]), max(one[0], other[0])
    return any(is_sign(word) and word[0] in ".;!?" for word in reading.words[low + 1 : high])


def _commas(reading: Reading, one: Span, other: Span) -> int:
    low, high = min(one[1], other[1]), max(one[0], other[0])
    return sum(is_sign(word) for word in reading.words[low + 1 : high])


def ended(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield what ends a protection, whatever the order in which it is said."""
    for verb in _near(reading, "off", thing, NEAR):
        yield _made("off" if verb[0] < thing[0] else _behind(reading, verb, thing), verb, thing)
    for verb in _near(reading, "halt", thing, 1):
        if verb[0] == 0 or is_sign(reading.words[verb[0] - 1]):
            yield _made("off", verb, thing)
    yield from put_off(reading, thing)
    yield from _denied(reading, thing)
    for without in _near(reading, "without", thing, 3):
        if without[0] < thing[0]:
            yield _made("without", without, thing)
    for scorn in _near(reading, "devalue", thing, FAR):
        yield _made("scorned", scorn, thing)


def _behind(reading: Reading, verb: Span, thing: Span) -> str:
    """Return how a verb behind a thing goes with it: done to it, done to "it" further on, or done by it."""
    between = reading.words[thing[1] + 1 : verb[0]]
    if _BE.intersection(between):
        return "off-passive"
    following = reading.words[verb[1] + 1 : verb[1] + 3]
    if _IT.intersection((*following, *reading.words[verb[0] : verb[1] + 1])):
        return "off-it"
    return "off-after" if between else "acts"


def overlooked(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something is not looked at."""
    for verb in _near(reading, "overlook", thing, FAR):
        if _gap(verb, thing) <= NEAR or _IT.intersection(reading.words[verb[1] + 1 : verb[1] + 3]):
            yield _made("overlook", verb, thing)


def put_off(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something is put into the state of being off, or is off."""
    for state in _near(reading, "state", thing, NEAR):
        yield from _put(reading, thing, state)


def _put(reading: Reading, thing: Span, state: Span) -> Iterator[Event]:
    """Yield a thing that is put into a state, or that is in one."""
    puts = [put for put in reading.of("put") if put[0] <= min(thing[0], state[0]) and _gap(put, thing) <= NEAR]
    if puts:
        yield Event("put", puts[-1][0], puts[-1][0], max(thing[1], state[1]))
    elif _gap(thing, state) <= 3:
        yield _made("state", state, thing)


def _denied(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that a thing is not needed, or should not be on."""
    for denied in _near(reading, "not", thing, NEAR):
        for concept in ("need", "on"):
            for span in _near(reading, concept, thing, NEAR):
                is_ended = reading.has("off", span[1] + 1, thing[0] - 1)
                if 0 <= span[0] - denied[1] - 1 <= 3 and not _commas(reading, span, denied) and not is_ended:
                    yield Event(f"not-{concept}", span[0], denied[0], max(span[1], thing[1]))


def unchecked(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something is not checked."""
    for check in _near(reading, "check", thing, FAR):
        for concept in ("not", "without", "off"):
            for denied in _near(reading, concept, check, 4):
                if denied[1] < check[0] and not _commas(reading, denied, check):
                    yield Event(f"unchecked-{concept}", denied[0], denied[0], max(check[1], thing[1]))


def accepted(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that anything is accepted, or something unseen."""
    for accept in _near(reading, "accept", thing, FAR):
        if _of_all(reading, accept, thing):
            yield _made("accept-all", accept, thing)
        elif 0 <= thing[0] - accept[1] - 1 <= 2:
            yield _made("accept", accept, thing)


def _of_all(reading: Reading, verb: Span, thing: Span) -> bool:
    """Whether all is spoken of between a verb and a thing, or around them."""
    first, last = min(verb[0], thing[0]) - 2, max(verb[1], thing[1]) + 4
    return reading.has("all", first, last)


def gone_past(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that somebody goes on past a warning."""
    for proceed in _near(reading, "proceed", thing, FAR):
        yield _made("proceed", proceed, thing)


def handed_over(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that a secret is given to somebody, or wanted."""
    whom = any(abs(one[0] - thing[0]) <= FAR + 3 for one in reading.of("tous"))
    for give in _near(reading, "give", thing, FAR):
        if give[0] < thing[0]:
            yield _made("give-to" if whom else "give", give, thing)
    for demand in _near(reading, "demand", thing, NEAR + 1):
        yield _made("demand", demand, thing)


def handed_over_yours(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield the same of what is only secret where it is somebody's: "your code", "the digits that you got"."""
    if reading.has("yours", thing[0] - 4, thing[0] - 1) or reading.has("arrived", thing[1] + 1, thing[1] + 6):
        yield from handed_over(reading, thing)


def called(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that a number should be called, or that it belongs to somebody who helps."""
    calls = list(_near(reading, "call", thing, FAR))
    helpers = list(_near(reading, "helper", thing, FAR + 8))
    for call in calls:
        yield _made("call-helper" if helpers else "call", call, thing)
    for helper in helpers if not calls else ():
        yield _made("helper", helper, thing)


def let_in(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that somebody is let into a device."""
    for letin in _near(reading, "letin", thing, FAR + 3):
        whom = any(abs(one[0] - letin[0]) <= NEAR for concept in ("tous", "helper") for one in reading.of(concept))
        yield _made("let-in-whom" if whom else "let-in", letin, thing)


def taken_over(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that somebody takes a device over."""
    for takeover in _near(reading, "takeover", thing, 3):
        yield _made("take-over", takeover, thing)


def opened(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something is opened."""
    for verb in _near(reading, "open", thing, NEAR):
        yield _made("open-all" if _of_all(reading, verb, thing) else "open", verb, thing)


def all_opened(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something is opened to everybody."""
    yield from (event for event in opened(reading, thing) if event.kind == "open-all")


def exposed(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield that something can be reached from there."""
    for verb in _near(reading, "expose", thing, NEAR):
        if verb[0] < thing[0]:
            yield _made("expose", verb, thing)


def rights_given(reading: Reading, whom: Span) -> Iterator[Event]:
    """Yield that somebody is given the right to change things, or has it; here the thing is who that is."""
    for right in _near(reading, "rights", whom, FAR):
        first = min(whom[0], right[0])
        givers = [one for one in reading.of("grant") if 0 <= _gap(one, whom) <= FAR and one != right]
        before = [one for one in givers if one[0] < first]
        if before:
            yield Event("rights-given", before[-1][0], before[-1][0], max(whom[1], right[1]))
        elif givers:
            yield Event("rights-given-it", givers[0][0], first, max(whom[1], right[1]))
        else:
            yield _made("rights", right, whom)


def said(reading: Reading, thing: Span) -> Iterator[Event]:
    """Yield the thing itself: that it stands there is enough."""
    yield Event("said", thing[0], thing[0], thing[1])
