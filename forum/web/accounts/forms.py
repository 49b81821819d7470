"""The forms of accounts."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.core.translation import languages
from forum.people.accounts import LONGEST_ABOUT
from forum.people.names import LONGEST_EMAIL, LONGEST_NAME
from forum.people.passwords import LONGEST as LONGEST_PASSWORD
from forum.people.secrets import new_secret
from forum.people.tokens import LONGEST_NAME as LONGEST_KEY_NAME
from forum.web.forms import AtMost, Chosen, Form, Required
from forum.web.language import own_name

# Six digits, and the blanks that come along when they are pasted.
LONGEST_CODE = 20
CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def email_field(autocomplete: str, label: object = _l("E-mail address")) -> Any:
    """Return the field for an address; `autocomplete` tells password managers what it is for."""
    return EmailField(
        label,
        [Required(_l("Write your e-mail address.")), AtMost(LONGEST_EMAIL)],
        render_kw={"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"},
    )


def password_field(label: object, autocomplete: str, *, optional: bool = False) -> Any:
    """Return a field for a password."""
    return PasswordField(
        label,
        [Optional() if optional else Required(_l("Write a password.")), AtMost(LONGEST_PASSWORD)],
        render_kw={"autocomplete": autocomplete},
    )


class SignInForm(Form):
    """Address and password; `next` and `kept` lead back to where somebody was and what they typed."""

    email = email_field("username")
    password = password_field(_l("Password"), "current-password")
    next = HiddenField()
    kept = HiddenField()


class RegisterForm(Form):
    """A new account."""

    name = StringField(
        _l("Name"),
        [Required(_l("Write the name that others shall see.")), AtMost(LONGEST_NAME)],
        render_kw={"autocomplete": "nickname"},
    )
    email = email_field("username")
    password = password_field(_l("Password"), "new-password", optional=True)
    next = HiddenField()
    kept = HiddenField()


class AskCodeForm(Form):
    """Sign in without a password: the part of the sign-in form that this takes."""

    email = email_field("username")
    next = HiddenField()
    kept = HiddenField()


class CodeForm(Form):
    """The digits from the letter."""

    code = StringField(
        _l("Six digits"),
        [Required(_l("Type the digits from the letter.")), AtMost(LONGEST_CODE)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class AskResetForm(Form):
    """Whose password was forgotten."""

    email = email_field("username")


class NewPasswordForm(Form):
    """The new password behind a mailed link."""

    password = password_field(_l("New password"), "new-password")


class FirstPasswordForm(Form):
    """A password for somebody who has signed in without one so far."""

    password = password_field(_l("Password"), "new-password")


class ChangePasswordForm(Form):
    """The old password and the new one."""

    current = password_field(_l("Present password"), "current-password")
    password = password_field(_l("New password"), "new-password")


class PublicNameForm(Form):
    """Another name than one's own, for everybody to see."""

    name = StringField(_l("Public name"), [Optional(), AtMost(LONGEST_NAME)], render_kw={"autocomplete": "off"})

    def __init__(self, **values: Any) -> None:
        """Keep its ids apart from those of the profile on the same page."""
        super().__init__(prefix="public", **values)


class FirstAddressForm(Form):
    """Another address for somebody who signs in without a password."""

    email = email_field("email", _l("New e-mail address"))

    def __init__(self, **values: Any) -> None:
        """Keep its ids apart from those of the other forms on the same page."""
        super().__init__(prefix="new", **values)


class AddressForm(FirstAddressForm):
    """Another address, and the present password: an open browser is not enough."""

    current = password_field(_l("Present password"), "current-password")


class ProfileForm(Form):
    """How somebody is called and reads pages."""

    name = StringField(
        _l("Name"),
        [Required(_l("Write the name that others shall see.")), AtMost(LONGEST_NAME)],
        render_kw={"autocomplete": "nickname"},
    )
    about = TextAreaField(_l("About you"), [Optional(), AtMost(LONGEST_ABOUT)], render_kw={"rows": 4})
    locale = SelectField(_l("Language"), [Optional(), Chosen(_l("Choose a language from the list."))])
    time_zone = SelectField(_l("Time zone"), [Optional(), Chosen(_l("Choose a time zone from the list."))])

    def __init__(self, **values: Any) -> None:
        """Offer the languages that pages speak, and the world's time zones."""
        super().__init__(**values)
        own_names = [(code, own_name(code)) for code in languages()]
        self.locale.choices = [("", _("As the browser asks")), *own_names]
        self.time_zone.choices = [("", _("As the community")), *time_zones()]


class KeyForm(Form):
    """A new key for the API."""

    name = StringField(
        _l("What is it for?"),
        [Required(_l("Say what the key is for, so that you know it again.")), AtMost(LONGEST_KEY_NAME)],
    )

    made_by = HiddenField()

    def __init__(self, **values: Any) -> None:
        """Keep its ids apart from those of the profile on the same page; bear a secret of its own, for one key."""
        super().__init__(prefix="key", **values)
        self.made_by.data = self.made_by.data or new_secret()


@cache
def time_zones() -> list[tuple[str, str]]:
    """Return the world's time zones by their cities, as value and words."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in CONTINENTS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]
