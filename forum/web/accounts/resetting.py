"""A forgotten password: ask for a link, follow it, choose a new one."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Invalid, NotFound
from forum.people.reset import ask_reset, reset_password, whose_link
from forum.web.accounts.forms import AskResetForm, NewPasswordForm
from forum.web.accounts.room import blueprint, enter_as
from forum.web.respond import done, go, show


@blueprint.route("/reset", methods=["GET", "POST"])
def reset() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the address has an account or not."""
    form = AskResetForm()
    if form.validate_on_submit():
        try:
            ask_reset(form.email.data, address=request.remote_addr)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return go(url_for("accounts.reset_asked"))
    return show("accounts/reset.html", form=form)


@blueprint.get("/reset/asked")
def reset_asked() -> ResponseReturnValue:
    """Say what happens next."""
    return show("accounts/reset_asked.html")


@blueprint.route("/reset/<secret>", methods=["GET", "POST"])
def choose_password(secret: str) -> ResponseReturnValue:
    """Choose a new password by a mailed link; a dead link answers 404 and says why."""
    try:
        whose_link(secret)
    except NotFound as gone:
        return show("accounts/dead_link.html", why=gone.message, status=404)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            enter_as(reset_password(secret, form.password.data))
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return done(url_for("questions.home"), _("Your new password is set, and you are signed in."))
    return show("accounts/new_password.html", form=form)
