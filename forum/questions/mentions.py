"""`@Name` in answers and comments: it names somebody who takes part on the page and is the only one of that name there.

The name, or its form in addresses, is written behind an @: `@Eva Lind`, `@eva-lind`. Rendering makes it a link to the
person's page. Whom a text names is read from these links, so what readers see and who is told are the same.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import sqlalchemy as sa

from forum import config
from forum.core.db import session
from forum.people.models import Person
from forum.people.policy import Actor
from forum.questions.models import Answer, Comment, Question, Verdict
from forum.questions.policy import answers_seen_by, comments_seen_by, questions_seen_by

_LINK = re.compile(r'<a href="(?P<address>[^"]*)"[^>]*>@')


def names_in(actor: Actor, question_id: int, source: str) -> Mapping[str, str]:
    """Return whom `@name` can mean on a question's page, as `render` takes it. One statement, none without an @."""
    if "@" not in source:
        return {}
    found: dict[str, set[int]] = {}
    slugs: dict[int, str] = {}
    for ident, name, slug in session().execute(_taking_part(actor, question_id)):
        slugs[ident] = slug
        for word in (name.lower(), slug):
            found.setdefault(word, set()).add(ident)
    alone = {word: next(iter(people)) for word, people in found.items() if len(people) == 1}
    return {word: f"{_people()}{ident}/{slugs[ident]}" for word, ident in alone.items()}


def named_in(actor: Actor, question_id: int, html: str, before: str = "") -> list[int]:
    """Return whom a text names and `before`, its last revision, did not; never the actor. One statement, mostly none.

    A link that somebody wrote by hand counts too, if it leads to somebody who takes part.
    """
    named = _linked(html) - _linked(before) - {actor.id or 0}
    if not named:
        return []
    there = {ident for ident, _, _ in session().execute(_taking_part(actor, question_id))}
    return sorted(named & there)


def _linked(html: str) -> set[int]:
    """Return the people whose pages a text links by @."""
    addresses = (found["address"].removeprefix(_people()) for found in _LINK.finditer(html))
    numbers = (address.partition("/")[0] for address in addresses)
    return {int(number) for number in numbers if number.isdecimal() and len(number) < 10}


def _people() -> str:
    """Return how the addresses of people begin on this site."""
    return urlsplit(config.current().base_url).path.rstrip("/") + "/people/"


def _taking_part(actor: Actor, question_id: int) -> sa.Select[int, str, str]:
    """SQL: who asked, answered, commented or checked here, as far as the actor sees it."""
    mine = Question.id == question_id
    answered = sa.select(Answer.author_id).join(Answer.question).where(mine, answers_seen_by(actor))
    commented = (
        sa.select(Comment.author_id)
        .join(Question, Question.id == Comment.question_id)
        .where(mine, questions_seen_by(actor), comments_seen_by(actor))
    )
    checked = (
        sa.select(Verdict.engineer_id)
        .join(Answer, Answer.id == Verdict.answer_id)
        .join(Answer.question)
        .where(mine, answers_seen_by(actor))
    )
    asked = sa.select(Question.author_id).where(mine, questions_seen_by(actor))
    return sa.select(Person.id, Person.name, Person.slug).where(
        sa.or_(*(Person.id.in_(each) for each in (asked, answered, commented, checked)))
    )
