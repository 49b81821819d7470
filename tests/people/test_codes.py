"""Six digits by mail: registering, and signing in without a password."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from forum import config
from forum.core.clock import now, travel
from forum.core.db import session
from forum.core.errors import Forbidden, Invalid, NotFound, TooMany
from forum.core.operation import unit
from forum.journal.drain import drain
from forum.journal.kinds import EventKind
from forum.journal.models import Delivery, Detail, Event
from forum.notifications.models import Mail
from forum.people.codes import MOST_TRIES, Way, ask_again, ask_code, asked_for, enter_by_code, register
from forum.people.models import Attempt, MailedCode, Person
from forum.people.policy import Role
from forum.people.queries import signed_in
from forum.people.sign_in import sign_in
from forum.reactions import TABLE
from tests.support.cast import PASSWORD, Cast

GOOD = "seventeen green umbrellas in Lisbon"


def letters_to(email: str) -> list[str]:
    """Let the letters be written; return those to an address, oldest first."""
    assert drain(TABLE).failed == 0
    return list(session().scalars(sa.select(Mail.text).where(Mail.to == email).order_by(Mail.id)))


def digits_for(email: str) -> str:
    """The digits of the newest letter."""
    found = re.search(r"^(\d{6})$", letters_to(email)[-1], re.MULTILINE)
    assert found is not None
    return found[1]


def wrong(code: str) -> str:
    """Six other digits."""
    return f"{(int(code) + 1) % 10**6:06}"


def test_who_types_the_digits_has_an_account(app: Flask) -> None:
    ticket = register("Nora Quist", "  Nora@Example.org ", GOOD)
    assert session().scalar(sa.select(Person.id).where(Person.email == "nora@example.org")) is None
    entered = enter_by_code(ticket, digits_for("nora@example.org"))
    person = session().get_one(Person, entered.actor.id)
    assert (person.name, person.slug, person.email) == ("Nora Quist", "nora-quist", "nora@example.org")
    assert person.email_confirmed_at is not None
    assert set(entered.actor.grants) == {Role.CUSTOMER}
    holder = signed_in(sign_in("NORA@example.org", GOOD, device="Firefox, Linux"))
    assert holder is not None
    assert holder.actor.id == entered.actor.id
    event = session().scalars(sa.select(Event).where(Event.kind == EventKind.PERSON_REGISTERED)).one()
    assert (event.actor_id, "nora" in str(event.data).lower()) == (person.id, False)
    assert session().get_one(Detail, event.id).values == {"name": "Nora Quist", "email": "nora@example.org"}


def test_a_password_is_not_needed(app: Flask) -> None:
    ticket = register("Nora Quist", "nora@example.org")
    first = enter_by_code(ticket, digits_for("nora@example.org")).actor
    again = ask_code("Nora@example.org")
    assert enter_by_code(again, digits_for("nora@example.org")).actor.id == first.id
    with pytest.raises(Invalid):
        sign_in("nora@example.org", "")


def test_a_taken_address_is_asked_for_like_a_free_one(app: Flask, cast: Cast) -> None:
    taken, free = register("Nora", "ada@example.org", GOOD), register("Nora", "nora@example.org", GOOD)
    assert len(taken) == len(free)
    rows = session().scalars(sa.select(MailedCode).order_by(MailedCode.id)).all()
    assert [(row.name, row.digest, row.tries) for row in rows] == [("Nora", None, 0)] * 2
    assert all(row.password_hash for row in rows)
    kinds = session().scalars(sa.select(Event.root_kind).where(Event.kind == EventKind.CODE_ASKED)).all()
    assert len(set(kinds)) == 1
    (letter,) = letters_to("ada@example.org")
    assert "It has one already" in letter
    assert "Nora" not in letter
    # Its owner may go on with it: into the account that there is, which stays as it was.
    assert enter_by_code(taken, digits_for("ada@example.org")).actor.id == cast.ada.id
    assert sign_in("ada@example.org", PASSWORD)
    assert session().get_one(Person, cast.ada.id).name == "Ada"


def test_an_unknown_address_is_told_by_letter_only(app: Flask, cast: Cast) -> None:
    ticket = ask_code("nobody@example.org")
    (letter,) = letters_to("nobody@example.org")
    assert "there is no account with it" in letter
    assert re.search(r"\d{6}", letter) is None
    assert asked_for(ticket).email == "nobody@example.org"
    with pytest.raises(Invalid) as error:
        enter_by_code(ticket, "000000")
    assert error.value.errors[0].code == "wrong"


def test_digits_are_good_once(app: Flask, cast: Cast) -> None:
    ticket = ask_code("ada@example.org")
    code = digits_for("ada@example.org")
    enter_by_code(ticket, f" {code[:3]} {code[3:]} ")
    for name in (lambda: enter_by_code(ticket, code), lambda: asked_for(ticket), lambda: ask_again(ticket)):
        with pytest.raises(NotFound):
            name()


def test_digits_are_good_for_ten_minutes(app: Flask, cast: Cast) -> None:
    ticket = ask_code("ada@example.org")
    code = digits_for("ada@example.org")
    with travel(now() + timedelta(minutes=11)):
        with pytest.raises(Invalid) as error:
            enter_by_code(ticket, code)
        assert error.value.errors[0].code == "dead"
        ask_again(ticket)
        assert enter_by_code(ticket, digits_for("ada@example.org")).actor.id == cast.ada.id


def test_digits_are_good_for_five_tries(app: Flask, cast: Cast) -> None:
    ticket = ask_code("ada@example.org")
    code = digits_for("ada@example.org")
    for _ in range(MOST_TRIES):
        with pytest.raises(Invalid) as error:
            enter_by_code(ticket, wrong(code))
        assert error.value.errors[0].code == "wrong"
    with pytest.raises(Invalid) as error:
        enter_by_code(ticket, code)
    assert error.value.errors[0].code == "dead"


def test_digits_are_good_for_their_own_ticket_only(app: Flask, cast: Cast) -> None:
    ask_code("ada@example.org")
    code = digits_for("ada@example.org")
    others = ask_code("ada@example.org", address="192.0.2.9")
    newer = digits_for("ada@example.org")
    for ticket in (others, "made up"):
        with pytest.raises((Invalid, NotFound)):
            enter_by_code(ticket, code if code != newer else wrong(code))


def test_new_digits_end_the_old_ones(app: Flask, cast: Cast) -> None:
    ticket = ask_code("ada@example.org")
    old = digits_for("ada@example.org")
    ask_again(ticket)
    new = digits_for("ada@example.org")
    if old != new:
        with pytest.raises(Invalid):
            enter_by_code(ticket, old)
    assert enter_by_code(ticket, new)


def test_a_delivery_that_is_repeated_leaves_the_digits_good(app: Flask, cast: Cast) -> None:
    ticket = ask_code("ada@example.org")
    code = digits_for("ada@example.org")
    with unit():
        session().execute(sa.update(Delivery).values(done_at=None))
    assert len(letters_to("ada@example.org")) == 1
    assert enter_by_code(ticket, code)


def test_letters_and_tries_are_limited(app: Flask, cast: Cast) -> None:
    for _ in range(5):
        ask_code("ada@example.org", address="192.0.2.1")
    with pytest.raises(TooMany):
        ask_code("ada@example.org", address="192.0.2.1")
    # A stranger elsewhere does not lock her out at once, and cannot fill her letter box either.
    for place in range(2, 4):
        for _ in range(5):
            ask_code("ada@example.org", address=f"192.0.2.{place}")
    with pytest.raises(TooMany):
        register("Ada", "ada@example.org", GOOD, address="192.0.2.5")
    for number in range(35):
        ask_code(f"nobody{number}@example.org", address="192.0.2.1")
    with pytest.raises(TooMany):
        ask_code("sam@example.org", address="192.0.2.1")
    for _ in range(60):
        with pytest.raises(NotFound):
            enter_by_code("made up", "000000", address="192.0.2.7")
    with pytest.raises(TooMany):
        enter_by_code("made up", "000000", address="192.0.2.7")
    kept = " ".join(session().scalars(sa.select(Attempt.subject)))
    assert "ada@" not in kept
    assert "192.0.2" not in kept


def test_the_database_keeps_neither_ticket_nor_digits(app: Flask, cast: Cast) -> None:
    ticket = register("Nora Quist", "nora@example.org", GOOD, way=Way("a text", "/questions"))
    code = digits_for("nora@example.org")
    row = session().execute(sa.select(MailedCode.__table__)).one()
    assert ticket not in str(row)
    assert code not in str(row.digest)
    assert (enter_by_code(ticket, code).way.kept, row.next_url) == ("a text", "/questions")
    assert session().scalar(sa.select(MailedCode.password_hash)) is None


def test_wishes_are_forgotten_after_a_day(app: Flask, cast: Cast) -> None:
    register("Nora Quist", "nora@example.org", GOOD)
    with travel(now() + timedelta(hours=25)):
        ask_code("ada@example.org")
    assert session().scalars(sa.select(MailedCode.email)).all() == ["ada@example.org"]


def test_a_closed_community_opens_no_account(app: Flask, settings: config.Config) -> None:
    ticket = register("Nora Quist", "nora@example.org", GOOD)
    code = digits_for("nora@example.org")
    config.use(config.Config(instance=settings.instance, registration=False, secret_key="k", journal_key="j"))
    with pytest.raises(Forbidden):
        register("Nora Quist", "nora@example.org", GOOD)
    config.use(settings)
    assert enter_by_code(ticket, code)
