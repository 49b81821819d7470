"""Promise 5: what was answered with success is there with its history; what follows from it may be done twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.catalog.models import Tag
from forum.catalog.operations import add_release, create_product, rename_tag
from forum.core.db import db, session
from forum.core.markup import render
from forum.core.operation import unit
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.models import Delivery, Event, Outbox
from forum.journal.seal import verify
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.verdicts import VerdictDraft, fix_and_verify, give_verdict
from forum.people.accounts import create_person, update_profile
from forum.people.policy import Role
from forum.people.roles import grant_role
from forum.people.tokens import create_token
from forum.questions.models import Answer, Question
from forum.questions.operations import (
    accept_answer,
    close_question,
    comment,
    edit_answer,
    edit_comment,
    report_answer,
    report_outcome,
    vote_answer,
    vote_question,
)
from forum.questions.trust import VerdictKind
from forum.search import indexing
from tests.support.cast import Cast
from tests.support.talk import ADVICE, answer, ask
from tests.support.town import follow, live
from tests.web.test_reading import changed, contents


class DiskFull(Exception):
    """The database could not write."""


@contextmanager
def failing(table: str) -> Iterator[None]:
    """Let the database fail in the block as soon as it is to write into a table."""

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            raise DiskFull

    sa.event.listen(db.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", fail)


def verbs(cast: Cast) -> dict[str, Callable[[], object]]:
    """One of each thing that people can do, on a thread where each is possible."""
    question = ask(cast, tags=("night",))
    made = answer(cast, question)
    case = report_answer(cast.sam, made.id, Report(FlagKind.DANGEROUS, "It burns.")).case_id
    asked, ident = question.id, made.id
    said = comment(cast.sam, asked, render("Which one?")).id
    tag = session().scalars(sa.select(Tag.id)).one()

    def newest() -> int:
        return session().get_one(Answer, ident).revision

    def right() -> VerdictDraft:
        return VerdictDraft(VerdictKind.VERIFIED, newest())

    def mended() -> CorrectionDraft:
        return CorrectionDraft(newest(), "press Save", "press Apply", "There is no Save.")

    return {
        "ask": lambda: ask(cast, title="Another question"),
        "answer": lambda: answer(cast, session().get_one(Question, asked), by=cast.max),
        "comment": lambda: comment(cast.sam, asked, render("Which version?"), answer_id=ident),
        "edit a comment": lambda: edit_comment(cast.sam, said, render("Which one, please?"), base_revision=1),
        "edit": lambda: edit_answer(cast.ben, ident, render(f"{ADVICE} Twice."), base_revision=newest()),
        "vote on a question": lambda: vote_question(cast.ben, asked, 1),
        "vote on an answer": lambda: vote_answer(cast.ada, ident, 1),
        "report an outcome": lambda: report_outcome(cast.sam, ident, worked=True),
        "accept": lambda: accept_answer(cast.ada, ident),
        "check": lambda: give_verdict(cast.eva, ident, right()),
        "correct": lambda: publish_correction(cast.max, ident, mended()),
        "mend and check": lambda: fix_and_verify(cast.eva, ident, render("Use a cable."), right()),
        "report": lambda: report_answer(cast.ada, ident, Report(FlagKind.WRONG, "No such menu.")),
        "close": lambda: close_question(cast.max, asked, reason="Asked twice."),
        "decide": lambda: decide(cast.max, case, Action.QUARANTINE, reason="It burns."),
        "open an account": lambda: create_person(cast.amy, "Nora Quist", "nora@example.org"),
        "rename oneself": lambda: update_profile(cast.ada, name="Adele"),
        "grant": lambda: grant_role(cast.amy, cast.ben.id or 0, Role.ENGINEER),
        "make a key": lambda: create_token(cast.ada, "script"),
        "create a product": lambda: create_product(cast.amy, slug="lamp", name="Lamp"),
        "add a release": lambda: add_release(cast.amy, cast.router, "9.0"),
        "rename a tag": lambda: rename_tag(cast.amy, tag, "dusk", reason="It is the usual word."),
    }


def test_without_its_history_nothing_happens(app: Flask, cast: Cast) -> None:
    everything = verbs(cast)
    before = contents()
    for table in ("events", "outbox"):
        for name, verb in everything.items():
            with failing(table), pytest.raises(DiskFull):
                verb()
            assert changed(before) == {}, (name, table)


def test_whatever_happens_is_in_the_history(app: Flask, cast: Cast) -> None:
    everything = verbs(cast)
    for name, verb in everything.items():
        known = set(session().scalars(sa.select(Event.id)))
        verb()
        session().rollback()
        assert set(session().scalars(sa.select(Event.id))) - known, name
    assert verify().problems == []


def test_what_follows_twice_is_once(app: Flask, cast: Cast) -> None:
    live(cast)
    before = contents()
    for again in (True, False):
        with unit():
            done = {"done_at": None, "attempts": 0}
            session().execute(sa.update(Delivery).values(done))
            if again:
                # Killed before it was noted that the deliveries had been written.
                session().execute(sa.delete(Delivery))
                session().execute(sa.insert(Outbox).from_select(["event_id"], sa.select(Event.id)))
        follow()
        different = {name: rows for name, rows in changed(before).items() if name not in {"deliveries", "site_facts"}}
        assert different == {}
    assert not indexing.check().differs
