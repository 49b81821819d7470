"""A thread for the tests of the API."""

import pytest

from tests.api.asked import ADVICE, QUESTION
from tests.support.api import Callers
from tests.support.cast import Cast


@pytest.fixture
def thread(call: Callers, cast: Cast) -> tuple[int, int]:
    """A question by Ada and an answer by Ben."""
    question = call(cast.ada).made("POST", "/questions", QUESTION, 201)["id"]
    return question, call(cast.ben).made("POST", f"/questions/{question}/answers", {"body": ADVICE}, 201)["id"]
