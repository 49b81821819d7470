"""`forum people` and `forum token`: accounts, roles and keys from the command line."""

import sys
import time
from pathlib import Path

import click

from forum.catalog.queries import product_of
from forum.core.operation import unit
from forum.journal.catch_up import catch_up
from forum.people.accounts import create_person
from forum.people.erasing import erase_person, is_finished
from forum.people.models import Posts
from forum.people.policy import SYSTEM, Role
from forum.people.queries import person_acting, person_by_email
from forum.people.roles import grant_role, revoke_role
from forum.people.tokens import create_token
from forum.personal.archive import write_archive
from forum.personal.erase import Eraser
from forum.reactions import TABLE

# Seconds between two looks at an erasure that waits for what was being written when it began.
PAUSE = 1.0
ROLES = click.Choice([role.value for role in Role])


def _product_ids(slugs: tuple[str, ...]) -> list[int]:
    """Return the numbers of products; raise `Invalid` for an unknown one."""
    products = [product_of(slug) for slug in slugs]
    return [product.id for product in products if product is not None]


def _each(slugs: tuple[str, ...]) -> list[int | None]:
    """Return the products that a role is granted or revoked for; None alone stands for all."""
    return [*_product_ids(slugs)] or [None]


def _password(given: str | None) -> str | None:
    """Return the password; `-` reads a line from standard input, so that it stands in no list of processes."""
    if given != "-":
        return given
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


@click.group("people")
def people_group() -> None:
    """Open accounts, grant and revoke roles."""


@people_group.command()
@click.argument("email")
@click.option("--name", required=True, help="Name on pages.")
@click.option("--role", "roles", type=ROLES, multiple=True, help="Repeat it for several; by default customer.")
@click.option("--password", help="At least 15 characters; - reads it from standard input. None: they ask by mail.")
@click.option("--product", "slugs", multiple=True, help="Limit engineer and moderator to this product; repeat it.")
def create(email: str, name: str, roles: tuple[str, ...], password: str | None, slugs: tuple[str, ...]) -> None:
    """Open an account for EMAIL; an address that has one already is an error."""
    held = [Role(role) for role in roles]
    products = _product_ids(slugs)
    create_person(SYSTEM, name, email, roles=held, products=products, password=_password(password))
    words = ", ".join(role.value for role in held) or Role.CUSTOMER.value
    click.echo(f"Created {name.strip()} <{email.strip().lower()}>: {words}")


@people_group.command()
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--product", "slugs", multiple=True, help="For this product only; repeat it.")
def grant(email: str, role: str, slugs: tuple[str, ...]) -> None:
    """Give the person with EMAIL a role; once more is no error."""
    person_id = person_by_email(email).id or 0
    with unit():
        changed = [grant_role(SYSTEM, person_id, Role(role), product) for product in _each(slugs)]
    click.echo(f"{'Granted' if any(changed) else 'Already granted'}: {role}")


@people_group.command()
@click.argument("email")
@click.option("--role", type=ROLES, required=True)
@click.option("--product", "slugs", multiple=True, help="For this product only; repeat it.")
def revoke(email: str, role: str, slugs: tuple[str, ...]) -> None:
    """Take a role from the person with EMAIL; once more is no error."""
    person_id = person_by_email(email).id or 0
    with unit():
        changed = [revoke_role(SYSTEM, person_id, Role(role), product) for product in _each(slugs)]
    click.echo(f"{'Revoked' if any(changed) else 'Not held'}: {role}")


def _number(who: str) -> int:
    """Return whose number or address this is: people from imports have no address. Raises `NotFound`."""
    return (person_acting(int(who)) if who.isdecimal() and len(who) < 10 else person_by_email(who)).id or 0


@people_group.command()
@click.argument("who", metavar="EMAIL")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file; by default in this folder.")
def export(who: str, to: Path | None) -> None:
    """Write everything about the person with EMAIL (or with this number) into a zip."""
    person_id = _number(who)
    path = to or Path(f"person-{person_id}.zip")
    if not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}", param_hint="--to")
    write_archive(person_id, path)
    click.echo(f"Written: {path}")


@people_group.command()
@click.argument("who", metavar="EMAIL")
@click.option("--reason", required=True, help="Why; it stays in the history, so leave name and address out of it.")
@click.option("--posts", type=click.Choice([each.value for each in Posts]), default=Posts.KEEP.value, show_default=True)
def erase(who: str, reason: str, posts: str) -> None:
    """Erase name and address of the person with EMAIL (or with this number), everywhere and for good."""
    erasure_id = erase_person(SYSTEM, _number(who), Posts(posts), reason).id
    click.echo("Begun: nobody can sign in as them, and a made-up name stands for theirs.")
    eraser = Eraser()
    while not is_finished(erasure_id):
        eraser.go_on([erasure_id])
        left = catch_up(TABLE)
        if left.failures:
            raise click.ClickException(f"{len(left.failures)} reactions fail; see `forum journal drain`.")
        time.sleep(PAUSE)
    click.echo("Done: name and address are gone.")


@click.group("token")
def token_group() -> None:
    """Make keys for the API."""


@token_group.command("create")
@click.argument("email")
@click.option("--name", default="command line", show_default=True, help="What the key is for.")
def create_for(email: str, name: str) -> None:
    """Make a key for the person with EMAIL and print it, and nothing else."""
    secret = create_token(person_by_email(email), name)
    click.echo(secret)
