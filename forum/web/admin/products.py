"""Products for admins: what they are, their versions, when something is due, and whether they take questions."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from forum import config
from forum.catalog.names import MAX_DESCRIPTION, MAX_NAME, MAX_SLUG
from forum.catalog.operations import (
    Terms,
    add_release,
    archive_product,
    change_release,
    create_product,
    describe_product,
    set_terms,
)
from forum.catalog.policy import can_change_product, can_create_product
from forum.catalog.queries import ProductLine, product_by_slug
from forum.catalog.queries import products as all_products
from forum.core.errors import Conflict, Invalid, NotFound
from forum.web.access import needs_sign_in, viewer
from forum.web.admin.people import blueprint
from forum.web.forms import AtMost, Form, HiddenNumber, Required
from forum.web.once import once
from forum.web.questions.keeping import chosen
from forum.web.respond import done, show
from forum.web.words import say


class ProductForm(Form):
    """A new product."""

    name = StringField(_l("Name"), [Required(_l("Write a name.")), AtMost(MAX_NAME)])
    slug = StringField(_l("Address"), [Required(_l("Write an address.")), AtMost(MAX_SLUG)])
    description = TextAreaField(_l("What it is"), [Optional(), AtMost(MAX_DESCRIPTION)])


class DescribeForm(Form):
    """What it is called, and what it is."""

    name = StringField(_l("Name"), [Required(_l("Write a name.")), AtMost(MAX_NAME)])
    description = TextAreaField(_l("What it is"), [Optional(), AtMost(MAX_DESCRIPTION)])


class TermsForm(Form):
    """When something is due."""

    answer_due_hours = IntegerField(_l("Hours until an answer is due"), [Optional()])
    review_months = IntegerField(_l("Months until a staff check is due again"), [Optional()])


class ReleaseForm(Form):
    """A version; without a number a new one."""

    release_id = HiddenNumber()
    release = StringField(_l("Version"), [Required(_l("Write a name.")), AtMost(MAX_NAME)])
    released_on = DateField(_l("Released on"), [Optional()])


FORMS: tuple[type[Form], ...] = (DescribeForm, TermsForm, ReleaseForm)


@blueprint.get("/products")
@needs_sign_in
def products() -> ResponseReturnValue:
    """All products, archived ones too."""
    if not can_create_product(viewer().actor):
        raise NotFound
    return show("admin/products.html", products=all_products())


@blueprint.route("/products/new", methods=["GET", "POST"])
@needs_sign_in
def new_product() -> ResponseReturnValue:
    """Bring a product to the forum."""
    if not can_create_product(viewer().actor):
        raise NotFound
    form, status = ProductForm(), None
    if form.validate_on_submit():
        try:
            values = {name: form[name].data or "" for name in ("slug", "name", "description")}
            place = once(lambda: url_for("admin.product", slug=create_product(viewer().actor, **values).slug))
            return done(place, _("The product is there. Add its versions."))
        except (Invalid, Conflict) as error:
            status = refuse(form, error)
    return show("admin/new_product.html", form=form, status=status)


@blueprint.route("/products/<slug>", methods=["GET", "POST"])
@needs_sign_in
def product(slug: str) -> ResponseReturnValue:
    """Show everything that can be changed in a product; describe it."""
    found = _product(slug)
    form = DescribeForm(data={"name": found.name, "description": found.description})

    def verb() -> object:
        words = {"name": form.name.data or "", "description": form.description.data or ""}
        return describe_product(viewer().actor, found.id, **words)

    return _changed(found, form, verb)


@blueprint.post("/products/<slug>/terms")
@needs_sign_in
def terms(slug: str) -> ResponseReturnValue:
    """Say when answers and checks are due."""
    found, form = _product(slug), TermsForm()
    return _changed(
        found,
        form,
        lambda: set_terms(viewer().actor, found.id, Terms(form.answer_due_hours.data, form.review_months.data)),
    )


@blueprint.post("/products/<slug>/releases")
@needs_sign_in
def release(slug: str) -> ResponseReturnValue:
    """Add a version, or give one another name or day."""
    found, form = _product(slug), ReleaseForm()

    def verb() -> object:
        name, day = form.release.data or "", form.released_on.data
        if form.release_id.number is None:
            return _add_release(found, name, day)
        return change_release(viewer().actor, found.id, form.release_id.number, name=name, released_on=day)

    return _changed(found, form, verb)


def _add_release(found: ProductLine, name: str, day: date | None) -> object:
    """Add a version; one that is there just so was added by another press of the form."""
    try:
        return add_release(viewer().actor, found.id, name, released_on=day)
    except Conflict:
        there = _product(found.slug).releases
        if any((each.name, each.released_on) == (" ".join(name.split()), day) for each in there):
            return found
        raise


@blueprint.post("/products/<slug>/archive")
@needs_sign_in
def archive(slug: str) -> ResponseReturnValue:
    """Let it take no new questions, or take them again."""
    found = _product(slug)
    archive_product(viewer().actor, found.id, archived=chosen("archived"))
    return done(url_for("admin.product", slug=slug), _("Saved."))


def _product(slug: str) -> ProductLine:
    """Return the product for those who may change it: to others it looks as if the room was not there."""
    found = product_by_slug(slug)
    if found is None or not can_change_product(viewer().actor):
        raise NotFound
    return found


def refuse(form: Form, error: Invalid | Conflict) -> int:
    """Say on the form what stands against it; return the status of the answer."""
    if isinstance(error, Invalid):
        form.apply_errors(error)
    else:
        form.form_errors.append(say(error.message))
    return error.status


def _changed(found: ProductLine, form: Form, verb: Callable[[], object]) -> ResponseReturnValue:
    """Do what the form says and lead on; show the page with the form where it cannot be done, or was not sent."""
    status = None
    if form.validate_on_submit():
        try:
            verb()
            return done(url_for("admin.product", slug=found.slug), _("Saved."))
        except (Invalid, Conflict) as error:
            status = refuse(form, error)
    fresh: dict[str, Any] = {each.__name__: each(formdata=None, obj=found) for each in FORMS}
    forms = {**fresh, type(form).__name__: form}
    return show("admin/product.html", form=form, status=status, forms=forms, product=found, site_terms=config.current())
