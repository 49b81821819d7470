"""A report of the highest severity calls all moderators of the product, again and again until one of them takes it."""

from collections.abc import Callable
from datetime import timedelta

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.flags.keeping import keep_rule
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.flags.rules import Effect, Place, Rule
from forum.moderation.calling import AGAIN, call_again
from forum.moderation.leases import LEASE, take_case
from forum.people.policy import Actor
from forum.questions.operations import report_answer
from forum.questions.sweeping import sweep_some
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, travel
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CALL = "Somebody could come to harm"
BAD = "Pour vinegar into the tank and wait an hour."
VINEGAR = Rule(
    "coffee.vinegar",
    Hazard.SAFETY,
    4,
    Effect.REPORT,
    "Vinegar eats the seals, and it burns.",
    places=frozenset({Place.PROSE}),
    words="vinegar\npour, put, fill",
)


def calls(client_of: Browsers, who: Actor) -> int:
    """How often somebody was called."""
    return words(client_of(who).page("/inbox").main).count(CALL)


def test_moderators_of_the_product_are_called_until_one_is_at_it(client_of: Browsers, cast: Cast) -> None:
    elsewhere = second_moderator(cast, product=cast.camera)
    made = answer(cast, ask(cast))
    case_id = report_answer(cast.eva, made.id, Report(FlagKind.DANGEROUS, "Fire.", Hazard.SAFETY, 4)).case_id
    follow()
    assert (calls(client_of, cast.max), calls(client_of, elsewhere), calls(client_of, cast.eva)) == (1, 0, 0)
    link = client_of(cast.max).page("/inbox").select_one(f"main a[href='/moderation/reports/{case_id}']")
    assert link is not None
    assert call_again() == 0
    later = now() + AGAIN
    with travel(later):
        assert call_again() == 1
        assert call_again() == 0
        follow()
        assert calls(client_of, cast.max) == 2
        take_case(cast.max, case_id)
    with travel(later + AGAIN / 2):
        assert call_again() == 0
    with travel(later + AGAIN + LEASE):
        assert call_again() == 1


def test_what_is_less_severe_calls_nobody(client_of: Browsers, cast: Cast) -> None:
    made = answer(cast, ask(cast))
    report_answer(cast.eva, made.id, Report(FlagKind.DANGEROUS, "A loss.", Hazard.MONEY, 3))
    follow()
    assert calls(client_of, cast.max) == 0
    with travel(now() + 2 * AGAIN):
        assert call_again() == 0


def test_what_a_sweep_finds_in_old_posts_calls_once_with_their_number(client_of: Browsers, cast: Cast) -> None:
    elsewhere = second_moderator(cast, product=cast.camera)
    written = [answer(cast, ask(cast), by=who, body=BAD) for who in (cast.ben, cast.sam, cast.max)]
    keep_rule(cast.max, VINEGAR, reason="A kitchen burned.")
    while sweep_some(2, timedelta(0)):
        # While it goes on.
        call_again()
    follow()
    first = calls(client_of, cast.max)
    with travel(now() + AGAIN):
        call_again()
        follow()
        assert [calls(client_of, who) for who in (cast.max, elsewhere, cast.eva)] == [first + 1, 0, 0]
    text = words(client_of(cast.max).page("/inbox").main)
    assert "Somebody could come to harm: 2 reports wait for a moderator" in text
    assert client_of(cast.max).page("/inbox").select_one("main a[href='/moderation']") is not None
    assert len(written) == 3
