"""The blueprint of accounts, and what its views share."""

from flask import Blueprint, Response, request, session
from flask_login import login_user

from forum.people.policy import Actor
from forum.people.sessions import begin_session
from forum.web.access import load_viewer
from forum.web.accounts.devices import device_of

blueprint = Blueprint("accounts", __name__)


def device() -> str:
    """Return what the browser calls itself, in words."""
    return device_of(request.headers.get("User-Agent", ""))


def enter(secret: str) -> None:
    """Give this browser the session with this secret; whatever it carried before is dropped."""
    session.clear()
    session.permanent = True
    login_user(load_viewer(secret))


def enter_as(actor: Actor) -> None:
    """Begin a session in this browser for somebody who has just proved who they are."""
    enter(begin_session(actor, device()))


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep pages with passwords, keys and links out of every cache."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
