"""Passwords: long ones of any kind are taken, guessed ones are not, and they change only by who may."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Invalid, NotFound, TooMany
from forum.core.operation import unit
from forum.journal.drain import drain
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.notifications.models import Mail
from forum.people.models import MailedSecret, Person
from forum.people.passwords import check_password, hash_password, is_right
from forum.people.queries import signed_in
from forum.people.reset import ask_reset, change_password, reset_password
from forum.people.sign_in import sign_in
from forum.reactions import TABLE
from tests.support.cast import PASSWORD, Cast

GOOD = "seventeen green umbrellas in Lisbon"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "tXq8!vR2#mK9$pL4",
        "            zebra trombone kayak",
        "ünïcödé pässwörter sind gut",
        "密码应该很长但是可以用任何字符来写",
        "x9" + "kqvzjw" * 10,
        "🦊 jumps over the lazy gate",
    ],
)
def test_long_passwords_of_any_kind_are_taken(app: Flask, password: str) -> None:
    check_password(password, known=("Ada Thorne", "ada@example.org"))
    assert is_right(hash_password(password), password)


@pytest.mark.parametrize("length", [64, 128, 256])
def test_very_long_passwords_are_taken_whole(app: Flask, length: int) -> None:
    password = ("kaleidoscope junction 7 " * 20)[:length]
    kept = hash_password(password)
    assert is_right(kept, password)
    assert not is_right(kept, password[:-1])


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456789",
        "P@ssw0rdP@ssw0rd1",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "iloveyouforever1",
        "letmein letmein letmein",
        "adathorne adathorne",
        "vouch tarnwell forum password",
        "Welcome2026Welcome2026",
    ],
)
def test_guessed_passwords_are_refused(app: Flask, password: str) -> None:
    with pytest.raises(Invalid) as error:
        check_password(password, known=("Ada Thorne", "ada.thorne@example.org"))
    assert error.value.errors[0].code == "common"


@pytest.mark.parametrize(("password", "code"), [("", "too_short"), ("x" * 14, "too_short"), ("ab c" * 65, "too_long")])
def test_too_short_and_too_long_ones_are_refused(app: Flask, password: str, code: str) -> None:
    with pytest.raises(Invalid) as error:
        check_password(password)
    assert error.value.errors[0].code == code


def test_keyboards_may_spell_a_password_differently(app: Flask) -> None:
    kept = hash_password("cafe\u0301 au lait, toujours")
    assert is_right(kept, "caf\u00e9 au lait, toujours")


def test_nothing_slow_happens_inside_a_unit(cast: Cast) -> None:
    with pytest.raises(RuntimeError), unit():
        hash_password(GOOD)
    with pytest.raises(RuntimeError), unit():
        is_right(None, GOOD)


def test_a_password_is_changed_by_who_knows_it(cast: Cast) -> None:
    elsewhere = sign_in("ada@example.org", PASSWORD)
    with pytest.raises(Invalid) as error:
        change_password(cast.ada, "not it", GOOD)
    assert error.value.errors[0].field == "current"
    change_password(cast.ada, PASSWORD, GOOD)
    assert signed_in(elsewhere) is None
    assert sign_in("ada@example.org", GOOD)
    with pytest.raises(Invalid):
        sign_in("ada@example.org", PASSWORD)


def letters_to(address: str) -> list[Mail]:
    """Let follow what follows, and return the letters to an address."""
    result = drain(TABLE, delayed=True)
    assert result.failed == 0
    return list(session().scalars(sa.select(Mail).where(Mail.to == address).order_by(Mail.id)))


def link_in(letter: Mail) -> str:
    """Return the secret of the link in a letter."""
    found = re.search(r"http://127\.0\.0\.1:5000/reset/([\w-]+)", letter.text)
    assert found, letter.text
    return found[1]


def test_a_forgotten_password_is_replaced_by_a_mailed_link(cast: Cast) -> None:
    ask_reset(" Ada@example.org ")
    (letter,) = letters_to("ada@example.org")
    secret = link_in(letter)
    elsewhere = sign_in("ada@example.org", PASSWORD)
    assert reset_password(secret, GOOD).id == cast.ada.id
    assert signed_in(elsewhere) is None
    assert sign_in("ada@example.org", GOOD)
    # The change is told, and the link is dead.
    assert len(letters_to("ada@example.org")) == 2
    with pytest.raises(NotFound):
        reset_password(secret, "another good long password it is")
    kinds = list(session().scalars(sa.select(Event.kind).order_by(Event.id)))
    assert EventKind.PASSWORD_RESET_ASKED in kinds
    assert EventKind.PASSWORD_CHANGED in kinds


def test_asking_tells_nothing_about_who_has_an_account(cast: Cast) -> None:
    ask_reset("nobody@example.org")
    assert letters_to("nobody@example.org") == []
    with pytest.raises(Invalid):
        ask_reset("no address")


def test_a_newer_link_ends_the_older(cast: Cast) -> None:
    ask_reset("ada@example.org")
    ask_reset("ada@example.org")
    first, second = letters_to("ada@example.org")
    with pytest.raises(NotFound):
        reset_password(link_in(first), GOOD)
    assert reset_password(link_in(second), GOOD)


def test_a_link_lasts_two_hours(cast: Cast) -> None:
    ask_reset("ada@example.org")
    (letter,) = letters_to("ada@example.org")
    with travel(now() + timedelta(hours=3)), pytest.raises(NotFound):
        reset_password(link_in(letter), GOOD)


def test_a_bad_new_password_leaves_the_link_good(cast: Cast) -> None:
    ask_reset("ada@example.org")
    (letter,) = letters_to("ada@example.org")
    with pytest.raises(Invalid):
        reset_password(link_in(letter), "short")
    assert reset_password(link_in(letter), GOOD)


def test_a_delivery_that_is_repeated_sends_one_letter(cast: Cast) -> None:
    ask_reset("ada@example.org")
    letters_to("ada@example.org")
    assert len(letters_to("ada@example.org")) == 1
    assert session().scalar(sa.select(sa.func.count(MailedSecret.id))) == 1


def test_links_are_limited(cast: Cast) -> None:
    for _ in range(5):
        ask_reset("ada@example.org")
    with pytest.raises(TooMany):
        ask_reset("ada@example.org")
    for number in range(20):
        ask_reset(f"nobody{number}@example.org", address="192.0.2.1")
    with pytest.raises(TooMany):
        ask_reset("somebody@example.org", address="192.0.2.1")


def test_a_reset_confirms_the_address(cast: Cast) -> None:
    with unit():
        session().get_one(Person, cast.ada.id).email_confirmed_at = None
    ask_reset("ada@example.org")
    reset_password(link_in(letters_to("ada@example.org")[0]), GOOD)
    assert session().get_one(Person, cast.ada.id).email_confirmed_at is not None
