"""Rules and old posts: a rule is tried on them before it is kept, and a sweep looks at them afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from forum.config import Config
from forum.core.containment import Containment, Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.core.operation import unit
from forum.core.refs import Kind
from forum.core.site import fact, set_fact
from forum.flags.keeping import keep_rule
from forum.flags.models import Case, Flag, RuleHit
from forum.flags.rules import Effect, Place, Rule
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.rule_trials import try_rule
from forum.moderation.verdicts import VerdictDraft, give_verdict
from forum.people.policy import Actor, Role
from forum.questions.models import Answer
from forum.questions.operations import comment
from forum.questions.sweeping import SWEEP, Progress, begin_sweep, sweep_some
from forum.questions.trust import VerdictKind
from tests.support.api import Caller
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.commands import forum
from tests.support.talk import answer, ask

CallAs = Callable[[Actor | None], Caller]
DESCALE = Rule(
    "coffee.vinegar",
    Hazard.SAFETY,
    2,
    Effect.WARN,
    "Vinegar attacks the seals.",
    places=frozenset({Place.PROSE}),
    words="vinegar\npour, put, fill",
)
BAD = "Pour vinegar into the tank and wait an hour."
AT_ONCE = timedelta(0)


def old_posts(cast: Cast) -> dict[str, Answer]:
    """Bad advice from before there was a rule: a customer's, an engineer's, one that an engineer found right; and a
    comment, and a question that quotes it.
    """
    question = ask(cast, body=f"I read: {BAD}")
    found = {"ben": answer(cast, question, body=BAD), "eva": answer(cast, question, by=cast.eva, body=BAD)}
    found["checked"] = answer(cast, question, by=cast.sam, body=BAD)
    give_verdict(cast.eva, found["checked"].id, VerdictDraft(VerdictKind.VERIFIED, revision=1))
    comment(cast.sam, question.id, render(BAD))
    answer(cast, question, by=cast.ada)
    return found


def swept(batch: int = 2) -> list[Progress]:
    """Every step of a sweep, to its end."""
    steps = []
    while step := sweep_some(batch, AT_ONCE):
        steps.append(step)
        assert len(steps) < 100
    return steps


def flags() -> list[tuple[Kind, str | None]]:
    """What rules reported."""
    rows = session().execute(sa.select(Case.about_kind, Flag.rule).join(Flag.case).order_by(Flag.id))
    return [(kind, rule) for kind, rule in rows]


def test_a_sweep_looks_at_old_posts_with_what_changed(cast: Cast) -> None:
    posts = old_posts(cast)
    assert sweep_some(2, AT_ONCE) is None
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    # Other processes have not taken it up yet.
    assert sweep_some(2) is None
    first = sweep_some(2, AT_ONCE)
    assert first is not None
    assert (first.looked_at, first.number, first.is_done) == (1, 6, False)
    steps = swept()
    assert (steps[-1].looked_at, steps[-1].reported, steps[-1].is_done) == (6, 4, True)
    assert flags() == [(Kind.ANSWER, DESCALE.key)] * 3 + [(Kind.COMMENT, DESCALE.key)]
    session().rollback()
    held = {name: session().get_one(Answer, one.id).containment for name, one in posts.items()}
    assert held == {"ben": Containment.WARNED, "eva": Containment.NONE, "checked": Containment.NONE}
    # Nothing is due any more; another round by hand finds the same and reports nothing.
    assert sweep_some(2, AT_ONCE) is None
    begin_sweep()
    assert swept()[-1].reported == 0
    assert session().scalar(sa.select(sa.func.count(RuleHit.id))) == 5


def test_a_sweep_that_was_killed_goes_on_and_reports_nothing_twice(cast: Cast) -> None:
    old_posts(cast)
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    sweep_some(2, AT_ONCE)
    left = fact(SWEEP)
    sweep_some(2, AT_ONCE)
    told = flags()
    assert told
    # Killed before it could note that: the reports stand, and the batch is done once more.
    with unit():
        set_fact(SWEEP, left)
    swept()
    assert flags()[: len(told)] == told
    assert len(flags()) == 4


def test_what_a_moderator_dismissed_is_left_alone(cast: Cast) -> None:
    told = answer(cast, ask(cast), body=BAD)
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    swept()
    (view,) = list_cases(cast.max).items
    decide(cast.max, view.case.id, Action.DISMISS, reason="It is about a kettle.")
    keep_rule(cast.max, replace(DESCALE, severity=3), reason="Worse.", base=1)
    assert swept()[-1].reported == 0
    session().refresh(told)
    assert told.containment is Containment.NONE


def test_an_operator_sweeps(cast: Cast, settings: Config) -> None:
    answer(cast, ask(cast), body=BAD)
    assert "No rule was changed" in forum(settings, "risk", "sweep").stdout
    keep_rule(cast.max, DESCALE, reason="Three broken machines.")
    result = forum(settings, "risk", "sweep")
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "2 of 2 posts, 1 reports")
    assert forum(settings, "risk", "sweep", "--all").stdout.splitlines()[-1] == "2 of 2 posts, 0 reports"


def test_a_rule_is_tried_before_it_is_kept(cast: Cast, client: Client, call: CallAs) -> None:
    old_posts(cast)
    trial = try_rule(cast.max, DESCALE)
    assert (trial.number, trial.looked_at, trial.hits, trial.reported, trial.after) == (6, 6, 5, 4, None)
    assert [hit.effect for hit in trial.shown] == [
        *(Effect.WARN, Effect.REPORT, Effect.WARN),
        *(Effect.COUNT, Effect.REPORT),
    ]
    assert flags() == []
    # Without time it looks at one, and goes on from there.
    seen, after = 0, None
    while seen < 6:
        step = try_rule(cast.max, DESCALE, after=after, seconds=0)
        assert step.looked_at == 1
        seen, after = seen + 1, step.after
    of_camera = replace(cast.max, grants={Role.MODERATOR: frozenset({cast.camera})})
    assert try_rule(of_camera, DESCALE).number == 0
    said = {
        "key": DESCALE.key,
        "words": DESCALE.words,
        "places": ["prose"],
        "hazard": "safety",
        "severity": 2,
        "effect": "warn",
        "explanation": DESCALE.explanation,
    }
    told = call(cast.max).made("POST", "/rules/trials", said)
    assert (told["hits"], told["reported"], len(told["items"]), told["after"]) == (5, 4, 5, None)
    call(cast.max).made("POST", "/rules/trials", {**said, "words": "", "pattern": "("}, 422)
    call(cast.eva).made("POST", "/rules/trials", said, 404)
    client.enter(cast.max)
    page = client.post("/moderation/rules/new", data={**said, "subject": "advice", "try": ""})
    assert page.status_code == 200
    assert "It would find something in 5 posts" in page.text
    assert session().scalar(sa.select(sa.func.count(Flag.id))) == 0
