"""Another address for one's account: it counts once its mail was read, and the old one is told and leads back."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, TooMany
from forum.core.operation import unit
from forum.journal.drain import drain
from forum.journal.kinds import EventKind
from forum.journal.models import Event
from forum.notifications.models import Mail
from forum.people.accounts import create_person
from forum.people.address import ask_address, confirm_new_address, take_back, way_back
from forum.people.codes import MOST_TRIES, Way, ask_again, ask_code, asked_for, enter_by_code
from forum.people.models import ApiToken, MailedCode, Person
from forum.people.policy import SYSTEM, VISITOR, Actor
from forum.people.queries import signed_in
from forum.people.reset import ask_reset, reset_password, whose_link
from forum.people.sign_in import sign_in
from forum.people.tokens import authenticate_token, create_token
from forum.reactions import TABLE
from tests.support.cast import PASSWORD, Cast

GOOD = "seventeen green umbrellas in Lisbon"
NEW = "ada@new.example"


def letters_to(email: str) -> list[str]:
    """Let the letters be written; return those to an address, oldest first."""
    assert drain(TABLE).failed == 0
    return list(session().scalars(sa.select(Mail.text).where(Mail.to == email).order_by(Mail.id)))


def found_in(email: str, pattern: str) -> str:
    """What stands in the newest letter to an address."""
    found = re.search(pattern, letters_to(email)[-1], re.MULTILINE)
    assert found is not None
    return found[1]


def digits_for(email: str) -> str:
    """The digits of the newest letter."""
    return found_in(email, r"^(\d{6})$")


def link_for(email: str) -> str:
    """The secret of the way back."""
    return found_in(email, r"/account/address/back/(\S+)$")


def wish(actor: Actor, email: str, current: str = PASSWORD) -> str:
    """Ask for another address."""
    return ask_address(actor, email, current, address="192.0.2.1", way=Way())


def move(actor: Actor, email: str) -> None:
    """Change an address, all the way."""
    ticket = wish(actor, email)
    confirm_new_address(actor, ticket, digits_for(email))


def address_of(actor: Actor) -> str | None:
    """The address that counts now."""
    return session().scalar(sa.select(Person.email).where(Person.id == actor.id))


def test_it_counts_once_its_mail_was_read(app: Flask, cast: Cast) -> None:
    ask_reset("ada@example.org")
    old_link = found_in("ada@example.org", r"/reset/(\S+)$")
    ticket = wish(cast.ada, "  Ada@New.example ")
    code = digits_for(NEW)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with pytest.raises(Invalid) as error:
        confirm_new_address(cast.ada, ticket, wrong)
    assert (error.value.errors[0].field, error.value.errors[0].code) == ("code", "wrong")
    assert address_of(cast.ada) == "ada@example.org"
    assert sign_in("ada@example.org", PASSWORD)
    # The digits are good for the address only, for whoever asked, and once.
    for attempt in (lambda: enter_by_code(ticket, code), lambda: confirm_new_address(cast.sam, ticket, code)):
        with pytest.raises(NotFound):
            attempt()
    confirm_new_address(cast.ada, ticket, f" {code[:3]} {code[3:]} ")
    with pytest.raises(NotFound):
        confirm_new_address(cast.ada, ticket, code)
    person = session().get_one(Person, cast.ada.id, populate_existing=True)
    assert (person.email, person.email_confirmed_at is not None) == (NEW, True)
    assert sign_in(NEW, PASSWORD)
    for dead in (lambda: sign_in("ada@example.org", PASSWORD), lambda: whose_link(old_link)):
        with pytest.raises((Invalid, NotFound)):
            dead()
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.ADDRESS_CHANGED)).one()
    assert (event.actor_id, event.root_id, "@" in str(event.data)) == (cast.ada.id, cast.ada.id, False)


def test_all_sessions_end_but_the_one_that_moves_it(app: Flask, cast: Cast) -> None:
    here, there = sign_in("ada@example.org", PASSWORD), sign_in("ada@example.org", PASSWORD)
    found = signed_in(here)
    assert found is not None
    ticket = wish(cast.ada, NEW)
    assert signed_in(there) is not None
    confirm_new_address(cast.ada, ticket, digits_for(NEW), session_id=found.session_id)
    assert (signed_in(here) is not None, signed_in(there)) == (True, None)


def test_the_old_address_is_told_and_leads_back(app: Flask, cast: Cast) -> None:
    move(cast.ada, NEW)
    first = link_for("ada@example.org")
    assert NEW not in letters_to("ada@example.org")[-1]
    move(cast.ada, "thief@example.net")
    second = link_for(NEW)
    here = sign_in("thief@example.net", PASSWORD)
    key = create_token(cast.ada, "the thief's")
    assert authenticate_token(key)
    # Whoever came later cannot shut out whoever was there before.
    take_back(second)
    assert address_of(cast.ada) == NEW
    assert (signed_in(here), authenticate_token(key)) == (None, None)
    assert way_back(first).email == "ada@example.org"
    assert reset_password(take_back(first), GOOD).id == cast.ada.id
    assert address_of(cast.ada) == "ada@example.org"
    assert sign_in("ada@example.org", GOOD)
    for dead in (first, second, "nonsense"):
        with pytest.raises(NotFound):
            take_back(dead)
    # The letter is written once, however often it is called for.
    assert sum("/back/" in text for text in letters_to("ada@example.org")) == 1


def test_a_way_back_ends(app: Flask, cast: Cast) -> None:
    move(cast.ada, NEW)
    link = link_for("ada@example.org")
    with travel(now() + timedelta(days=15)), pytest.raises(NotFound):
        take_back(link)
    create_person(SYSTEM, "Nora", "ada@example.org")
    with pytest.raises(NotFound) as error:
        take_back(link)
    assert "an account of its own" in str(error.value)
    assert address_of(cast.ada) == NEW


def test_nobody_learns_whether_an_address_is_taken(app: Flask, cast: Cast) -> None:
    taken, free = wish(cast.ada, "ben@example.org"), wish(cast.ada, NEW)
    (letter,) = letters_to("ben@example.org")
    assert "belongs to yours" in letter
    assert "Ada" not in letter
    assert not re.search(r"^\d{6}$", letter, re.MULTILINE)
    said = []
    for ticket in (taken, free):
        assert asked_for(ticket, cast.ada.id).email
        with pytest.raises(Invalid) as error:
            confirm_new_address(cast.ada, ticket, "nonsense")
        said.append(str(error.value.errors[0].message))
    assert len(set(said)) == 1
    # Whoever opens an account there meanwhile keeps it.
    code = digits_for(NEW)
    create_person(SYSTEM, "Nora", NEW)
    with pytest.raises(Invalid) as error:
        confirm_new_address(cast.ada, free, code)
    assert error.value.errors[0].code == "taken"
    assert address_of(cast.ada) == "ada@example.org"


def test_only_the_owner_asks(app: Flask, cast: Cast) -> None:
    for who in (VISITOR, SYSTEM):
        with pytest.raises(Forbidden):
            wish(who, NEW)
    for email, current, field in (("nonsense", PASSWORD, "email"), (NEW, "guess", "current"), (NEW, "", "current")):
        with pytest.raises(Invalid) as error:
            wish(cast.ada, email, current)
        assert error.value.errors[0].field == field
    with pytest.raises(Invalid) as error:
        wish(cast.ada, "Ada@example.org")
    assert error.value.errors[0].code == "same"
    assert session().scalar(sa.select(sa.func.count(MailedCode.id))) == 0
    # Who has no password shows none; what lets somebody in changes no address.
    with unit():
        session().execute(sa.update(Person).where(Person.id == cast.sam.id).values(password_hash=None))
    assert wish(cast.sam, "sam@new.example", "")
    ticket = ask_code("sam@example.org")
    with pytest.raises(NotFound):
        confirm_new_address(cast.sam, ticket, digits_for("sam@example.org"))
    assert session().scalar(sa.select(sa.func.count(ApiToken.id))) == 0


def test_limits_hold_floods(app: Flask, cast: Cast) -> None:
    ticket = wish(cast.ada, NEW)
    code = digits_for(NEW)
    for _ in range(MOST_TRIES):
        with pytest.raises(Invalid):
            confirm_new_address(cast.ada, ticket, "nonsense")
    with pytest.raises(Invalid) as error:
        confirm_new_address(cast.ada, ticket, code)
    assert error.value.errors[0].code == "dead"
    ask_again(ticket, cast.ada.id, address="192.0.2.1")
    with pytest.raises(NotFound):
        ask_again(ticket, cast.ben.id)
    for number in range(4):
        wish(cast.ada, f"ada{number}@new.example")
    with pytest.raises(TooMany):
        wish(cast.ada, "ada5@new.example")
    for _ in range(5):
        with pytest.raises((Invalid, TooMany)):
            wish(cast.ada, NEW, "guess")
    with pytest.raises(TooMany):
        wish(cast.ada, NEW)
