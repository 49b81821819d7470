"""Registering, signing in and out. Whoever proves their address by mail comes back by `codes`."""

from typing import TypeVar

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from forum import config
from forum.core.errors import Invalid, TooMany
from forum.people.codes import ask_code
from forum.people.codes import register as ask_account
from forum.people.sessions import end_session
from forum.people.sign_in import sign_in
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.codes import lead_to_code, way_of
from forum.web.accounts.forms import AskCodeForm, RegisterForm, SignInForm
from forum.web.accounts.room import blueprint, device, enter
from forum.web.forms import SENT
from forum.web.keeping import way_on
from forum.web.respond import done, go, show
from forum.web.words import say

Entry = TypeVar("Entry", SignInForm, RegisterForm)


def go_on(form: SignInForm | RegisterForm) -> ResponseReturnValue:
    """Lead whoever has signed in to where they were, and to what they typed there."""
    return go(way_on(viewer().actor, form.kept.data or "", form.next.data or ""))


def begun(kind: type[Entry]) -> tuple[Entry, bool]:
    """Return the form, and whether another of these pages has just led here.

    They lead to each other by a form, so that what was typed comes along. No address may bring a text: a link from
    elsewhere would put words into the reader's forms.
    """
    begins = "begin" in request.form
    carried = {"next": request.form["next"] if begins and "next" in request.form else request.args.get("next", "")}
    carried["kept"] = request.form.get("kept", "") if begins else ""
    return kind(formdata=None if begins else SENT, data=carried), begins


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Sign in, then go on to where one was; or have a code mailed for that."""
    form, begins = begun(SignInForm)
    if viewer().is_authenticated:
        return go_on(form)
    if "mail" in request.form:
        return mail_code(form)
    if not begins and form.validate_on_submit():
        try:
            enter(sign_in(form.email.data, form.password.data, address=request.remote_addr, device=device()))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except TooMany as limit:
            return too_often("accounts/login.html", form, limit)
        else:
            return go_on(form)
    return show("accounts/login.html", form=form)


def too_often(template: str, form: SignInForm | RegisterForm, limit: TooMany) -> ResponseReturnValue:
    """Show the form again with how long to wait: it carries what somebody wrote before they had to sign in."""
    form.form_errors.append(say(limit.message))
    response = show(template, form=form, status=limit.status)
    response.headers["Retry-After"] = str(limit.retry_after)
    return response


def mail_code(form: SignInForm) -> ResponseReturnValue:
    """Have a code mailed to the address of the sign-in form; its password plays no part."""
    asked = AskCodeForm()
    if asked.validate():
        try:
            return lead_to_code(ask_code(asked.email.data, address=request.remote_addr, way=way_of(asked)))
        except Invalid as invalid:
            asked.apply_errors(invalid)
        except TooMany as limit:
            return too_often("accounts/login.html", form, limit)
    form.email.errors, form.form_errors = asked.email.errors, asked.form_errors
    return show("accounts/login.html", form=form)


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Ask for an account; whoever types the code from the letter has it."""
    form, begins = begun(RegisterForm)
    if viewer().is_authenticated:
        return go_on(form)
    if not config.current().registration:
        return show("accounts/register.html", form=None, status=403)
    if not begins and form.validate_on_submit():
        password = form.password.data or None
        try:
            ticket = ask_account(
                form.name.data, form.email.data, password, address=request.remote_addr, way=way_of(form)
            )
        except Invalid as invalid:
            form.apply_errors(invalid)
        except TooMany as limit:
            return too_often("accounts/register.html", form, limit)
        else:
            return lead_to_code(ticket)
    return show("accounts/register.html", form=form)


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
