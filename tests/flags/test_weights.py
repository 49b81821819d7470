"""What a report weighs, as a table."""

import pytest

from forum.flags.weights import weight


@pytest.mark.parametrize(
    ("staff", "newcomer", "level", "judged", "agreed", "weighs"),
    [
        (False, False, 0, 0, 0, 1.0),
        (False, True, 0, 0, 0, 0.5),
        (False, True, 3, 20, 20, 0.5),
        (True, True, 0, 0, 0, 5.0),
        (True, False, 3, 20, 0, 5.0),
        (False, False, 2, 0, 0, 3.0),
        (False, False, 0, 4, 4, 1.0),
        (False, False, 0, 5, 5, 2.0),
        (False, False, 0, 100, 100, 2.0),
        (False, False, 0, 8, 6, 1.5),
        (False, False, 0, 10, 5, 1.0),
        (False, False, 0, 10, 0, 1.0),
        (False, False, 3, 10, 10, 5.0),
    ],
)
def test_the_table(staff: bool, newcomer: bool, level: int, judged: int, agreed: int, weighs: float) -> None:
    found = weight(staff=staff, newcomer=newcomer, trust_level=level, judged=judged, agreed=agreed)
    assert found == pytest.approx(weighs)
