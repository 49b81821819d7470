"""The caller's own account: name and language, password, address, sessions, keys.

A key is not a password: who holds one and does not know the present password can change neither it nor the address.
"""

from typing import Any

from flask import request
from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, Made, blueprint, path
from forum.api.schemas import own
from forum.core.errors import Forbidden
from forum.core.text import N_
from forum.moderation.trust_levels import own_trust
from forum.people.accounts import go_by, update_profile
from forum.people.address import ask_address, confirm_new_address
from forum.people.codes import Way, asked_for
from forum.people.policy import can_go_by_another_name
from forum.people.queries import Account, Key, account_of
from forum.people.reset import change_password
from forum.people.sessions import end_other_sessions, end_session
from forum.people.tokens import create_token, revoke_token, token_made

NO_PASSWORD = N_("You sign in by mail. Set a password on the page of your account first.")


@blueprint.route("/account")
class AccountResource(MethodView):
    """The caller's account."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, own.AccountOut)
    def get(self) -> dict[str, Any]:
        """Read one's own account."""
        return _account()

    @blueprint.arguments(own.AccountChange)
    @blueprint.response(200, own.AccountOut)
    def patch(self, args: dict[str, Any]) -> dict[str, Any]:
        """Change how one is called, what one tells of oneself, and how one reads pages."""
        actor = writer()
        if "public_name" in args and not can_go_by_another_name(actor):
            raise Forbidden
        now = account_of(actor)
        names = ("name", "about", "locale", "time_zone")
        profile = {name: args.get(name, getattr(now, name)) for name in names}
        update_profile(actor, **profile)
        if "public_name" in args:
            go_by(actor, args["public_name"] or "")
        return _account()


@blueprint.route("/account/password", methods=["PUT"])
@blueprint.arguments(own.PasswordIn)
@blueprint.response(200, own.AccountOut)
def put_password(args: dict[str, Any]) -> dict[str, Any]:
    """Change one's password, which ends all sessions; keys stay as they are."""
    _need_password()
    change_password(writer(), args["current"], args["password"])
    return _account()


@blueprint.route("/account/address")
class AccountAddress(MethodView):
    """The caller's address."""

    @blueprint.arguments(own.AddressIn)
    @blueprint.alt_response(201, schema=own.TicketOut)
    def post(self, args: dict[str, Any]) -> Made:
        """Ask for another address: six digits are mailed there, and nothing changes before they are sent here."""
        account = _need_password()
        way = Way(locale=account.locale)
        ticket = ask_address(writer(), args["email"], args["current"], address=request.remote_addr, way=way)
        asked = asked_for(ticket, writer().id)
        return {"ticket": ticket, "email": asked.email}, 201, {"Location": path("account", "address")}

    @blueprint.arguments(own.AddressCodeIn)
    @blueprint.response(200, own.AccountOut)
    def put(self, args: dict[str, Any]) -> dict[str, Any]:
        """Move to the address whose digits these are; the old one is told, and all sessions end."""
        confirm_new_address(writer(), args["ticket"], args["code"], address=request.remote_addr)
        return _account()


@blueprint.route("/account/sessions")
class Sessions(MethodView):
    """Where the caller is signed in."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, own.SessionList)
    def get(self) -> dict[str, Any]:
        """List where one is signed in."""
        rows = account_of(writer()).devices
        return shapes.listed(
            [{"id": row.id, "device": row.name, "created_at": row.created_at, "seen_at": row.seen_at} for row in rows],
            None,
        )

    @blueprint.response(204)
    def delete(self) -> None:
        """Sign out everywhere."""
        end_other_sessions(writer(), None)


@blueprint.route("/account/sessions/<int:session_id>", methods=["DELETE"])
@blueprint.response(204)
def delete_session(session_id: int) -> None:
    """Sign out one device; one that is none of the caller's, or has ended, stays as it is."""
    end_session(writer(), session_id)


@blueprint.route("/account/tokens")
class Tokens(MethodView):
    """The caller's keys."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, own.TokenList)
    def get(self) -> dict[str, Any]:
        """List one's keys that are still good."""
        return shapes.listed([_key(row) for row in account_of(writer()).keys], None)

    @blueprint.arguments(own.TokenIn)
    @blueprint.alt_response(201, schema=own.NewTokenOut)
    def post(self, args: dict[str, Any]) -> Made:
        """Make a key. Its secret is told in this answer and never again, so a repetition makes another one."""
        secret = create_token(writer(), args["name"])
        number = token_made(secret)
        made = next(row for row in account_of(writer()).keys if row.id == number)
        plain: dict[str, Any] = own.NewTokenOut().dump({**_key(made), "secret": secret})
        return plain, 201, {"Location": path("account", "tokens")}


@blueprint.route("/account/tokens/<int:token_id>", methods=["DELETE"])
@blueprint.response(204)
def delete_token(token_id: int) -> None:
    """End one of one's keys, also the one that this is asked with."""
    revoke_token(writer(), token_id)


def _need_password() -> Account:
    """Return the caller's account; refuse those who have no password to show that they are not only a key."""
    account = account_of(writer())
    if not account.has_password:
        raise Forbidden(NO_PASSWORD)
    return account


def _account() -> dict[str, Any]:
    """Return the caller's account."""
    found = account_of(writer())
    names = ("name", "public_name", "email", "about", "locale", "time_zone", "has_password")
    return {"id": writer().id, **{name: getattr(found, name) for name in names}, "trust": own_trust(writer())}


def _key(row: Key) -> dict[str, Any]:
    """Return a key without its secret."""
    return {"id": row.id, "name": row.name, "created_at": row.created_at, "used_at": row.used_at}
