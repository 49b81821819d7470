"""Two moderators decide one report at the same moment, two hundred times, by two serving processes."""

from collections.abc import Callable, Iterator

import pytest

from forum.config import Config
from tests.moderation.test_deciding_at_once import race
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.servers import Server

ROUNDS = 200
pytestmark = pytest.mark.hard


@pytest.fixture
def server(settings: Config) -> Iterator[Server]:
    """The site with two serving processes."""
    server = Server(settings, workers=2).start()
    yield server
    server.kill()


def test_one_decides_and_the_other_sees_why(server: Server, cast: Cast, tell: Callable[[str], None]) -> None:
    wins = race(server, cast, ROUNDS)
    tell(f"{ROUNDS} rounds, won by the first {wins[0]} times, by the second {wins[1]} times")
    assert forum(server.settings, "journal", "verify").returncode == 0
    assert "Traceback" not in server.words()
