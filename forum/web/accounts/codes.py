"""The page for the six digits that were mailed: the same whether the address has an account or not."""

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Invalid, NotFound
from forum.people.codes import Way, ask_again, asked_for, enter_by_code
from forum.web.access import viewer
from forum.web.accounts.forms import AskCodeForm, CodeForm, RegisterForm
from forum.web.accounts.room import blueprint, enter_as
from forum.web.addresses import safe_next
from forum.web.keeping import unpack, way_on
from forum.web.language import language
from forum.web.respond import done, go, show

# Where the cookie holds the ticket: digits are good only in the browser that asked for them.
TICKET = "ticket"


def way_of(form: AskCodeForm | RegisterForm) -> Way:
    """Return where whoever sends this form goes on, once they have typed the digits."""
    kept = form.kept.data or ""
    return Way(kept if unpack(kept) else "", safe_next(form.next.data) or "", language())


def lead_to_code(ticket: str) -> ResponseReturnValue:
    """Let this browser type the digits of a ticket."""
    session[TICKET] = ticket
    return go(url_for("accounts.code"))


@blueprint.route("/login/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """Type the digits, and go on to where one was."""
    if viewer().is_authenticated:
        return go(url_for("questions.home"))
    ticket = str(session.get(TICKET, ""))
    try:
        asked = asked_for(ticket)
    except NotFound:
        return go(url_for("accounts.login"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            entered = enter_by_code(ticket, form.code.data, address=request.remote_addr)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            enter_as(entered.actor)
            return go(way_on(entered.actor, entered.way.kept, entered.way.next_url))
    return show("accounts/code.html", form=form, asked=asked)


@blueprint.post("/login/code/again")
def mail_again() -> ResponseReturnValue:
    """Have new digits mailed to the same address."""
    try:
        ask_again(str(session.get(TICKET, "")), address=request.remote_addr)
    except NotFound:
        return go(url_for("accounts.login"))
    return done(url_for("accounts.code"), _("New digits are on their way. The earlier ones are not good any more."))
