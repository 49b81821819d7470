"""Promise 3: hidden text reaches nobody who may not see it, by whatever way they ask, at once and for ever.

Everything was public before: pages are kept, the index knows every word, notices were written. Then it is hidden, and
nothing that follows from that has been done yet.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.knowledge.models import Entry
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor
from forum.people.tokens import create_token
from forum.questions.models import Comment, Question
from forum.questions.operations import (
    accept_answer,
    comment,
    delete_answer,
    delete_comment,
    delete_question,
    edit_answer,
    edit_comment,
    report_answer,
)
from forum.questions.trust import VerdictKind
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask
from tests.support.town import Town, follow, live

# Each stands in one text only; beside it a word to search for, since pages repeat what was searched.
SECRETS = {"answer": "xylograph", "question": "quaternion", "comment": "palimpsest", "folded": "obsidian"}
WORDS = {"answer": "mezzotint", "question": "hypotenuse", "comment": "scriptorium", "folded": "basalt"}


def secret(name: str) -> str:
    """Words that nobody else uses."""
    return f"The {WORDS[name]} and the {SECRETS[name]} lie in the second drawer, beneath the instructions."


@dataclass(frozen=True)
class Hidden:
    """What was hidden, and where it stood."""

    town: Town
    answer_id: int
    question_id: int
    question_slug: str
    comment_id: int
    folded_id: int
    entry_id: int


@pytest.fixture(params=["hidden", "deleted"])
def hidden(app: Flask, cast: Cast, request: pytest.FixtureRequest) -> Hidden:
    """A site on which four texts were public until a moment ago. Sam wrote all of them."""
    town = live(cast)
    thread = ask(cast, title="Where are the instructions?")
    gone = answer(cast, thread, by=cast.sam, body=secret("answer"))
    edit_answer(cast.sam, gone.id, render(secret("answer") + " Look twice."), base_revision=1)
    accept_answer(cast.ada, gone.id)
    beneath = comment(cast.sam, thread.id, render(secret("comment")), answer_id=gone.id)
    edit_comment(cast.sam, beneath.id, render(secret("comment") + " Look twice."), base_revision=1)
    asked = ask(cast, by=cast.sam, title=f"Is a {SECRETS['question']} safe?", body=secret("question"), tags=("rare",))
    other = ask(cast, title="And where is the key?")
    folded = answer(cast, other, by=cast.sam, body=secret("folded"))
    accept_answer(cast.ada, folded.id)
    flag = report_answer(cast.max, gone.id, Report(FlagKind.DANGEROUS, f"A {SECRETS['answer']} burns."))
    ids = (gone.id, asked.id, asked.slug, beneath.id, folded.id, flag.case_id, thread.id, other.id)
    follow()
    entry = session().scalars(sa.select(Entry.id).where(Entry.answer_id == ids[4])).one()
    made = Hidden(town, ids[0], ids[1], ids[2], ids[3], ids[4], entry)
    # Everybody has read everything, so pages are kept and readers of the index are open.
    for path in addresses(app, made):
        Client(app).get(path)
    give_verdict(cast.eva, made.folded_id, VerdictDraft(VerdictKind.UNSAFE, 1, note="It cuts."))
    if request.param == "deleted":
        delete_comment(cast.sam, made.comment_id)
        delete_answer(cast.max, made.answer_id, reason="It burns.")
        delete_question(cast.sam, made.question_id)
        return made
    decide(cast.max, ids[5], Action.QUARANTINE, reason="It burns.")
    with unit():
        hide = {"containment": Containment.QUARANTINED, "version": Question.version + 1}
        session().execute(sa.update(Question).where(Question.id == made.question_id).values(hide))
        session().execute(
            sa.update(Comment).where(Comment.id == made.comment_id).values(containment=Containment.QUARANTINED)
        )
    return made


def addresses(app: Flask, hidden: Hidden) -> Collection[str]:
    """Every address of the site with the names of what anybody may see and with those of what is hidden, each once."""
    return dict.fromkeys(_addresses(app, hidden))


def _addresses(app: Flask, hidden: Hidden) -> Iterator[str]:
    yield from (path for _, path in hidden.town.addresses(app))
    entry = session().get_one(Entry, hidden.entry_id)
    named = {
        "question_id": hidden.question_id,
        "answer_id": hidden.answer_id,
        "comment_id": hidden.comment_id,
        "entry_id": hidden.entry_id,
    }
    slugs = {**hidden.town.slugs, "questions": hidden.question_slug, "solutions": entry.slug}
    yield from (path for _, path in Town({**hidden.town.names, **named}, slugs, 0).addresses(app))
    folded = replace(hidden.town, names={**hidden.town.names, "answer_id": hidden.folded_id})
    yield from (path for _, path in folded.addresses(app))
    for word in (*WORDS.values(), *(f"{word}s" for word in WORDS.values()), "drawer", "instructions"):
        for more in ("", "&kind=entry", "&kind=question", "&sort=newest"):
            yield f"/search?q={word}{more}"
            yield f"/api/v1/search?q={word}{more}"
    yield from ("/questions?tag=rare", "/questions?sort=active", "/questions?state=accepted", "/people/6/sam")
    yield from ("/api/v1/questions?tag=rare", "/api/v1/questions?sort=active")


def leaks(app: Flask, hidden: Hidden, actor: Actor, *, enough: Collection[str] = ()) -> dict[str, list[str]]:
    """The addresses at which somebody reads a secret, by secret; the first ones that tell `enough`, if it is given."""
    browser, key = Client(app), dict[str, str]()
    if actor.id is not None:
        browser.enter(actor)
        key = {"Authorization": f"Bearer {create_token(actor, 'tests')}"}
    found: dict[str, list[str]] = {}
    for path in addresses(app, hidden):
        response = browser.get(path, headers=key if path.startswith("/api/v1") else {})
        # A picture is no text.
        shown = response.get_data().decode(errors="replace")
        for name, word in SECRETS.items():
            if re.search(rf"\b{word}\b", shown + str(response.headers), re.IGNORECASE):
                found.setdefault(name, []).append(path)
        if enough and found.keys() >= set(enough):
            break
    return found


def test_it_reaches_nobody_else_and_stays_with_its_author_and_staff(app: Flask, cast: Cast, hidden: Hidden) -> None:
    check_addresses(app, cast, hidden)
    for when in ("at once", "after everything followed"):
        for who in ("visitor", "ada", "ben", "amy"):
            found = leaks(app, hidden, getattr(cast, who))
            # What is folded stands on its own page, behind a click.
            folded = [path for path in found.pop("folded", []) if not re.match(r"/(questions|answers)/", path)]
            assert (found, folded) == ({}, []), (when, who)
        follow()
    check_letters()
    for who in ("sam", "eva", "max"):
        read = leaks(app, hidden, getattr(cast, who), enough=("answer", "question"))
        assert {"answer", "question"} <= read.keys(), who


def check_addresses(app: Flask, cast: Cast, hidden: Hidden) -> None:
    """Its own addresses answer others as if there were nothing, and its words are neither counted nor suggested."""
    ada = Client(app)
    ada.enter(cast.ada)
    for path in (
        f"/questions/{hidden.question_id}/{hidden.question_slug}",
        f"/questions/{hidden.question_id}",
        f"/answers/{hidden.answer_id}",
        f"/answers/{hidden.answer_id}/history",
        f"/answers/{hidden.answer_id}/trust",
        f"/comments/{hidden.comment_id}",
        f"/api/v1/questions/{hidden.question_id}",
        f"/api/v1/answers/{hidden.answer_id}",
        f"/api/v1/answers/{hidden.answer_id}/revisions",
    ):
        assert ada.get(path).status_code == 404, path
    visitor = Client(app)
    for name, word in WORDS.items():
        found = visitor.get(f"/api/v1/search?q={word}").get_json()
        assert (found["items"], found["total"]) == ([], 0), name
        slip = visitor.get(f"/api/v1/search?q={word}t").get_json()
        assert word not in (slip["suggestion"] or ""), name


def check_letters() -> None:
    """No letter tells of it."""
    letters = "".join(path.read_text() for path in Path(config.current().instance).glob("mail/**/*") if path.is_file())
    assert not any(word in letters for word in SECRETS.values())
