"""The script of the whole community as one list of steps, the longest ago first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from forum.demo import script
from forum.recalls.operations import UNDO

# Before anybody comes: the catalogue. After a review date: the sweep that notices it.
OPENING = timedelta(days=1)
SWEEP = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody joined."""

    person: script.Person


@dataclass(frozen=True, slots=True)
class Opened:
    """The catalogue was made: products without releases, tags with their synonyms."""


@dataclass(frozen=True, slots=True)
class Released:
    """A version of a product came out."""

    product: script.Product
    release: script.Release


@dataclass(frozen=True, slots=True)
class Posted:
    """A question (no answer given) or an answer was written."""

    question: script.Question
    answer: script.Answer | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """Somebody did something about a question (no answer given) or an answer."""

    act: script.Act
    question: script.Question
    answer: script.Answer | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Whoever relied on an answer was told, since nobody stopped it in time."""

    question: script.Question
    answer: script.Answer


@dataclass(frozen=True, slots=True)
class Swept:
    """Checks that were due are due for a new one."""


What = Came | Opened | Released | Posted | Acted | Sent | Swept


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, `ago` before today."""

    ago: timedelta
    what: What


def timeline(community: script.Community) -> list[Step]:
    """Return every step in the order of time; at the same moment, in the order of the files."""
    steps = [Step(max(person.joined for person in community.people) + OPENING, Opened())]
    steps += [Step(person.joined, Came(person)) for person in community.people]
    for product in community.products:
        steps += [Step(release.ago, Released(product, release)) for release in product.releases]
    for question in community.questions:
        steps += _thread(question)
    return sorted(steps, key=lambda step: -step.ago)


def _thread(question: script.Question) -> Iterator[Step]:
    """Yield the steps of one thread."""
    yield Step(question.ago, Posted(question))
    for act in question.acts:
        yield Step(act.ago, Acted(act, question))
    for answer in question.answers:
        yield Step(answer.ago, Posted(question, answer))
        for act in answer.acts:
            yield Step(act.ago, Acted(act, question, answer))
            if isinstance(act, script.Tell):
                yield Step(act.ago - UNDO - MINUTE, Sent(question, answer))
            if isinstance(act, script.Verdict) and act.review_after is not None:
                due = act.ago - act.review_after - SWEEP
                if due > timedelta(0):
                    yield Step(due, Swept())
