"""Trust is earned by reading and by what helped others, derived from rows by the clock, and lost by spam."""

import pytest
import sqlalchemy as sa

from forum.core.containment import Hazard
from forum.core.db import session
from forum.core.markup import render
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.moderation.models import Action
from forum.moderation.operations import decide
from forum.moderation.queries import list_cases
from forum.moderation.second_reading import overturn
from forum.moderation.trust_levels import Settling, own_trust, settle_levels
from forum.people.accounts import create_person, open_account
from forum.people.models import Person
from forum.people.policy import SYSTEM, Actor
from forum.people.queries import actor_of
from forum.people.trust import Deeds, Preset, level_of, missing
from forum.questions.operations import accept_answer, post_answer, report_answer
from forum.reach.models import DailyReading
from forum.reach.reading import MOST_A_DAY, Readings, add_readings
from tests.support.api import Callers
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import ask, days_ago, travel

ADVERT = Report(FlagKind.SPAM, "An advert.")
LEVELS = (
    # what somebody did, preset, the level before, whether spam was found: the level now
    (Deeds(), Preset.SMALL, 0, False, 0),
    (Deeds(2, 4), Preset.SMALL, 0, False, 0),
    (Deeds(2, 5), Preset.SMALL, 0, False, 1),
    (Deeds(2, 5), Preset.LARGE, 0, False, 0),
    (Deeds(10, 30, 3), Preset.SMALL, 0, False, 2),
    (Deeds(99, 999, 99, 2), Preset.SMALL, 1, False, 2),
    (Deeds(99, 999, 99, 3), Preset.SMALL, 1, False, 3),
    (Deeds(99, 999, 99, 3), Preset.LARGE, 1, False, 2),
    (Deeds(), Preset.LARGE, 2, False, 2),
    (Deeds(99, 999, 99, 99), Preset.SMALL, 3, True, 0),
    (Deeds(99, 999, 99, 99), Preset.OFF, 0, False, 0),
)


@pytest.mark.parametrize(("deeds", "preset", "before", "spam", "level"), LEVELS)
def test_which_level_is_earned(deeds: Deeds, preset: Preset, before: int, spam: bool, level: int) -> None:
    assert level_of(deeds, preset, before=before, spam=spam) == level
    lacking = missing(deeds, preset, level)
    assert spam or lacking is None or any(lacking.figures)


def test_a_newcomer_rises_by_reading_and_falls_by_spam(cast: Cast, client: Client, call: Callers) -> None:
    new = open_account("Nora Quist", "nora@example.org", None)
    questions = [ask(cast, title=f"Question {number}") for number in range(5)]
    client.enter(new)
    views = client.application.extensions["vouch_views"]
    for day in (2, 1):
        with travel(days_ago(day)):
            for question in (*questions[:3], questions[0]):
                client.page(f"/questions/{question.id}/{question.slug}")
            views.flush()
            views.flush()
    assert session().scalars(sa.select(DailyReading.questions)).all() == [3, 3]
    assert own_trust(new).missing == Deeds(0, 0, 0, 0)
    assert settle_levels() is None
    assert settle_levels() is None
    risen = actor_of(new.id or 0)
    assert risen.trust == 1
    (event,) = session().scalars(sa.select(Event).where(Event.kind == EventKind.TRUST_CHANGED))
    assert event.data == {"before": 0, "after": 1}
    # Their own page says what is missing; nobody else reads it.
    page = client.page(f"/people/{new.id}/nora-quist").text
    assert "How well you are known here" in page
    assert "8 days on which you read here" in page
    assert call(risen).made("GET", "/account")["trust"] == {
        "level": 1,
        "missing": {"days": 8, "read": 24, "answers": 3, "reports": 0},
    }
    client.enter(cast.ada)
    assert "How well you are known here" not in client.page(f"/people/{new.id}/nora-quist").text
    # What was found to be spam makes a stranger of its author, for a while.
    post_answer(risen, questions[0].id, render("https://shop.example/shoes"))
    (view,) = list_cases(cast.max).items
    decide(cast.max, view.case.id, Action.DELETE, reason="An advert.")
    settle_levels()
    assert level(new) == 0
    with travel(days_ago(-31)):
        settle_levels()
    assert level(new) == 1


def level(person: Actor) -> int:
    """How well somebody is known now."""
    return session().scalars(sa.select(Person.trust_level).where(Person.id == person.id)).one()


def test_a_level_that_was_given_comes_back_and_only_spam_takes_it(cast: Cast) -> None:
    liv = create_person(SYSTEM, "Liv Holm", "liv@example.org")
    first, second = (post_answer(liv, ask(cast).id, render(f"Hold button {number}.")).id for number in (1, 2))
    held = report_answer(cast.sam, first, ADVERT).case_id
    # Somebody called it spam, and it was hidden for the harm that another one saw.
    other = report_answer(cast.sam, second, ADVERT).case_id
    report_answer(cast.eva, second, Report(FlagKind.DANGEROUS, "It erases all.", Hazard.DATA_LOSS, 3))
    decide(cast.max, other, Action.QUARANTINE, reason="It erases all.")
    settle_levels()
    assert level(liv) == 1
    taken_back = decide(cast.max, held, Action.QUARANTINE, reason="An advert.").id
    # A round is gone through a part at a time, and goes on where it was left.
    settling = Settling(batch=1)
    settling.go_on(seconds=0)
    assert level(liv) == 1
    while settling.beyond is not None:
        settling.go_on(seconds=0)
    assert level(liv) == 0
    overturn(Actor(cast.ada.id, cast.max.grants), taken_back, reason="It is none.")
    settle_levels()
    assert level(liv) == 1
    # The same where it is shown again by another decision.
    for action, then in ((Action.QUARANTINE, 0), (Action.DISMISS, 1)):
        decide(cast.max, held, action, reason="Looked again.", anew=True)
        settle_levels()
        assert level(liv) == then


def test_what_one_accepts_of_oneself_is_no_deed(cast: Cast) -> None:
    for by, answers in ((cast.ben, 0), (cast.ada, 1)):
        made = post_answer(cast.ben, ask(cast, by=by).id, render("Hold the lower button."))
        accept_answer(by, made.id)
        assert own_trust(cast.ben).missing == Deeds(30, 100, 15 - answers, 3)


def test_only_so_much_reading_counts_on_a_day(cast: Cast) -> None:
    readings = Readings()
    for number in range(MOST_A_DAY + 5):
        readings.note(cast.ada.id or 0, number)
    taken = readings.take()
    assert list(taken.values()) == [MOST_A_DAY]
    # What another process counted on the same day adds up to no more.
    add_readings(taken)
    add_readings(taken)
    assert session().scalars(sa.select(DailyReading.questions)).all() == [MOST_A_DAY]
