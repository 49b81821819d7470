"""Another address for one's account: ask, type the digits from the letter to it; and the way back from the old one."""

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from forum.core.errors import Invalid, NotFound
from forum.people.address import ask_address, confirm_new_address, take_back, way_back
from forum.people.codes import Way, ask_again, asked_for
from forum.people.queries import account_of
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.forms import AddressForm, CodeForm
from forum.web.accounts.room import blueprint
from forum.web.accounts.settings import address_form, page, saved
from forum.web.language import language
from forum.web.respond import done, go, show

# Where the cookie holds the ticket of the wish: its digits are good only in this browser.
TICKET = "address_ticket"


@blueprint.post("/account/address")
@needs_sign_in
def change_address() -> ResponseReturnValue:
    """Ask for another address; nothing changes before its mail was read."""
    form = address_form(account_of(viewer().actor))()
    if form.validate():
        current = form.current.data if isinstance(form, AddressForm) else ""
        try:
            session[TICKET] = ask_address(
                viewer().actor, form.email.data, current, address=request.remote_addr, way=Way(locale=language())
            )
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return go(url_for("accounts.address_code"))
    return page(form)


@blueprint.route("/account/address/code", methods=["GET", "POST"])
@needs_sign_in
def address_code() -> ResponseReturnValue:
    """Type the digits from the letter to the new address."""
    actor, ticket = viewer().actor, str(session.get(TICKET, ""))
    try:
        asked = asked_for(ticket, actor.id)
    except NotFound:
        return go(url_for("accounts.settings", _anchor="address"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            here = viewer().session_id
            confirm_new_address(actor, ticket, form.code.data, address=request.remote_addr, session_id=here)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            session.pop(TICKET, None)
            text = _("Your address is changed, and we told the old one. You are signed out on all other devices.")
            return saved(text, "address")
    return show("accounts/address_code.html", form=form, asked=asked)


@blueprint.post("/account/address/again")
@needs_sign_in
def mail_address_again() -> ResponseReturnValue:
    """Have new digits mailed to the new address."""
    try:
        ask_again(str(session.get(TICKET, "")), viewer().actor.id, address=request.remote_addr)
    except NotFound:
        return go(url_for("accounts.settings", _anchor="address"))
    text = _("New digits are on their way. The earlier ones are not good any more.")
    return done(url_for("accounts.address_code"), text)


@blueprint.route("/account/address/back/<secret>", methods=["GET", "POST"])
def take_address_back(secret: str) -> ResponseReturnValue:
    """Give an account its old address again, by the link mailed there; a dead link answers 404 and says why."""
    try:
        moved = way_back(secret)
        if request.method == "POST":
            chooses = take_back(secret)
            logout_user()
            session.clear()
            text = _("The address is yours again. All devices are signed out, all keys ended. Choose a new password.")
            return done(url_for("accounts.choose_password", secret=chooses), text)
    except NotFound as gone:
        return show("accounts/dead_link.html", why=gone.message, status=404)
    return show("accounts/address_back.html", email=moved.email)
