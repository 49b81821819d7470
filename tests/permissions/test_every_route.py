"""Every route, walked by everybody, for things that are there, hidden, and unknown.

What a person may not see answers as what there is not; what they see and may not do answers 403; a method that a route
does not have answers 405; and nothing ends as an error of ours.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

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
from forum.people.policy import Actor
from forum.questions.models import Answer, Question
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
from forum.reactions import TABLE
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask

UNKNOWN = 4711
SECRET = "xylophone"
ADVICE = f"Open the settings, choose {SECRET}, and switch off the nightly restart. Then press Save."
TYPED = "First save the settings. Then take the lid off and press the small button for ten seconds."
VERDICT = {"verdict": "verified", "revision": 1, "releases": []}
CORRECTION = {"revision": 1, "passage": "settings", "replacement": "menu", "reason": "It moved."}
TEXT = {"title": "Tone", "text": "Speak of the matter."}
REPORT = {"kind": "wrong", "reason": "It is not so."}
WHY = {"reason": "It has to be."}
RECALL = {"severity": 2, "summary": "It moved", "what_now": "Look for it elsewhere."}
SUGGESTION = {"body": TYPED, "revision": 1, "note": "Clearer."}
# What is sent to the routes that change something, so that it is the permission that decides.
BODIES: dict[str, dict[str, Any]] = {
    "api.Question": {"title": "Another title"},
    "api.Answer": {"body": TYPED},
    "api.post": {"body": TYPED},
    "api.comment_on_answer": {"body": "Thank you."},
    "api.comment_on_question": {"body": "Thank you."},
    "api.Comment": {"body": "Thank you all."},
    "api.put_comment_vote": {"value": 1},
    "api.put_answer_vote": {"value": 1},
    "api.put_question_vote": {"value": 1},
    "api.OutcomeOfAnswer": {"worked": True},
    "api.AnswerDeletion": WHY,
    "api.CommentDeletion": WHY,
    "api.QuestionDeletion": WHY,
    "api.Closure": WHY,
    "api.post_verdict": VERDICT,
    "api.post_correction": CORRECTION,
    "api.put_correction_objection": WHY,
    "api.put_correction_resolution": {"action": "uphold", **WHY},
    "api.suggest_for_answer": SUGGESTION,
    "api.suggest_for_question": SUGGESTION,
    **dict.fromkeys(
        ("api.post_flag", "api.post_question_flag", "api.post_comment_flag", "api.post_entry_flag"), REPORT
    ),
    "api.post_person_flag": {"kind": "abuse", "reason": "It insults people."},
    "api.post_decision": {"action": "dismiss", "reason": "It is fine."},
    # Without a reason nobody is erased, so the next one finds them.
    "admin.erase": {"posts": "keep", "reason": ""},
    "api.put_person_erasure": {"posts": "keep", "reason": ""},
    "admin.grant": {"role": "customer"},
    "api.AdminRoles": {"role": "customer"},
    "admin.revoke": {"role": "customer"},
    "tags.follow": {"follow": "yes"},
    "tags.edit": {"description": "After sunset."},
    "tags.synonym": {"synonym": "evening"},
    "tags.no_synonym": {"synonym": "evening"},
    "tags.rename": {"name": "", "reason": "It is the usual word."},
    "tags.merge": {"into": "nothing", "why": "Both say the same."},
    "api.TagResource": {"description": "After sunset."},
    "api.put_tag_merger": {"into": UNKNOWN, "reason": "Both say the same."},
    "engineering.check": VERDICT,
    "engineering.objection": {"action": "uphold", **WHY},
    **dict.fromkeys(("api.RecallDecision", "recalls.notice"), RECALL),
    **dict.fromkeys(("api.put_recall_refusal", "recalls.decline_it"), WHY),
    "api.post_answer_helped": {"helped": True},
    "api.post_entry_helped": {"helped": True},
    "helping.answer_helped": {"helped": "yes"},
    "helping.entry_helped": {"helped": "yes"},
    "moderation.case": {"action": "dismiss", "reason": "It is fine."},
    "moderation.text": TEXT,
    "api.CannedResource": TEXT,
    "api.AnswerConversion": {"to": "comment"},
    "api.Merger": {"into": UNKNOWN},
    "api.Entry": {"body": TYPED},
    "api.Retirement": WHY,
    "solutions.retire": WHY,
    "api.post_entry_verdict": VERDICT,
    "solutions.edit": {"title": "Another title", "body": TYPED, "revision": "0"},
    "questions.close": WHY,
    "questions.correct_answer": CORRECTION,
    "questions.object_to_correction_page": WHY,
    "questions.convert_answer": {"to": "comment"},
    "questions.merge": {"target": str(UNKNOWN)},
    "questions.bookmark": {"keep": "yes"},
    "questions.bookmark_answer": {"keep": "yes"},
    "questions.comment": {"body": "Thank you."},
    "questions.edit_comment_page": {"body": "Thank you all.", "revision": "1"},
    "questions.vote_on_comment": {"value": "1"},
    "questions.delete_answer": WHY,
    "questions.delete_comment": WHY,
    "questions.delete_question": WHY,
    "questions.duplicate": {"target": str(UNKNOWN)},
    "questions.edit": {"title": "Another title", "body": "Details.", "revision": "1"},
    "questions.edit_answer_page": {"body": TYPED, "revision": "1"},
    "questions.follow": {"follow": "yes"},
    "questions.have_it_too": {"has": "yes"},
    "questions.mute": {"mute": "yes"},
    "questions.outcome": {"worked": "yes"},
    "questions.post": {"body": TYPED},
    **dict.fromkeys(("reports.question", "reports.answer", "reports.comment", "reports.solution"), REPORT),
    "reports.person": {"kind": "abuse", "reason": "It insults people."},
    "questions.suggest_answer": SUGGESTION,
    "questions.suggest_question": {**SUGGESTION, "title": "Another title"},
    "questions.vote_answer": {"value": "1"},
    "questions.vote_question": {"value": "1"},
}
# What is named in the address where something is taken away.
QUERIES = {"api.AdminRoles": "?role=customer"}
# Who may change what, of those who see it: by endpoint. Everybody else is told that they may not.
SIGNED_IN = frozenset({"sam", "ada", "ben", "eva", "max", "amy"})
CURATORS = frozenset({"max", "amy"})
TELLERS = frozenset({"eva", "max"})
NOT_ASKER, NOT_AUTHOR = SIGNED_IN - {"ada"}, SIGNED_IN - {"ben"}
MAY: dict[str, frozenset[str]] = {
    "api.Question": frozenset({"ada", "eva", "max"}),
    "api.Answer": frozenset({"ben", "eva", "max"}),
    "api.Entry": frozenset({"eva", "max"}),
    "api.Acceptance": frozenset({"ada"}),
    "api.post": SIGNED_IN,
    "api.comment_on_answer": SIGNED_IN,
    "api.comment_on_question": SIGNED_IN,
    "api.Comment": frozenset({"ada"}),
    "api.put_comment_vote": NOT_ASKER,
    "api.put_answer_vote": NOT_AUTHOR,
    "api.put_question_vote": NOT_ASKER,
    "api.OutcomeOfAnswer": NOT_AUTHOR,
    # Ben's answer is accepted and Ada's question answered, so both belong to more than their authors.
    "api.AnswerDeletion": frozenset({"max"}),
    "api.CommentDeletion": frozenset({"ada", "max"}),
    "api.QuestionDeletion": frozenset({"max"}),
    # What was never converted or merged cannot be taken back: nobody finds it.
    "api.AnswerConversion": frozenset({"max"}),
    "api.CommentConversion": frozenset({"ada", "max"}),
    "api.Merger": frozenset({"max"}),
    "api.Closure": frozenset({"ada", "eva", "max"}),
    "api.AnswerBookmark": SIGNED_IN,
    "api.HavingToo": NOT_ASKER,
    "api.QuestionBookmark": SIGNED_IN,
    "api.QuestionFollowing": SIGNED_IN,
    "api.QuestionMuting": SIGNED_IN,
    "api.TagFollowing": SIGNED_IN,
    "api.post_verdict": frozenset({"eva"}),
    "api.post_correction": frozenset({"eva", "max"}),
    "api.put_correction_adoption": frozenset({"ben"}),
    "api.put_correction_objection": frozenset({"ben"}),
    "api.put_correction_resolution": frozenset({"eva"}),
    "api.suggest_for_answer": NOT_AUTHOR,
    "api.suggest_for_question": NOT_ASKER,
    **dict.fromkeys(("api.post_flag", "api.post_entry_flag"), NOT_AUTHOR),
    # Ada asked, wrote the comment, and it is her profile.
    **dict.fromkeys(("api.post_question_flag", "api.post_comment_flag", "api.post_person_flag"), NOT_ASKER),
    "api.post_decision": frozenset({"max"}),
    "admin.erase": frozenset({"amy"}),
    "api.put_person_erasure": frozenset({"amy"}),
    "admin.grant": frozenset({"amy"}),
    "api.AdminRoles": frozenset({"amy"}),
    "admin.revoke": frozenset({"amy"}),
    "engineering.check": frozenset({"eva"}),
    "engineering.objection": frozenset({"eva"}),
    **dict.fromkeys(("moderation.case", "moderation.take", "moderation.give_back"), frozenset({"max"})),
    **dict.fromkeys(("moderation.leave", "moderation.hand_on", "api.Lease"), frozenset({"max"})),
    # Texts for reasons belong to no product: those who moderate all of them keep them.
    **dict.fromkeys(("moderation.text", "moderation.drop", "api.CannedResource"), frozenset({"max"})),
    **dict.fromkeys(("api.RecallDecision", "api.put_recall_agreement", "api.put_recall_refusal"), TELLERS),
    **dict.fromkeys(("api.put_recall_reversal", "recalls.notice", "recalls.decline_it"), TELLERS),
    **dict.fromkeys(("recalls.stop_it", "recalls.take_it_back"), TELLERS),
    # By then Eva has decided it.
    "recalls.approve_it": frozenset({"max"}),
    # Who has a key has a name, and says it by that.
    "api.post_answer_helped": frozenset(),
    "api.post_entry_helped": frozenset(),
    "helping.answer_helped": SIGNED_IN,
    "helping.entry_helped": SIGNED_IN,
    "questions.accept": frozenset({"ada"}),
    "questions.unaccept": frozenset({"ada"}),
    "questions.convert_answer": frozenset({"max"}),
    "questions.convert_comment": frozenset({"ada", "max"}),
    "questions.merge": frozenset({"max"}),
    "questions.close": frozenset({"ada", "eva", "max"}),
    "questions.bookmark": SIGNED_IN,
    "questions.bookmark_answer": SIGNED_IN,
    "questions.correct_answer": frozenset({"eva", "max"}),
    "questions.adopt_correction_page": frozenset({"ben"}),
    "questions.object_to_correction_page": frozenset({"ben"}),
    "questions.comment": SIGNED_IN,
    "questions.edit_comment_page": frozenset({"ada"}),
    "questions.vote_on_comment": NOT_ASKER,
    "questions.delete_answer": frozenset({"max"}),
    "questions.delete_comment": frozenset({"ada", "max"}),
    "questions.delete_question": frozenset({"max"}),
    "questions.duplicate": frozenset({"ada", "eva", "max"}),
    "questions.reopen": frozenset({"ada", "eva", "max"}),
    "questions.restore_answer": frozenset({"ben", "max"}),
    "questions.restore_comment": frozenset({"ada", "max"}),
    "questions.restore_question": frozenset({"ada", "max"}),
    "questions.edit": frozenset({"ada", "eva", "max"}),
    "questions.edit_answer_page": frozenset({"ben", "eva", "max"}),
    "questions.follow": SIGNED_IN,
    "questions.have_it_too": NOT_ASKER,
    "questions.mute": SIGNED_IN,
    "questions.outcome": NOT_AUTHOR,
    "questions.post": SIGNED_IN,
    "reports.answer": NOT_AUTHOR,
    # By then Eva has revised it.
    "reports.solution": SIGNED_IN - {"eva"},
    **dict.fromkeys(("reports.question", "reports.comment", "reports.person"), NOT_ASKER),
    "questions.suggest_answer": NOT_AUTHOR,
    "questions.suggest_question": NOT_ASKER,
    "questions.vote_answer": NOT_AUTHOR,
    "questions.vote_question": NOT_ASKER,
    "solutions.edit": frozenset({"eva", "max"}),
    "solutions.review": frozenset({"eva", "max"}),
    "solutions.retire": frozenset({"eva", "max"}),
    "solutions.bring_back": frozenset({"eva", "max"}),
    "api.Retirement": frozenset({"eva", "max"}),
    "solutions.check": frozenset({"eva"}),
    "api.post_entry_verdict": frozenset({"eva"}),
    "tags.follow": SIGNED_IN,
    # Tags belong to no product: those who moderate all of them keep them.
    **dict.fromkeys(("tags.edit", "tags.synonym", "tags.no_synonym", "tags.rename", "tags.merge"), CURATORS),
    **dict.fromkeys(("api.TagResource", "api.TagSynonymResource", "api.put_tag_merger"), CURATORS),
}
# Where others may take something back than may do it.
MAY_TAKE_BACK: dict[str, frozenset[str]] = {
    "api.AnswerDeletion": frozenset({"ben", "max"}),
    "api.QuestionDeletion": frozenset({"ada", "max"}),
}
# Rooms for staff: to everybody else it looks as if they were not there, whatever stands in the address.
STAFF_ROOMS = (
    *("admin.", "engineering.", "moderation.", "questions.staff_view"),
    *("api.admin_person", "api.AdminRoles", "api.get_case", "api.get_question_openings", "api.post_decision"),
    *("api.Lease", "api.CannedResource"),
    *("recalls.notice", "recalls.decline_it", "recalls.approve_it", "recalls.stop_it", "recalls.take_it_back"),
    *("api.RecallDecision", "api.get_recall", "api.put_recall_"),
)
# Their own things, each under a number of its own, have tests of their own.
OWN = (
    *("accounts.", "notices.", "admin.retry", "suggestions.", "api.Suggestion", "api.put_suggestion_"),
    *("api.Export", "api.get_export_"),
    *("api.delete_session", "api.delete_token", "api.DraftResource", "api.admin_retry"),
    *("decisions.", "api.get_decision", "api.put_appeal", "api.put_reading"),
    # What people were told of, which here nobody was.
    *("recalls.one", "recalls.undone", "api.get_corrected_one", "api.put_undone"),
)
# Maps for search engines count parts, not things.
MAPS = ("crawling.",)
# Where visitors may say something too.
OPEN = {"helping.": 303, "api.post_answer_helped": 200, "api.post_entry_helped": 200}
DONE = frozenset({200, 201, 204, 302, 303, 409, 412, 422})


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
    return {**numbers, "correction_id": corrected.id}, SECRET


@pytest.fixture
def site(app: Flask, cast: Cast, client_of: Callable[[Actor], Client]) -> Site:
    """The site that is walked."""
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
    return any(f"<int:{name}>" in rule.rule for name in ("answer_id", "comment_id", "entry_id", "correction_id"))


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
