"""Under which Creative Commons licence a contribution to Stack Exchange stands."""

from datetime import UTC, datetime

# Each licence with the first moment at which contributions were made under it.
BY_DATE = (
    (datetime(2018, 5, 2, tzinfo=UTC), "CC BY-SA 4.0"),
    (datetime(2011, 4, 8, tzinfo=UTC), "CC BY-SA 3.0"),
)
OLDEST = "CC BY-SA 2.5"


def licence_of(written_at: datetime, named: str | None = None) -> str:
    """Return the licence that the dump names, else the one that was in force when it was written."""
    if named:
        return named
    return next((name for since, name in BY_DATE if written_at >= since), OLDEST)
