"""What all forms share: trimmed texts, limits with plain words, and errors of operations put on their fields."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.i18n import get_translations
from wtforms.validators import StopValidation

from forum.core.errors import Invalid
from forum.people.drafts import KeptDraft
from forum.web import keeping
from forum.web.language import language
from forum.web.words import say

SUBMITTING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Stands for "what was sent with this request, else what was kept for it".
SENT: Any = object()


def trimmed(text: object) -> object:
    """Return a text without blanks at its ends, with plain line ends, without what the databases cannot hold."""
    if not isinstance(text, str):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def theirs(text: str) -> str:
    """Return a sentence of WTForms, which is read by nobody."""
    return text


# What WTForms would say of a field, and what we say instead: what to do.
OUR_WORDS = {
    theirs("Not a valid choice."): _l("Choose one that is offered."),
    theirs("Invalid Choice: could not coerce."): _l("Choose one that is offered."),
    theirs("Invalid choice(s): one or more data inputs could not be coerced."): _l("Choose from what is offered."),
    theirs("'%(value)s' is not a valid choice for this field."): _l("Choose from what is offered."),
    theirs("'%(value)s' are not valid choices for this field."): _l("Choose from what is offered."),
    theirs("Not a valid integer value."): _l("Write a whole number."),
    theirs("Not a valid datetime value."): _l("Write a day as year-month-day, such as 2026-11-30."),
    theirs("Not a valid date value."): _l("Write a day as year-month-day, such as 2026-11-30."),
    theirs("Number must be at least %(min)s."): _l("Write a number of at least %(min)s."),
    theirs("Number must be at most %(max)s."): _l("Write a number of at most %(max)s."),
    theirs("Number must be between %(min)s and %(max)s."): _l("Write a number between %(min)s and %(max)s."),
}


class OwnWords:
    """What stands against a field, in our words and the page's language; what we have no words for in WTForms' own."""

    def __init__(self, code: str) -> None:
        """Read what WTForms says in a language."""
        self._library: Any = get_translations([code])

    def gettext(self, text: str) -> str:
        """Return a sentence."""
        return str(OUR_WORDS[text]) if text in OUR_WORDS else str(self._library.gettext(text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a sentence about so many."""
        if singular in OUR_WORDS:
            return str(OUR_WORDS[singular])
        of_library = self._library.ngettext
        return str(of_library(singular, plural, number))


@lru_cache(maxsize=32)
def _texts(code: str) -> OwnWords:
    """Return the words of a language, read from their files once."""
    return OwnWords(code)


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """The base of our forms. Changes are guarded for the whole site, so a form makes no token of its own.

    On a GET it shows what the viewer had typed before they had to sign in, if there is such. `action` is the path that
    the form is sent to, where that is not the page's own. `place` names the form to those whose draft of it is kept;
    what they were writing stands in it again, and `draft` says since when.
    """

    place: str | None = None
    draft: KeptDraft | None = None
    # What the writer should look at before it is posted.
    spots: Sequence[object] = ()

    class Meta(FlaskForm.Meta):  # type: ignore[misc] # neither has its inner class
        """Trim every text but passwords, and every single choice: blanks count as nothing chosen."""

        csrf = False

        def get_translations(self, form: object) -> Any:
            """Speak the page's language."""
            return _texts(language())

        def bind_field(self, form: object, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Give fields the filter that trims, and choices the sentence for what is not offered."""
            kind = unbound_field.field_class
            if issubclass(kind, (StringField, SelectField)) and not issubclass(kind, PasswordField):
                options = {**options, "filters": [trimmed, *options.get("filters", ())]}
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, SelectField):
                field.invalid_choice_message = next(filter(None, map(_to_choose, field.validators)), None)
            return field

    def __init__(
        self, *, action: str | None = None, place: str | None = None, formdata: Any = SENT, **values: Any
    ) -> None:
        """Take the fields from the request; `values` as WTForms knows them (`data`, `obj`)."""
        if formdata is SENT:
            formdata = request.form if request.method in SUBMITTING else self._begun(action, place)
        self.place = place
        super().__init__(formdata=formdata, **values)

    def _begun(self, action: str | None, place: str | None) -> Any:
        """Return what was typed before, None for nothing: what waited for a sign-in, else the draft."""
        begun = keeping.found_again(action)
        if begun is None and place is not None:
            self.draft = keeping.drafted(place)
            begun = keeping.as_sent(self.draft.fields) if self.draft else None
        return begun

    def apply_errors(self, invalid: Invalid) -> None:
        """Put each error of an operation on its field; what belongs to no field stands on top of the form."""
        for error in invalid.errors:
            text = say(error.message)
            if error.field in self:
                field = self[error.field]
                field.errors = [*field.errors, text]
            else:
                self.form_errors.append(text)
        if not invalid.errors:
            self.form_errors.append(say(invalid.message))


class HiddenNumber(HiddenField):  # type: ignore[misc] # WTForms has no types
    """A number that a form carries and nobody types: a revision, an id."""

    @property
    def number(self) -> int | None:
        """What was sent, None for nothing, for what is no number, and for one that nothing can have."""
        text = str(self.raw_data[0]) if self.raw_data else ""
        return int(text) if text.isdecimal() and len(text) < 19 else None

    def renew(self, number: int) -> None:
        """Carry another number from now on, whatever was sent."""
        self.data, self.raw_data = str(number), [str(number)]


class Required:
    """Refuse an empty field with a sentence that says what to write."""

    field_flags = {"required": True}  # noqa: RUF012 - the name and shape that WTForms reads

    def __init__(self, text: object = None) -> None:
        """Take a lazy sentence for this field."""
        self.text = text or _l("Please fill this in.")

    def __call__(self, form: object, field: Field) -> None:
        """Stop at an empty field: nothing else is worth saying about it."""
        if not field.data:
            raise StopValidation(str(self.text))


class Chosen:
    """Say what to choose where something was sent that a field does not offer."""

    def __init__(self, text: object) -> None:
        """Take a lazy sentence for this field."""
        self.text = text

    def __call__(self, form: object, field: Field) -> None:
        """Pass: the field itself knows what it offers."""


def _to_choose(validator: object) -> object:
    """Return the sentence with which a validator says what to choose, None where it says none."""
    return validator.text if isinstance(validator, Required | Chosen) else None


class AtMost:
    """Refuse a text that is longer than its place; browsers stop at the same length."""

    def __init__(self, length: int) -> None:
        """Take the number of characters."""
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: object, field: Field) -> None:
        """Say by how much it is too long."""
        over = len(field.data or "") - self.length
        if over > 0:
            sentence = ngettext(
                "This is one character too long (%(length)d are possible).",
                "This is %(num)d characters too long (%(length)d are possible).",
                over,
                length=self.length,
            )
            raise StopValidation(str(sentence))
