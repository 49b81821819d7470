"""A person's own settings: profile, password, devices, keys."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid
from forum.people.accounts import go_by, update_profile
from forum.people.policy import can_go_by_another_name
from forum.people.queries import Account, account_of
from forum.people.reset import change_password as set_password
from forum.people.secrets import new_secret
from forum.people.sessions import end_other_sessions, end_session
from forum.people.tokens import create_token, revoke_token
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    FirstAddressForm,
    FirstPasswordForm,
    KeyForm,
    ProfileForm,
    PublicNameForm,
)
from forum.web.accounts.room import blueprint, enter_as
from forum.web.forms import Form
from forum.web.respond import done, show


def page(failed: Form | None = None) -> ResponseReturnValue:
    """Show the settings; the form that came back with errors stands in its place."""
    account = account_of(viewer().actor)
    profile = {"name": account.name, "about": account.about, "locale": account.locale, "time_zone": account.time_zone}
    forms: dict[str, Form] = {
        "profile": ProfileForm(formdata=None, data=profile),
        "public": PublicNameForm(formdata=None, data={"name": account.public_name}),
        "address": address_form(account)(formdata=None),
        "password": password_form(account)(formdata=None),
        "key": KeyForm(formdata=None),
    }
    for name, form in forms.items():
        if type(form) is type(failed) and failed is not None:
            forms[name] = failed
    return show("accounts/settings.html", form=failed, forms=forms, account=account, here=viewer().session_id)


def password_form(account: Account) -> type[ChangePasswordForm] | type[FirstPasswordForm]:
    """Return the form for a new password: who has none yet is not asked for it."""
    return ChangePasswordForm if account.has_password else FirstPasswordForm


def address_form(account: Account) -> type[FirstAddressForm]:
    """Return the form for another address: who has a password shows that they know it."""
    return AddressForm if account.has_password else FirstAddressForm


def saved(text: str, anchor: str) -> ResponseReturnValue:
    """Lead back to a part of the settings."""
    return done(url_for("accounts.settings", _anchor=anchor), text)


@blueprint.route("/account", methods=["GET", "POST"])
@needs_sign_in
def settings() -> ResponseReturnValue:
    """Show the settings; change the profile."""
    form = ProfileForm()
    if not form.is_submitted():
        return page()
    if form.validate():
        try:
            update_profile(
                viewer().actor,
                name=form.name.data,
                about=form.about.data or "",
                locale=form.locale.data,
                time_zone=form.time_zone.data,
            )
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return saved(_("Your profile is saved."), "profile")
    return page(form)


@blueprint.post("/account/public-name")
@needs_sign_in
def public_name() -> ResponseReturnValue:
    """Show another name to everybody, or one's own again: the staff may."""
    form = PublicNameForm()
    if not can_go_by_another_name(viewer().actor):
        raise Forbidden
    if form.validate():
        try:
            go_by(viewer().actor, form.name.data or "")
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            return saved(_("Everybody sees you by this name now."), "public-name")
    return page(form)


@blueprint.post("/account/password")
@needs_sign_in
def change_password() -> ResponseReturnValue:
    """Change the password; this browser stays signed in, all others do not."""
    form = password_form(account_of(viewer().actor))()
    if form.validate():
        current = form.current.data if isinstance(form, ChangePasswordForm) else ""
        try:
            set_password(viewer().actor, current, form.password.data)
        except Invalid as invalid:
            form.apply_errors(invalid)
        else:
            enter_as(viewer().actor)
            return saved(_("Your password is changed. You are signed out on all other devices."), "password")
    return page(form)


@blueprint.post("/account/sessions/<int:session_id>/end")
@needs_sign_in
def end_device(session_id: int) -> ResponseReturnValue:
    """Sign out one device."""
    end_session(viewer().actor, session_id)
    return saved(_("That device is signed out."), "devices")


@blueprint.post("/account/sessions/end-others")
@needs_sign_in
def end_other_devices() -> ResponseReturnValue:
    """Sign out every device but this one."""
    end_other_sessions(viewer().actor, viewer().session_id)
    return saved(_("All other devices are signed out."), "devices")


@blueprint.post("/account/keys")
@needs_sign_in
def create_key() -> ResponseReturnValue:
    """Make a key and show it once: in this very answer, so that it is stored nowhere on its way."""
    form = KeyForm()
    if form.validate():
        try:
            secret = create_token(viewer().actor, form.name.data, form=form.made_by.data)
        except Invalid as invalid:
            form.apply_errors(invalid)
            form.made_by.data = new_secret()
        else:
            return show("accounts/key.html", name=form.name.data, secret=secret)
    return page(form)


@blueprint.post("/account/keys/<int:token_id>/revoke")
@needs_sign_in
def revoke_key(token_id: int) -> ResponseReturnValue:
    """End a key."""
    revoke_token(viewer().actor, token_id)
    return saved(_("That key is revoked."), "keys")
