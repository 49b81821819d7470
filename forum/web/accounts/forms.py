"""The forms of accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField

from forum.web.forms import AtMost, Form, Required

LONGEST_EMAIL = 254
LONGEST_PASSWORD = 256


class SignInForm(Form):
    """Address and password; `next` and `kept` lead back to where somebody was and what they typed."""

    email = EmailField(
        _l("E-mail address"),
        [Required(_l("Write the address that you registered with.")), AtMost(LONGEST_EMAIL)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [Required(_l("Write your password.")), AtMost(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    kept = HiddenField()
