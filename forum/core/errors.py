"""What can go wrong, in the words that the fronts turn into pages, problems and exit codes.

Each error carries a `Message` for the reader that says what to do. The fronts map the classes to HTTP: `Invalid` 422,
`NotFound` 404, `Forbidden` 403, `Conflict` 409, `Stale` 412, `Busy` 503, `TooMany` 429.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.text import N_, Message, message


class ForumError(Exception):
    """The base of everything that is reported to a person rather than to a log."""

    status = 400
    code = "error"
    default = N_("This did not work. Please try again.")

    def __init__(self, text: str | Message | None = None, *, code: str | None = None, **values: object) -> None:
        """Take a text marked with `N_` (or the class's own) and the values for its places."""
        self.message = message(text if text is not None else self.default, **values)
        self.code = code or type(self).code
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong with one field; `field` is empty for the whole form."""

    field: str
    code: str
    message: Message


class Invalid(ForumError):
    """What was sent cannot be used as it is. `errors` names each field, what is wrong, and how to mend it."""

    status = 422
    code = "invalid"
    default = N_("Please correct what is marked below.")

    def __init__(self, errors: Sequence[FieldError], text: str | Message | None = None) -> None:
        """Take every field error at once, so that a form is corrected in one go."""
        self.errors = tuple(errors)
        super().__init__(text)

    @classmethod
    def one(cls, field: str, code: str, text: str | Message, **values: object) -> "Invalid":
        """Return the error for a single field."""
        return cls([FieldError(field, code, message(text, **values))])


class NotFound(ForumError):
    """There is no such thing, or the person may not see it: the two look the same."""

    status = 404
    code = "not_found"
    default = N_("There is nothing here, or you cannot see it.")


class Forbidden(ForumError):
    """The person sees the thing but may not do this to it."""

    status = 403
    code = "forbidden"
    default = N_("You may not do this.")


class Conflict(ForumError):
    """Somebody else was first, or the thing is not in the state that this needs."""

    status = 409
    code = "conflict"
    default = N_("Somebody changed this in the meantime. Look at it again and repeat if it still makes sense.")


class Unfit(Conflict):
    """Nobody was quicker: the thing is in a state in which this cannot be done."""


class Stale(Conflict):
    """The change was made from an older revision. `current` is the number of the newest."""

    status = 412
    code = "stale"
    default = N_("This was edited in the meantime. Compare the two versions before you save.")

    def __init__(self, current: int, text: str | Message | None = None) -> None:
        """Take the newest revision's number."""
        self.current = current
        super().__init__(text)


class Busy(ForumError):
    """The database was locked twice in a row. Nothing was changed; trying again is safe."""

    status = 503
    code = "busy"
    default = N_("The site is busy at the moment. Nothing was lost: please send it again.")


class TooMany(ForumError):
    """A limit was reached. `retry_after` is in seconds."""

    status = 429
    code = "too_many"
    default = N_("That was too often in a short time. Please wait a little and try again.")

    def __init__(self, retry_after: int, text: str | Message | None = None, **values: object) -> None:
        """Take the seconds until the next try can succeed."""
        self.retry_after = retry_after
        super().__init__(message(text if text is not None else self.default, **values))
