"""Passwords: which are good enough, how they are kept and compared.

The rules are those of NIST SP 800-63B-4: long, of any characters, and not one that others try first. Keeping and
comparing are slow on purpose, so they are never called inside a unit of work.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forum import config
from forum.core.errors import Invalid
from forum.core.operation import in_unit
from forum.core.text import N_

SHORTEST, LONGEST = 15, 256
# What must remain of a password when everything that others would guess is taken out of it.
OWN_CHARS = 6
FEWEST_DIFFERENT = 5
PARTS = Path(__file__).with_name("common_parts.txt")

# OWASP's least for argon2id. More memory costs an attacker more, but here whoever asks to sign in makes us pay it.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_WORDS = re.compile(r"[^\W_]+")
_LEET = str.maketrans("013457@$!", "oieastasi")


def check_password(password: str, *, known: Iterable[str] = (), field: str = "password") -> None:
    """Raise `Invalid` for a password that is too short, too long or easily guessed.

    `known` are the texts that belong to the person, as name and address: they and the site's own name add nothing.
    """
    length = len(_plain(password))
    if length < SHORTEST:
        text = N_("This password has %(length)d characters, and at least %(least)d are needed. Add a few words.")
        raise Invalid.one(field, "too_short", text, length=length, least=SHORTEST)
    if length > LONGEST:
        raise Invalid.one(field, "too_long", N_("Use at most %(most)d characters."), most=LONGEST)
    if _is_easy(password, known):
        text = N_("This is among the passwords that are tried first. Add words that nobody would expect together.")
        raise Invalid.one(field, "common", text)


@cache
def _parts() -> tuple[str, ...]:
    """Return what common passwords are made of, longest first."""
    lines = (line.strip() for line in PARTS.read_text().splitlines())
    return tuple(sorted({line for line in lines if line and not line.startswith("#")}, key=len, reverse=True))


def _is_easy(password: str, known: Iterable[str]) -> bool:
    """Whether little remains of a password without common parts, the person's own words and repetition."""
    plain = _plain(password).casefold()
    settings = config.current()
    own = {
        word
        for text in (*known, settings.site_name, settings.company)
        for word in _WORDS.findall(text.casefold())
        if len(word) > 2
    }
    guessed = sorted({*_parts(), *own}, key=len, reverse=True)
    return any(_left_of(form, guessed) < OWN_CHARS for form in (plain, plain.translate(_LEET)))


def _left_of(text: str, guessed: Iterable[str]) -> int:
    """Return how many characters remain without guessed parts and without what repeats itself."""
    text = "".join(_WORDS.findall(text)) or text
    if len(set(text)) < FEWEST_DIFFERENT:
        return 0
    # "abcabcabc" is "abc".
    text = re.sub(r"^(.+?)\1+(.*)$", r"\1\2", text)
    for part in guessed:
        text = text.replace(part, " ")
    runs = re.sub(r"(.)\1+", r"\1", re.sub(r"[\s\d]+", "", text))
    return len(runs)


def _plain(password: str) -> str:
    """Return the one spelling of a password that keyboards may send in several."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    if in_unit():
        raise RuntimeError("a password hashed inside a unit of work")
    return _hasher.hash(_plain(password))


@cache
def _nobodys() -> str:
    """Return what is compared where there is no account, so that the answer takes as long as if there were one."""
    return _hasher.hash("no password is this one")


def is_right(kept: str | None, password: str) -> bool:
    """Whether `password` is the kept one; takes the same time where none is kept."""
    if in_unit():
        raise RuntimeError("a password compared inside a unit of work")
    try:
        _hasher.verify(kept or _nobodys(), _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Whether a password is kept with weaker settings than today's, and should be hashed anew."""
    return _hasher.check_needs_rehash(kept)
