"""A form with one field of every kind, fresh and come back with things to mend."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

CHECK_CARDS: dict[str, dict[str, str]] = {
    "verified": {"level": "verified", "help": "I would do it myself", "key": "1"},
    "conditional": {"level": "conditional", "help": "True under a condition, which I name", "key": "2"},
    "incorrect": {"level": "incorrect", "help": "It does not do what it says", "key": "3"},
    "unsafe": {"level": "unsafe", "help": "It could do harm", "key": "4"},
    "outdated": {"level": "outdated", "help": "It was right before a version", "key": "5"},
}


class Asking(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """All kinds of fields."""

    title = StringField("Title", [DataRequired("Say in one sentence what is wrong.")])
    body = TextAreaField("Details", [DataRequired("Write at least 20 characters, so that others can help.")])
    product = SelectField(
        "Product", [Optional()], choices=[SelectChoice("", "Not sure"), SelectChoice("acme", "Acme Router")]
    )
    release = StringField("Version", [Optional()])
    mail = BooleanField("Mail me when there is an answer")
    kind = RadioField(
        "What is wrong with it?",
        choices=[SelectChoice("dangerous", "Dangerous"), SelectChoice("wrong", "Wrong"), SelectChoice("spam", "Spam")],
    )
    check = RadioField(
        "Staff check",
        choices=[
            SelectChoice("verified", "Right"),
            SelectChoice("conditional", "Right if..."),
            SelectChoice("incorrect", "Wrong"),
            SelectChoice("unsafe", "Dangerous"),
            SelectChoice("outdated", "Out of date"),
        ],
    )


def came_back(**values: Any) -> Asking:
    """The form after it was sent with nothing in it."""
    form = Asking(meta={"csrf": False}, prefix="returned-", data=values)
    form.validate()
    return form
