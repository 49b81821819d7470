"""Keeping tags: describing, renaming and merging them, and the other words for them."""

from collections.abc import Callable
from dataclasses import replace

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from forum.catalog.models import Tag
from forum.catalog.names import MAX_DESCRIPTION, MAX_TAG
from forum.catalog.operations import add_synonym, describe_tag, remove_synonym, rename_tag
from forum.catalog.policy import can_change_tag
from forum.catalog.queries import synonyms_of, tag_by_id, tag_called
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.moderation.tags import UNKNOWN, merge_tags
from forum.web.access import needs_sign_in, viewer
from forum.web.catalogue.room import tag_url, tags
from forum.web.forms import AtMost, Form, Required
from forum.web.respond import done, show
from forum.web.words import say


class DescribeForm(Form):
    """What a tag is for."""

    description = TextAreaField(_l("What it is for"), [AtMost(MAX_DESCRIPTION)])


class SynonymForm(Form):
    """Another word."""

    synonym = StringField(_l("Another word for it"), [Required(_l("Write a word.")), AtMost(MAX_TAG)])


class RenameForm(Form):
    """Another name, and why."""

    name = StringField(_l("New name"), [Required(_l("Write a name.")), AtMost(MAX_TAG)])
    reason = StringField(_l("Why it is called otherwise"), [Required(_l("Say why.")), AtMost(2_000)])


class MergeForm(Form):
    """The tag that this one becomes a part of, and why."""

    into = StringField(_l("The tag that stays"), [Required(_l("Write the name of a tag.")), AtMost(MAX_TAG)])
    why = StringField(_l("Why they are one"), [Required(_l("Say why.")), AtMost(2_000)])


FORMS: tuple[type[Form], ...] = (DescribeForm, SynonymForm, RenameForm, MergeForm)
# What the operations call a field, where a form calls it otherwise: all four stand on one page.
FIELDS: dict[type[Form], dict[str, str]] = {
    SynonymForm: {"tags": "synonym", "name": "synonym"},
    RenameForm: {"tags": "name"},
    MergeForm: {"reason": "why"},
}


@tags.route("/tags/<int:tag_id>/edit", methods=["GET", "POST"])
@needs_sign_in
def edit(tag_id: int) -> ResponseReturnValue:
    """Show everything that can be changed in a tag; describe it."""
    tag = _tag(tag_id)
    form = DescribeForm(data={"description": tag.description})
    return _changed(tag, form, lambda: describe_tag(viewer().actor, tag.id, form.description.data or ""), _("Saved."))


@tags.post("/tags/<int:tag_id>/synonyms")
@needs_sign_in
def synonym(tag_id: int) -> ResponseReturnValue:
    """Let another word stand for it."""
    tag, form = _tag(tag_id), SynonymForm()
    text = _("“%(word)s” stands for it now.", word=form.synonym.data)
    return _changed(tag, form, lambda: add_synonym(viewer().actor, tag.id, form.synonym.data or ""), text)


@tags.post("/tags/<int:tag_id>/synonyms/remove")
@needs_sign_in
def no_synonym(tag_id: int) -> ResponseReturnValue:
    """Let a word stand for it no longer."""
    tag, form = _tag(tag_id), SynonymForm()
    text = _("“%(word)s” no longer stands for it.", word=form.synonym.data)
    return _changed(tag, form, lambda: remove_synonym(viewer().actor, tag.id, form.synonym.data or ""), text)


@tags.post("/tags/<int:tag_id>/rename")
@needs_sign_in
def rename(tag_id: int) -> ResponseReturnValue:
    """Give it another name."""
    tag, form = _tag(tag_id), RenameForm()

    def verb() -> Tag:
        return rename_tag(viewer().actor, tag.id, form.name.data or "", reason=form.reason.data or "")

    return _changed(tag, form, verb, _("It has a new name. The old address leads here."), leads_to_tag=True)


@tags.post("/tags/<int:tag_id>/merge")
@needs_sign_in
def merge(tag_id: int) -> ResponseReturnValue:
    """Let it become a part of another."""
    tag, form = _tag(tag_id), MergeForm()

    def verb() -> Tag:
        other = tag_called(form.into.data or "")
        if other is None:
            raise Invalid.one("into", "unknown", UNKNOWN)
        if tag.id == other.id != tag_id:
            # The form came once more: they are one already.
            return tag
        return merge_tags(viewer().actor, tag.id, other.id, reason=form.why.data or "")

    return _changed(tag, form, verb, _("The two tags are one now. The old address leads here."), leads_to_tag=True)


def _tag(tag_id: int) -> Tag:
    """Return the tag for those who may change it."""
    tag = tag_by_id(tag_id)
    if not can_change_tag(viewer().actor):
        raise Forbidden
    return tag


def _changed(
    tag: Tag, form: Form, verb: Callable[[], Tag], text: str, *, leads_to_tag: bool = False
) -> ResponseReturnValue:
    """Do what the form says and lead on; show the page with the form where it cannot be done, or was not sent."""
    status = None
    if form.validate_on_submit():
        try:
            found = verb()
            return done(tag_url(found.name) if leads_to_tag else url_for("tags.edit", tag_id=found.id), text)
        except Invalid as invalid:
            fields = FIELDS.get(type(form), {})
            form.apply_errors(Invalid([replace(one, field=fields.get(one.field, one.field)) for one in invalid.errors]))
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            status = 409
    fresh = {each.__name__: each(formdata=None) for each in FORMS}
    fresh["DescribeForm"].description.data = tag.description
    shown = {**fresh, type(form).__name__: form}
    words = synonyms_of(tag.id)
    return show("catalogue/edit_tag.html", form=form, status=status, forms=shown, tag=tag, synonyms=words)
