"""Having one's own account erased: asked for by password or mailed digits, called off within a week."""

from typing import Any

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from forum.core.errors import Invalid, NotFound, Unfit
from forum.people.codes import Way, ask_again, asked_for
from forum.people.erasing import GRACE, ask_digits, ask_erasure, confirm_by_digits, erasure_of, keep_account
from forum.people.models import Posts
from forum.people.queries import account_of
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.forms import CodeForm, password_field
from forum.web.accounts.room import blueprint
from forum.web.forms import Form, Required
from forum.web.language import language
from forum.web.respond import done, go, show
from forum.web.words import say

# Where the cookie holds the ticket of the wish and what becomes of the posts.
TICKET, CHOSEN = "erasure_ticket", "erasure_posts"
POSTS = [
    SelectChoice(Posts.KEEP.value, _l("They stay, under a made-up name")),
    SelectChoice(
        Posts.REMOVE.value, _l("They go too, but for answers accepted or found right, and questions that were answered")
    ),
]


def posts_field() -> Any:
    """Return the choice of what becomes of the posts."""
    return RadioField(
        _l("What becomes of the posts?"), [Required(_l("Choose one."))], choices=POSTS, default=Posts.KEEP.value
    )


class EraseForm(Form):
    """The wish of somebody who shows that they read their mail."""

    posts = posts_field()


class ErasePasswordForm(EraseForm):
    """The wish, and the present password: an open browser is not enough."""

    current = password_field(_l("Present password"), "current-password")


@blueprint.route("/account/erase", methods=["GET", "POST"])
@needs_sign_in
def erase() -> ResponseReturnValue:
    """Ask that one's account be erased."""
    has_password = account_of(viewer().actor).has_password
    form = ErasePasswordForm() if has_password else EraseForm()
    if form.validate_on_submit():
        try:
            return _ask(form)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Unfit as unfit:
            form.form_errors.append(say(unfit.message))
    return show("accounts/erase.html", form=form, days=GRACE.days, erasure=erasure_of(viewer().actor))


def _ask(form: EraseForm) -> ResponseReturnValue:
    """Ask by the password, or for digits where there is none."""
    posts = Posts(form.posts.data)
    if isinstance(form, ErasePasswordForm):
        ask_erasure(viewer().actor, posts, form.current.data)
        return _asked()
    session[TICKET] = ask_digits(viewer().actor, address=request.remote_addr, way=Way(locale=language()))
    session[CHOSEN] = posts.value
    return go(url_for("accounts.erase_code"))


def _asked() -> ResponseReturnValue:
    text = _("Your account is going to be erased. Until then you can keep it.")
    return done(url_for("accounts.own_data", _anchor="erase"), text)


@blueprint.route("/account/erase/code", methods=["GET", "POST"])
@needs_sign_in
def erase_code() -> ResponseReturnValue:
    """Type the digits from the letter."""
    actor, ticket = viewer().actor, str(session.get(TICKET, ""))
    try:
        asked = asked_for(ticket, actor.id)
    except NotFound:
        return go(url_for("accounts.erase"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            posts = Posts(session.get(CHOSEN, Posts.KEEP.value))
            confirm_by_digits(actor, posts, ticket, form.code.data, address=request.remote_addr)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            session.pop(TICKET, None)
            return _asked()
    return show("accounts/erase_code.html", form=form, asked=asked)


@blueprint.post("/account/erase/again")
@needs_sign_in
def mail_erase_again() -> ResponseReturnValue:
    """Have new digits mailed."""
    try:
        ask_again(str(session.get(TICKET, "")), viewer().actor.id, address=request.remote_addr)
    except NotFound:
        return go(url_for("accounts.erase"))
    text = _("New digits are on their way. The earlier ones are not good any more.")
    return done(url_for("accounts.erase_code"), text)


@blueprint.post("/account/keep")
@needs_sign_in
def keep() -> ResponseReturnValue:
    """Call it off."""
    kept = keep_account(viewer().actor)
    return done(url_for("accounts.own_data", _anchor="erase"), _("Your account stays as it is.") if kept else None)
