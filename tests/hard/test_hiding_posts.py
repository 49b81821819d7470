"""`kill -9` while five hundred posts of a spammer are hidden: each is hidden once, and just these are given back."""

import functools
from collections import Counter
from collections.abc import Callable
from random import Random
from time import monotonic

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.containment import Containment
from forum.core.db import session
from forum.core.refs import Kind, Ref
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.catch_up import catch_up
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Action, Decision, HiddenPost, HidingState
from forum.moderation.operations import decide
from forum.people.policy import Actor
from forum.questions.models import POSTS as MODELS
from forum.questions.operations import report_answer
from forum.reactions import TABLE
from tests.hard.calls import Caller
from tests.hard.prolific import POSTS, Use, post
from tests.hard.sound import assert_sound
from tests.running.processes import kill, left, worker
from tests.support.cast import Cast
from tests.support.servers import Server
from tests.support.waiting import eventually

pytestmark = pytest.mark.hard


def levels(who: Actor) -> dict[Ref, Containment]:
    """How far each post of somebody is held back."""
    session().rollback()
    found = {
        Ref(kind, ident): level
        for kind, model in MODELS.items()
        for ident, level in session().execute(sa.select(model.id, model.containment).where(model.author_id == who.id))
    }
    session().rollback()
    return found


def in_state(decision: int, state: HidingState) -> int:
    """How many posts of a decision have come so far."""
    session().rollback()
    mine = (HiddenPost.decision_id == decision, HiddenPost.state == state)
    count = session().scalar(sa.select(sa.func.count(HiddenPost.id)).where(*mine)) or 0
    session().rollback()
    return count


def is_further(decision: int, than: int) -> bool:
    """Whether more posts than so many are hidden."""
    return in_state(decision, HidingState.HIDDEN) > than


def parts(decision: int, kind: EventKind) -> Counter[Ref]:
    """How often each post was decided about as a part of this decision, by the history."""
    made = set(session().scalars(sa.select(Decision.id).where(Decision.part_of_id == decision)))
    events = session().scalars(sa.select(Event).where(Event.kind == kind))
    return Counter(Ref(event.about_kind, event.about_id) for event in events if event.data["decision"] in made)


def test_hidden_once_each_though_the_worker_is_killed_and_given_back(
    settings: Config, cast: Cast, chance: Random, tell: Callable[[str], None]
) -> None:
    adas, _his = post(cast, cast.sam, str)
    # Two are held back for other reasons, and stay so.
    answers = sorted(ref.id for ref in levels(cast.sam) if ref.kind is Kind.ANSWER)
    for ident, action in ((answers[0], Action.QUARANTINE), (answers[1], Action.WARN)):
        report = Report(FlagKind.WRONG, "It is the other knob.")
        decide(cast.max, report_answer(cast.eva, ident, report).case_id, action, reason="It was tried.")
    assert catch_up(TABLE).failures == []
    was = levels(cast.sam)
    assert len(was) == POSTS
    to_hide = {ref for ref, level in was.items() if level is not Containment.QUARANTINED}
    server = Server(settings, workers=2, options=["--no-worker"]).start()
    use = Use(
        server.port, adas, [f"/people/{cast.sam.id}", "/search?q=lamp"], lambda turn: f"It is {turn} by my clock."
    )
    max_, place = Caller(server.port, cast.max), f"/people/{cast.sam.id}/posts"
    try:
        with use.by(cast.ada, cast.ben):
            made: int = max_.send("PUT", f"{place}/hidden", {"reason": "Nothing but adverts."}).body["decision_id"]
            for _ in range(2):
                before = in_state(made, HidingState.HIDDEN)
                further = before + chance.randrange(1, len(to_hide) // 3)
                with worker(settings) as process:
                    eventually(functools.partial(is_further, made, further), within=300, every=0.002)
                    kill(process.pid)
                    process.wait()
            killed_at = in_state(made, HidingState.HIDDEN)
            assert killed_at < len(to_hide)
            with worker(settings):
                eventually(lambda: in_state(made, HidingState.HIDDEN) == len(to_hide), within=300)
                assert_hidden(cast, made, to_hide)
                begun = monotonic()
                wanted = {"decision_id": made, "reason": "It was his brother."}
                assert max_.send("PUT", f"{place}/shown", wanted).status == 200
                eventually(lambda: in_state(made, HidingState.RETURNED) == len(to_hide), within=300)
                back = monotonic() - begun
                assert levels(cast.sam) == was
                begun = monotonic()
                again: int = max_.send("PUT", f"{place}/hidden", {"reason": "It was not."}).body["decision_id"]
                eventually(lambda: in_state(again, HidingState.HIDDEN) == len(to_hide), within=300)
                hidden = monotonic() - begun
        with worker(settings):
            eventually(lambda: left() == 0, within=900)
            assert_sound(settings)
    finally:
        server.stop()
    assert use.wrong == []
    assert parts(made, EventKind.DECISION_OVERTURNED) == Counter(to_hide)
    assert_hidden(cast, again, to_hide)
    tell(f"{len(to_hide)} posts: hidden in {hidden:.1f} s, given back in {back:.1f} s; {use.told()}")


def assert_hidden(cast: Cast, decision: int, posts: set[Ref]) -> None:
    """Each of the posts is hidden, by one decision of its own, which stands in the history once."""
    assert set(levels(cast.sam).values()) == {Containment.QUARANTINED}
    assert parts(decision, EventKind.DECISION_MADE) == Counter(posts)
    rows = session().scalars(sa.select(HiddenPost).where(HiddenPost.decision_id == decision)).all()
    assert Counter(Ref(row.about_kind, row.about_id) for row in rows) == Counter(posts)
    ids = session().scalars(sa.select(Decision.id).where(Decision.part_of_id == decision)).all()
    assert sorted(ids) == sorted(row.made_id or 0 for row in rows)
    session().rollback()
