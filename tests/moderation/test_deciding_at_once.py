"""Two moderators decide one report at the same moment: one decision holds, the other one sees why."""

from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa

from forum.core.db import session
from forum.flags.models import Case, CaseState, FlagKind
from forum.flags.operations import Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Decision
from forum.people.policy import Actor, Role
from forum.people.roles import grant_role
from forum.questions.models import Answer
from forum.questions.operations import report_answer
from tests.hard.calls import Caller, Reply
from tests.hard.test_acceptance_races import together
from tests.support.cast import Cast
from tests.support.servers import Server
from tests.support.talk import answer, ask

ACTIONS = (("fold", "folded"), ("quarantine", "quarantined"))


def decided(case_id: int) -> list[int]:
    """Who decided a case, as the journal tells it."""
    query = sa.select(Event.actor_id).where(Event.kind == EventKind.DECISION_MADE).order_by(Event.id)
    rows = session().execute(query.add_columns(Event.data))
    return [actor for actor, data in rows if data["case"] == case_id]


def race(server: Server, cast: Cast, rounds: int) -> Counter[int]:
    """Let two moderators decide so many reports at once; return how often each of them was the first."""
    grant_role(cast.amy, cast.sam.id or 0, Role.MODERATOR)
    moderators = [cast.max, Actor(cast.sam.id, {Role.MODERATOR: None}, cast.sam.since)]
    callers = [Caller(server.port, each) for each in moderators]
    question = ask(cast)
    wins: Counter[int] = Counter()
    for number in range(rounds):
        made = answer(cast, question, body=f"Pull the plug number {number} while it writes to the disk.")
        report = Report(FlagKind.DANGEROUS, "It wipes the disk.")
        case_id = report_answer(cast.ada, made.id, report).case_id

        def decide(which: int, case_id: int = case_id) -> Callable[[], Reply]:
            body = {"action": ACTIONS[which][0], "reason": f"Moderator {which} says so.", "version": 1}
            return lambda: callers[which].send("POST", f"/cases/{case_id}/decisions", body)

        replies = together(decide(0), decide(1))

        assert sorted(reply.status for reply in replies) == [201, 409], (number, replies)
        winner = [reply.status for reply in replies].index(201)
        assert replies[1 - winner].body["code"] == "decided", replies[1 - winner].body
        seen = callers[1 - winner].send("GET", f"/cases/{case_id}").body
        assert [one["reason"] for one in seen["decisions"]] == [f"Moderator {winner} says so."]
        session().rollback()
        assert session().get_one(Answer, made.id).containment == ACTIONS[winner][1]
        assert session().get_one(Case, case_id).state is CaseState.CLOSED
        by = sa.select(Decision.moderator_id).where(Decision.case_id == case_id)
        assert list(session().scalars(by)) == decided(case_id) == [moderators[winner].id]
        wins[winner] += 1
    return wins


def test_one_decides_and_the_other_sees_why(live_server: Server, cast: Cast) -> None:
    assert race(live_server, cast, 5).total() == 5
