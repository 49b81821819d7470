"""What a rule would find in the posts that are there. Nothing is changed by it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from forum.core.markup import passages_of
from forum.core.refs import Kind, Ref
from forum.flags.assessing import effect_on
from forum.flags.rules import Effect, Rule, Rulebook
from forum.people.policy import Actor, Role
from forum.questions.models import Question
from forum.questions.queries.queues import in_scope
from forum.questions.queries.texts import PostText, number_of_texts, post_texts, staff_now, standing_of

# What can hold a text back comes first.
ORDER = (Kind.ANSWER, Kind.QUESTION, Kind.COMMENT)
SECONDS = 2.0
BATCH = 100
SHOWN = 20


@dataclass(frozen=True, slots=True)
class TrialHit:
    """A post in which the rule would find something: the words, and what would come of it."""

    ref: Ref
    question_id: int
    title: str
    evidence: str
    effect: Effect


@dataclass(slots=True)
class Trial:
    """How far a rule was tried. `looked_at` posts of `number`, the newest of each kind first.

    `hits`: how many it would find; `reported`: of how many something would come; `shown`: the first of them. `after`:
    where to go on, as `answer-120`; None at the end.
    """

    number: int
    looked_at: int = 0
    hits: int = 0
    reported: int = 0
    shown: list[TrialHit] = field(default_factory=list)
    after: str | None = None


def try_rule(actor: Actor, rule: Rule, *, after: str | None = None, seconds: float = SECONDS) -> Trial:
    """Look at the posts in the products that the actor moderates, for about so many seconds, in bounded memory.

    The rule has to be one that can be used. `after` goes on where an earlier trial ended.
    """
    ends, book, staff = time.monotonic() + seconds, Rulebook([rule]), staff_now()
    only = in_scope(actor, Role.MODERATOR)
    if rule.product_id is not None:
        only = sa.and_(only, Question.product_id == rule.product_id)
    trial = Trial(sum(number_of_texts(kind, only) for kind in ORDER))
    for text in _texts(only, after):
        trial.looked_at += 1
        for finding in book.assess(passages_of(text.html), product_id=text.product_id):
            effect = effect_on(rule, text.ref.kind, standing_of(text, staff))
            trial.hits += 1
            trial.reported += effect is not Effect.COUNT
            if len(trial.shown) < SHOWN:
                trial.shown.append(TrialHit(text.ref, text.question_id, text.title, finding.evidence, effect))
        if time.monotonic() > ends:
            trial.after = f"{text.ref.kind.value}-{text.ref.id}"
            break
    return trial


def _texts(only: sa.ColumnElement[bool], after: str | None) -> Iterator[PostText]:
    """Yield the texts, the newest of each kind first, behind the one that `after` names."""
    name, _, number = (after or "").partition("-")
    begun = next((place for place, kind in enumerate(ORDER) if kind.value == name), 0)
    beyond = int(number) if number.isdecimal() and len(number) < 10 else None
    for kind in ORDER[begun:]:
        while texts := post_texts(kind, beyond=beyond, limit=BATCH, newest_first=True, only=only):
            yield from texts
            beyond = texts[-1].ref.id
        beyond = None
