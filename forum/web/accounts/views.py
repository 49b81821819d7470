"""Signing in and out."""

from flask import Blueprint, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from forum.core.errors import Invalid
from forum.people.sessions import end_session
from forum.people.sign_in import sign_in
from forum.web.access import load_viewer, needs_sign_in, viewer
from forum.web.accounts.devices import device_of
from forum.web.accounts.forms import SignInForm
from forum.web.keeping import way_on
from forum.web.respond import done, go, show

blueprint = Blueprint("accounts", __name__)


def enter(secret: str) -> None:
    """Give this browser the session with this secret; whatever it carried before is dropped."""
    session.clear()
    session.permanent = True
    login_user(load_viewer(secret))


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Sign in, then go on to where one was."""
    form = SignInForm(data={"next": request.args.get("next", "")})
    if viewer().is_authenticated:
        return go(way_on(viewer().actor, form.kept.data or "", form.next.data or ""))
    if form.validate_on_submit():
        try:
            device = device_of(request.headers.get("User-Agent", ""))
            enter(sign_in(form.email.data, form.password.data, address=request.remote_addr, device=device))
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return go(way_on(viewer().actor, form.kept.data or "", form.next.data or ""))
    return show("accounts/login.html", form=form, kept=bool(form.kept.data))


@blueprint.post("/logout")
@needs_sign_in
def logout() -> ResponseReturnValue:
    """End this session, here and in the table."""
    leaving = viewer()
    if leaving.session_id is not None:
        end_session(leaving.actor, leaving.session_id)
    logout_user()
    session.clear()
    return done(url_for("questions.home"), _("You are signed out."))
