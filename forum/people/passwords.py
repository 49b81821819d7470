"""Passwords: how they are kept and compared. Slow on purpose, so never called inside a unit of work."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forum.core.operation import in_unit

_hasher = PasswordHasher()
# Compared where there is no account, so that the answer takes as long as if there were one.
_NOBODYS = _hasher.hash("no password is this one")


def _plain(password: str) -> str:
    """Return the one spelling of a password that keyboards may send in several."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    if in_unit():
        raise RuntimeError("a password hashed inside a unit of work")
    return _hasher.hash(_plain(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether `password` is the kept one; takes the same time where none is kept."""
    if in_unit():
        raise RuntimeError("a password compared inside a unit of work")
    try:
        _hasher.verify(kept or _NOBODYS, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Whether a password is kept with weaker settings than today's, and should be hashed anew."""
    return _hasher.check_needs_rehash(kept)
