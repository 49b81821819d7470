"""`forum people` and `forum token`, run as an operator runs them."""

import zipfile
from pathlib import Path

import sqlalchemy as sa

from forum.config import Config
from forum.core.db import session
from forum.people.models import Person
from forum.people.policy import Role, is_engineer
from forum.people.queries import person_by_email
from forum.people.sign_in import sign_in
from forum.people.tokens import authenticate_token
from tests.support.cast import Cast
from tests.support.commands import forum

GOOD = "seventeen green umbrellas in Lisbon"


def test_a_person_is_created_once_and_can_sign_in(settings: Config, cast: Cast) -> None:
    command = ("people", "create", "Nora@example.org", "--name", "Nora Quist", "--password", GOOD)
    result = forum(settings, *command, "--role", "engineer", "--role", "customer", "--product", "router")
    assert (result.returncode, result.stderr) == (0, "")
    nora = person_by_email("nora@example.org")
    assert set(nora.grants) == {Role.ENGINEER, Role.CUSTOMER}
    assert is_engineer(nora, cast.router)
    assert not is_engineer(nora, cast.camera)
    assert sign_in("nora@example.org", GOOD)
    again = forum(settings, *command)
    assert again.returncode == 1
    assert again.stderr.count("\n") == 1
    assert "already has an account" in again.stderr


def test_a_password_comes_from_standard_input(settings: Config, cast: Cast) -> None:
    result = forum(
        settings, "people", "create", "nora@example.org", "--name", "Nora", "--password", "-", typed=GOOD + "\n"
    )
    assert result.returncode == 0
    assert sign_in("nora@example.org", GOOD)


def test_an_account_without_a_password_waits_for_a_mailed_link(settings: Config, cast: Cast) -> None:
    assert forum(settings, "people", "create", "nora@example.org", "--name", "Nora").returncode == 0
    assert session().scalar(sa.select(Person.password_hash).where(Person.email == "nora@example.org")) is None


def test_bad_input_is_one_line_and_changes_nothing(settings: Config, cast: Cast) -> None:
    for arguments, words in (
        (("nora@example.org", "--name", "Nora", "--password", "short"), "password: "),
        (("nora", "--name", "Nora"), "email: "),
        (("nora@example.org", "--name", "N" * 61), "name: "),
        (("nora@example.org", "--name", " "), "name: "),
        (("nora@example.org", "--name", "Nora", "--role", "engineer", "--product", "toaster"), "product: "),
        (("nora@example.org", "--name", "Nora", "--role", "admin", "--product", "router"), "product: "),
    ):
        result = forum(settings, "people", "create", *arguments)
        assert result.returncode == 1, arguments
        assert words in result.stderr
        assert result.stderr.count("\n") == 1
    assert forum(settings, "people", "create", "nora@example.org", "--name", "Nora", "--role", "king").returncode == 2
    assert session().scalar(sa.select(Person.id).where(Person.email == "nora@example.org")) is None


def test_roles_are_granted_and_revoked(settings: Config, cast: Cast) -> None:
    grant = ("people", "grant", "sam@example.org", "--role", "engineer", "--product", "router")
    assert forum(settings, *grant).stdout == "Granted: engineer\n"
    assert forum(settings, *grant).stdout == "Already granted: engineer\n"
    assert is_engineer(person_by_email("sam@example.org"), cast.router)
    session().rollback()
    revoke = ("people", "revoke", "sam@example.org", "--role", "engineer")
    assert forum(settings, *revoke).stdout == "Revoked: engineer\n"
    assert not is_engineer(person_by_email("sam@example.org"), cast.router)
    nobody = forum(settings, "people", "grant", "nobody@example.org", "--role", "admin")
    assert nobody.returncode == 1
    assert nobody.stderr == "Error: No account has the address nobody@example.org.\n"


def test_a_key_is_all_that_is_printed(settings: Config, cast: Cast) -> None:
    result = forum(settings, "token", "create", "eva@example.org")
    assert result.stderr == ""
    holder = authenticate_token(result.stdout.removesuffix("\n"))
    assert holder is not None
    assert holder.actor.id == cast.eva.id
    assert forum(settings, "token", "create", "nobody@example.org").returncode == 1


def test_everything_about_a_person_is_written_to_a_file(settings: Config, cast: Cast, tmp_path: Path) -> None:
    to = tmp_path / "ada.zip"
    result = forum(settings, "people", "export", "ada@example.org", "--to", str(to))
    assert (result.returncode, result.stderr) == (0, "")
    assert str(to) in result.stdout
    assert {"everything.json", "index.html"} <= set(zipfile.ZipFile(to).namelist())
    by_number = forum(settings, "people", "export", str(cast.ada.id), "--to", str(to))
    assert by_number.returncode == 0
    for who, wrong in (("nobody@example.org", "1"), ("4711", "1")):
        refused = forum(settings, "people", "export", who, "--to", str(to))
        assert (refused.returncode, refused.stderr.count("\n")) == (int(wrong), 1)
    assert forum(settings, "people", "export", "ada@example.org", "--to", "/nowhere/x.zip").returncode == 2
