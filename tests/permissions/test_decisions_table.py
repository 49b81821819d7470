"""Who may decide what, and who may read that again: every role, action and state, on pages and in the API alike.

Each request lacks its reason: whoever may do it is asked for one, and nothing changes for the next.
"""

from collections.abc import Callable
from typing import Any

import pytest

from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.moderation.appeals import appeal
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.people.policy import Actor
from forum.questions.operations import ask_question, delete_answer, post_answer, report_answer
from forum.questions.operations.asking import QuestionDraft
from tests.moderation.test_queue import second_moderator
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ADVICE, BODY, TITLE

Browsers = Callable[[Actor], Client]
CallAs = Callable[[Actor | None], Caller]
REPORT = Report(FlagKind.WRONG, "It is not so.")
NOBODYS = 999_999
# "sam" moderates the router, "max" everything; "own" is sam's, "elsewhere" is about the camera. Max decided, Ben wrote.
CASES = {
    "open": {"sam": 422, "max": 422},
    "contained": {"sam": 422, "max": 422},
    "deleted": {"sam": 422, "max": 422},
    "own": {"sam": 403, "max": 422},
    "elsewhere": {"sam": 404, "max": 422},
    "unknown": {"sam": 404, "max": 404},
}
DECISIONS: dict[str, dict[str, dict[str, int]]] = {
    "here": {
        "reading": {"sam": 422, "max": 403, "ben": 403},
        "appeal": {"sam": 403, "max": 403, "ben": 422},
        "appeal/outcome": {"sam": 422, "max": 403, "ben": 403},
    },
    "elsewhere": {
        "reading": {"max": 403, "ben": 403},
        "appeal": {"max": 403, "ben": 422},
        "appeal/outcome": {"max": 403, "ben": 403},
    },
    "unknown": {"reading": {}, "appeal": {}, "appeal/outcome": {}},
}
BODIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "reading": ({"reading": "overturned", "reason": ""}, {"action": "overturn", "reason": ""}),
    "appeal": ({"text": ""}, {"reason": ""}),
    "appeal/outcome": ({"outcome": "upheld", "reason": ""}, {"action": "uphold", "reason": ""}),
}


@pytest.fixture
def people(cast: Cast) -> dict[str, Actor]:
    """Every role; Sam moderates one product."""
    sam = second_moderator(cast, product=cast.router)
    return {"ada": cast.ada, "ben": cast.ben, "eva": cast.eva, "amy": cast.amy, "sam": sam, "max": cast.max}


def reported(cast: Cast, by: Actor, product: int) -> tuple[int, int]:
    """An answer and its open report."""
    question = ask_question(cast.ada, QuestionDraft(title=TITLE, body=render(BODY), product_id=product))
    made = post_answer(by, question.id, render(f"{ADVICE} {question.id}"))
    return made.id, report_answer(cast.eva, made.id, REPORT).case_id


def cases(cast: Cast, people: dict[str, Actor]) -> dict[str, int]:
    """The numbers of reports, by state."""
    contained, first = reported(cast, cast.ben, cast.router)
    decide(cast.max, first, Action.QUARANTINE, reason="Until we know.")
    deleted, case_id = reported(cast, cast.ben, cast.router)
    delete_answer(cast.max, deleted, reason="It must go.")
    return {
        "open": reported(cast, cast.ben, cast.router)[1],
        "contained": report_answer(cast.eva, contained, REPORT).case_id,
        "deleted": case_id,
        "own": reported(cast, people["sam"], cast.router)[1],
        "elsewhere": reported(cast, cast.ben, cast.camera)[1],
        "unknown": NOBODYS,
    }


def decisions(cast: Cast) -> dict[str, int]:
    """The numbers of decisions against which Ben appeals."""
    made = {"unknown": NOBODYS}
    for name, product in (("here", cast.router), ("elsewhere", cast.camera)):
        case_id = reported(cast, cast.ben, product)[1]
        made[name] = decide(cast.max, case_id, Action.QUARANTINE, reason="Until we know.").id
        appeal(cast.ben, made[name], text="It is right.")
    return made


def test_who_may_decide_what(client_of: Browsers, call: CallAs, cast: Cast, people: dict[str, Actor]) -> None:
    numbers = cases(cast, people)
    refusals = set()
    for who, actor in people.items():
        api, browser = call(actor), client_of(actor)
        for state, expected in CASES.items():
            status = expected.get(who, 404)
            for action in Action:
                made = api("POST", f"/cases/{numbers[state]}/decisions", {"action": action.value, "reason": ""})
                page = browser.post(
                    f"/moderation/reports/{numbers[state]}", data={"action": action.value, "reason": ""}
                )
                assert (made.status_code, page.status_code) == (status, status), (who, state, action, made.text)
                if status == 404:
                    refusals.add(made.get_json()["detail"])
            lease = api("PUT", f"/cases/{numbers[state]}/lease", {"to": actor.id})
            taken = browser.post(f"/moderation/reports/{numbers[state]}/hand-over", data={"to": actor.id})
            assert {lease.status_code, taken.status_code} == {status}, (who, state)
    assert len(refusals) == 1
    nobody = call(None)("POST", f"/cases/{numbers['open']}/decisions", {"action": "fold", "reason": ""})
    assert nobody.status_code == 401


def test_who_may_read_again_and_appeal(client_of: Browsers, call: CallAs, cast: Cast, people: dict[str, Actor]) -> None:
    numbers = decisions(cast)
    for who, actor in people.items():
        api, browser = call(actor), client_of(actor)
        for state, verbs in DECISIONS.items():
            for verb, expected in verbs.items():
                status = expected.get(who, 404)
                place, (body, form) = f"/decisions/{numbers[state]}/{verb}", BODIES[verb]
                found = (api("PUT", place, body).status_code, browser.post(place, data=form).status_code)
                assert found == (status, status), (who, state, verb)
