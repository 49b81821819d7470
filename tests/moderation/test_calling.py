"""A report of the highest severity calls all moderators of the product, again and again until one of them takes it."""

from collections.abc import Callable

from forum.core.clock import now
from forum.core.containment import Hazard
from forum.flags.models import FlagKind
from forum.flags.operations import Report
from forum.moderation.calling import AGAIN, call_again
from forum.moderation.leases import LEASE, take_case
from forum.people.policy import Actor
from forum.questions.operations import report_answer
from tests.moderation.test_queue import second_moderator
from tests.pages.test_reports import words
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.talk import answer, ask, travel
from tests.support.town import follow

Browsers = Callable[[Actor], Client]
CALL = "Somebody could come to harm"


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
