"""The fields by which a search is narrowed; what they do not know is told at the field."""

from collections.abc import Mapping

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from forum.catalog.queries import ProductLine
from forum.questions.queries import Facts
from forum.questions.trust import Level
from forum.search.tags import Tags
from forum.web.forms import AtMost, Form

KINDS = {"": _l("All"), "entry": _l("Solutions"), "question": _l("Questions")}
STATES = {
    "": _l("All"),
    Facts.ACCEPTED: _l("Solved"),
    Facts.UNACCEPTED: _l("Not solved"),
    Facts.UNANSWERED: _l("No answer"),
    Facts.OPEN: _l("Open"),
    Facts.VERIFIED: _l("Verified"),
    Facts.CLOSED: _l("Closed"),
}
TRUST = {
    "": _l("All"),
    "verified": _l("Verified by staff"),
    Level.EDITED_SINCE: _l("Changed after it was verified"),
    Level.ACCEPTED: _l("Marked as solved"),
    Level.STAFF: _l("From staff"),
    Level.WORKED: _l("Worked for others"),
    Level.UNREVIEWED: _l("Not yet checked"),
    Level.DISPUTED: _l("Did not work for others"),
    Level.OUTDATED: _l("Out of date"),
    Level.INCORRECT: _l("Found wrong"),
}
NAMES = ("q", "kind", "product", "release", "tag", "trust", "state", "language", "sort")
SORTS = frozenset({"", "relevance", "newest"})


def _choices(words: Mapping[str, object]) -> list[SelectChoice]:
    """Return the choices of a field."""
    return [SelectChoice(str(value), text) for value, text in words.items()]


class Offered:
    """Refuse what is not among a field's choices, with a sentence that names it."""

    def __init__(self, sentence: object) -> None:
        """Take a lazy sentence with a place for the value."""
        self.sentence = sentence

    def __call__(self, form: Form, field: Field) -> None:
        """Look among the choices."""
        if field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(str(self.sentence) % {"value": field.data})


def _known_levels(form: Form, field: Field) -> None:
    """Take levels divided by commas, and "verified" for all verified kinds."""
    unknown = [part for part in field.data.split(",") if part and part not in set(Level)]
    if unknown:
        raise StopValidation(str(_l("There is no mark “%(value)s”.")) % {"value": ", ".join(unknown)})


def _known_tag(form: "SearchForm", field: Field) -> None:
    """Take a tag or its synonym."""
    if field.data and field.data.strip().lower() not in form.tags:
        raise StopValidation(str(_l("There is no tag “%(value)s”.")) % {"value": field.data})


def _known_sort(form: Form, field: Field) -> None:
    """Take an order that there is."""
    if field.data not in SORTS:
        raise StopValidation(str(_l("There is no order “%(value)s”.")) % {"value": field.data})


class SearchForm(Form):
    """A search in detail, sent by its address. `tags` are those that its words mean."""

    tags: Tags
    q = SearchField(_l("Words"), [AtMost(400)])
    kind = SelectField(
        _l("Kind"), [Offered(_l("There is no kind “%(value)s”."))], choices=_choices(KINDS), validate_choice=False
    )
    product = SelectField(_l("Product"), [Offered(_l("There is no product “%(value)s”."))], validate_choice=False)
    release = SelectField(_l("Version"), [Offered(_l("There is no version “%(value)s”."))], validate_choice=False)
    tag = StringField(_l("Tag"), [_known_tag])
    trust = SelectField(_l("Mark"), [_known_levels], choices=_choices(TRUST), validate_choice=False)
    state = SelectField(
        _l("State"), [Offered(_l("There is no state “%(value)s”."))], choices=_choices(STATES), validate_choice=False
    )
    language = HiddenField()
    sort = HiddenField(validators=[_known_sort])

    @property
    def is_narrow(self) -> bool:
        """Whether anything but words was asked for."""
        return any(field.data for field in self if field.name != "q")


def search_form(products: tuple[ProductLine, ...], tags: Tags) -> SearchForm:
    """Return the form as the address fills it in; a version belongs to the chosen product, where one is chosen."""
    form = SearchForm(formdata=MultiDict([(name, request.args.get(name, "")) for name in NAMES]))
    form.tags = tags
    form.product.choices = [
        SelectChoice("", _l("All products")),
        *(SelectChoice(product.slug, product.name) for product in products),
    ]
    chosen = [product for product in products if product.slug == form.product.data] or products
    names = dict.fromkeys(release.name for product in chosen for release in product.releases)
    form.release.choices = [SelectChoice("", _l("All versions")), *(SelectChoice(name, name) for name in names)]
    if form.trust.data not in TRUST:
        form.trust.choices = [*form.trust.choices, SelectChoice(form.trust.data, form.trust.data)]
    return form
