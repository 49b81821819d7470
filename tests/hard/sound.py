"""Is the site sound? What an operator asks after an accident."""

from forum.config import Config
from tests.running.processes import left
from tests.support.commands import forum
from tests.support.waiting import eventually


def assert_sound(settings: Config) -> None:
    """Everything that follows gets done, then the index equals the database and the journal is whole."""
    eventually(lambda: left() == 0, within=120)
    for command in (("search", "check"), ("journal", "verify")):
        result = forum(settings, *command)
        assert result.returncode == 0, (command, result.stdout, result.stderr)
