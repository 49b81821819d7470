"""Which checks of a new engineer wait for a second one: the rule, in a table."""

import pytest

from forum.moderation.new_engineers import Standing, must_wait
from forum.questions.trust import VerdictKind

# What is said of an answer, and whether it waits where nothing worse stands, and where it is marked as dangerous.
RULE = {
    VerdictKind.VERIFIED: (True, True),
    VerdictKind.CONDITIONAL: (True, True),
    VerdictKind.OUTDATED: (True, True),
    VerdictKind.INCORRECT: (False, True),
    VerdictKind.UNSAFE: (False, False),
}


@pytest.mark.parametrize("kind", VerdictKind)
def test_what_warns_takes_effect_at_once_and_all_else_of_a_new_engineer_waits(kind: VerdictKind) -> None:
    for unsafe, waits in zip((False, True), RULE[kind], strict=True):
        for counted, wanted, reader in (
            (0, 5, True),
            (4, 5, True),
            (5, 5, True),
            (9, 5, True),
            (0, 5, False),
            (0, 0, True),
        ):
            found = must_wait(kind, Standing(counted, wanted), unsafe_stands=unsafe, can_be_read=reader)
            assert found is (waits and counted < wanted and reader), (unsafe, counted, wanted, reader)
