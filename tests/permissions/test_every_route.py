"""Every route, walked by everybody, for things that are there, hidden, and unknown.

What a person may not see answers as what there is not; what they see and may not do answers 403; a method that a route
does not have answers 405; and nothing ends as an error of ours.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from forum import config
from forum.catalog.models import Tag
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.errors import Forbidden, NotFound
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.knowledge.retiring import bring_back_entry
from forum.moderation.canned import keep_text
from forum.moderation.corrections import CorrectionDraft, publish_correction
from forum.moderation.notes import note_on_case
from forum.people.models import Person, RoleGrant
from forum.people.policy import Actor, Role
from forum.questions.models import Answer, Question, WaitingCheck
from forum.questions.operations import (
    accept_answer,
    comment,
    convert_back,
    reopen_question,
    report_answer,
    restore_answer,
    restore_comment,
    restore_question,
)
from forum.questions.trust import VerdictKind
from forum.reactions import TABLE
from tests.permissions.routes import (
    ADVICE,
    BODIES,
    DONE,
    MAPS,
    MAY,
    MAY_TAKE_BACK,
    OPEN,
    OWN,
    QUERIES,
    SECRET,
    STAFF_ROOMS,
    UNKNOWN,
)
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask


@dataclass(frozen=True)
class Places:
    """The numbers that stand for a thread in addresses, and who sees it."""

    numbers: dict[str, int]
    seen_by: frozenset[str]


@dataclass
class Site:
    """A site with a thread that everybody sees, one hidden as a whole, one whose answer is hidden, and nothing."""

    app: Flask
    people: dict[str, Actor]
    places: dict[str, Places]
    clients: dict[str, Client]
    callers: dict[str, Caller]

    def send(self, who: str, rule: Rule, method: str, numbers: dict[str, int]) -> TestResponse:
        """Send what the route takes, for these numbers."""
        path = rule.rule.replace("<slug>", "x").replace("<word>", "evening")
        for name, number in numbers.items():
            path = path.replace(f"<int:{name}>", str(number))
        assert "<" not in path, (path, "a place that the walk does not know")
        body = BODIES.get(rule.endpoint, {}) if method != "GET" else None
        if rule.endpoint.startswith("api."):
            headers = {"If_Match": '"1"'} if method == "PATCH" or rule.rule.endswith("/adoption") else {}
            path += QUERIES.get(rule.endpoint, "") if method == "DELETE" else ""
            return self.callers[who](
                method, path.removeprefix("/api/v1"), None if method == "DELETE" else body, **headers
            )
        return self.clients[who].open(path, method=method, data=body)


def thread(cast: Cast) -> tuple[dict[str, int], str]:
    """A question by Ada with an accepted answer by Ben, comments, and a report."""
    question = ask(cast, title=f"About a {SECRET}", body=f"It is a {SECRET}.", tags=("night",))
    made = answer(cast, question, body=ADVICE)
    remark = comment(cast.ada, question.id, render(SECRET), answer_id=made.id)
    accept_answer(cast.ada, made.id)
    report = report_answer(cast.max, made.id, Report(FlagKind.WRONG, SECRET))
    corrected = publish_correction(cast.max, made.id, CorrectionDraft(1, "the settings", "the menu", "It moved."))
    numbers = {"question_id": question.id, "answer_id": made.id, "comment_id": remark.id, "case_id": report.case_id}
    noted = note_on_case(cast.max, report.case_id, f"It is about a {SECRET}.")
    said = {"correction_id": corrected.id, "note_id": noted.id, "check_id": waiting_check(made.id)}
    return {**numbers, **said}, SECRET


def waiting_check(answer_id: int) -> int:
    """What an engineer who is none of them says of an answer, which waits for another one."""
    with unit():
        new = Person(name="Una", slug="una", email=f"una{answer_id}@example.org")
        session().add(new)
        session().flush()
        session().add(RoleGrant(person_id=new.id, role=Role.ENGINEER))
        check = WaitingCheck(answer_id=answer_id, revision=1, kind=VerdictKind.VERIFIED, engineer_id=new.id)
        check.release_ids, check.note = [], f"One can choose {SECRET}."
        session().add(check)
        session().flush()
        return check.id


@pytest.fixture
def site(app: Flask, cast: Cast, client_of: Callable[[Actor], Client]) -> Site:
    """The site that is walked. No engineer is new to it, so that Eva may confirm what waits."""
    config.use(replace(config.current(), new_engineer_checks=0))
    people = {name: getattr(cast, name) for name in ("visitor", "sam", "ada", "ben", "eva", "max", "amy")}
    threads = [thread(cast)[0] for _ in range(3)]
    assert catch_up(TABLE).failures == []
    with unit():
        hidden = session().get(Question, threads[1]["question_id"])
        inside = session().get(Answer, threads[2]["answer_id"])
        assert hidden is not None
        assert inside is not None
        hidden.containment = inside.containment = Containment.QUARANTINED
    everybody = frozenset(people)
    known = {"person_id": cast.ada.id or 0, "tag_id": session().scalars(sa.select(Tag.id)).one()}
    known["text_id"] = keep_text(cast.max, "Tone", "Speak of the matter.").id
    places = {
        "visible": Places({**threads[0], "entry_id": 1, "recall_id": 1, **known}, everybody),
        "hidden": Places(
            {**threads[1], "entry_id": 2, "recall_id": 2, "person_id": UNKNOWN, "tag_id": UNKNOWN, "text_id": UNKNOWN},
            frozenset({"ada", "eva", "max"}),
        ),
        "hidden answer": Places(
            {**threads[2], "entry_id": 3, "recall_id": 3, "person_id": UNKNOWN, "tag_id": UNKNOWN, "text_id": UNKNOWN},
            frozenset({"ben", "eva", "max"}),
        ),
        "unknown": Places(dict.fromkeys([*threads[0], "entry_id", "recall_id", *known], UNKNOWN), frozenset()),
    }
    clients = {name: client_of(actor) if actor.id else Client(app) for name, actor in people.items()}
    callers = {name: Caller(app, actor if actor.id else None) for name, actor in people.items()}
    return Site(app, people, places, clients, callers)


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with a number in its address, and each of its methods."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "<int:" in rule.rule and not rule.endpoint.startswith((*OWN, *MAPS)):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def about_an_answer(rule: Rule) -> bool:
    """Whether the address names the answer itself, or what is made of it or said about it."""
    return any(
        f"<int:{name}>" in rule.rule for name in ("answer_id", "comment_id", "entry_id", "correction_id", "check_id")
    )


def test_what_is_hidden_answers_as_what_is_not_there(site: Site) -> None:
    for rule, method in routes(site.app):
        for who in site.people:
            nothing = site.send(who, rule, method, site.places["unknown"].numbers).status_code
            # Visitors sign in first where something is changed, so they learn nothing either.
            polite = (
                {401, 404, 303, 403} if who == "visitor" else {404, 403} if rule.endpoint.startswith("api.") else {404}
            )
            assert nothing in polite, (method, rule.rule, who, nothing)
            for kind in ("hidden", "hidden answer"):
                place = site.places[kind]
                if who in place.seen_by or (kind == "hidden answer" and not about_an_answer(rule)):
                    continue
                if rule.endpoint.startswith(STAFF_ROOMS):
                    continue
                found = site.send(who, rule, method, place.numbers)
                if kind == "hidden answer" and method == "GET" and "entry_id" in rule.arguments:
                    # A solution keeps its address, and says why its text is not there.
                    assert found.status_code in {nothing, 200, 301, 410}, (rule.rule, who, found.status_code)
                    assert f"choose {SECRET}" not in found.text, (method, rule.rule, who, kind)
                    continue
                assert found.status_code == nothing, (method, rule.rule, who, kind, found.status_code, nothing)
                assert SECRET not in found.text, (method, rule.rule, who, kind)


def test_hidden_words_stand_on_no_page_of_those_who_may_not_see_them(site: Site) -> None:
    place = site.places["hidden answer"]
    for rule, method in routes(site.app):
        for who in site.people.keys() - place.seen_by:
            if method == "GET":
                text = site.send(who, rule, method, place.numbers).text
                assert f"choose {SECRET}" not in text, (rule.rule, who)


def takes_back(rule: Rule, method: str) -> bool:
    """Whether it takes back a move, which this thread has never made: to everybody there is nothing."""
    back = {"questions.convert_answer_back", "questions.convert_comment_back", "questions.split"}
    moves = {"api.AnswerConversion", "api.CommentConversion", "api.Merger"}
    return rule.endpoint in back or (rule.endpoint in moves and method == "DELETE")


def put_back(moderator: Actor, numbers: dict[str, int]) -> None:
    """Show again, and open, what somebody deleted or closed: the next one finds it as it was."""
    for ref in (Ref(Kind.ANSWER, numbers["answer_id"]), Ref(Kind.COMMENT, numbers["comment_id"])):
        # Nothing to take back, or already done beneath a question that somebody has deleted.
        with suppress(NotFound, Forbidden):
            convert_back(moderator, ref)
    restore_question(moderator, numbers["question_id"])
    restore_answer(moderator, numbers["answer_id"])
    restore_comment(moderator, numbers["comment_id"])
    reopen_question(moderator, numbers["question_id"])
    bring_back_entry(moderator, numbers["entry_id"])


def test_what_is_seen_and_may_not_be_done_is_forbidden(site: Site) -> None:
    walked = set()
    for rule, method in routes(site.app):
        if method == "GET" or takes_back(rule, method):
            continue
        walked.add(rule.endpoint)
        assert rule.endpoint in MAY, f"{method} {rule.rule} is not in the table: who may?"
        taken_back = MAY_TAKE_BACK if method == "DELETE" else {}
        may = taken_back.get(rule.endpoint, MAY[rule.endpoint])
        for who in site.people:
            numbers = site.places["visible"].numbers
            found = site.send(who, rule, method, numbers).status_code
            if who in may:
                put_back(site.people["max"], numbers)
            if who == "visitor":
                refused = 401 if rule.endpoint.startswith("api.") else 403
                wanted = next((each for name, each in OPEN.items() if rule.endpoint.startswith(name)), refused)
                assert found == wanted, (method, rule.rule, found)
            elif who in may:
                assert found in DONE, (method, rule.rule, who, found)
            else:
                expected = {403, 404} if rule.endpoint.startswith(STAFF_ROOMS) else {403}
                assert found in expected, (method, rule.rule, who, found)
    assert walked == MAY.keys()


def test_everybody_reads_what_is_open(site: Site) -> None:
    for rule, method in routes(site.app):
        # Nobody has verified a text here, so there is none to show.
        if rule.endpoint == "about.verified_text":
            continue
        if method == "GET" and rule.endpoint not in MAY and not rule.endpoint.startswith(STAFF_ROOMS):
            for who in site.people:
                found = site.send(who, rule, method, site.places["visible"].numbers).status_code
                assert found in {200, 301, 302, 308}, (rule.rule, who, found)


def test_a_method_that_a_route_does_not_have_is_refused(site: Site) -> None:
    match = site.app.url_map.bind("127.0.0.1")
    allowed: dict[str, set[str]] = {}
    for rule in site.app.url_map.iter_rules():
        if "<path:" not in rule.rule and "<string" not in rule.rule:
            path = (
                re.sub("<int:[a-z_]+>", "1", rule.rule)
                .replace("<slug>", "x")
                .replace("<secret>", "x")
                .replace("<word>", "x")
                .replace("<key>", "x")
                .replace("<token>", "x")
            )
            allowed[path] = set(match.allowed_methods(path))
    assert len(allowed) > 60
    for path, methods in allowed.items():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if method not in methods:
                found = site.clients["amy"].open(path, method=method)
                assert found.status_code == 405, (method, path, found.status_code)
                assert found.headers["Allow"], (method, path)
