"""The page on which moderators keep texts for reasons that they give again and again."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from forum.core.errors import Forbidden, Invalid, NotFound
from forum.moderation.canned import MOST, TEXT_MAX, TITLE_MAX, Canned, drop_text, keep_text
from forum.moderation.counts import moderators_counts
from forum.moderation.policy import can_keep_texts
from forum.web.access import needs_sign_in
from forum.web.forms import AtMost, Form, Required
from forum.web.respond import done, show
from forum.web.staff.moderation import blueprint, moderator
from forum.web.staff.reasons import reasons


class TextForm(Form):
    """A text, under which name, and where in the list."""

    title = StringField(_l("Name"), [Required(), AtMost(TITLE_MAX)])
    text = TextAreaField(_l("Text"), [Required(), AtMost(TEXT_MAX)])
    position = IntegerField(_l("Place in the list"), [Optional(), NumberRange(0, MOST)])


@blueprint.route("/texts", methods=["GET", "POST"])
@needs_sign_in
def texts() -> ResponseReturnValue:
    """All texts, and a form for another one."""
    actor = moderator()
    form = TextForm()
    if form.validate_on_submit():
        try:
            keep_text(actor, form.title.data, form.text.data, position=form.position.data or 0)
            return done(url_for("moderation.texts"), _("Kept. Every moderator can choose it now."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return show("staff/texts.html", form=form, texts=reasons(), changed=None, counts=moderators_counts(actor))


@blueprint.route("/texts/<int:text_id>", methods=["GET", "POST"])
@needs_sign_in
def text(text_id: int) -> ResponseReturnValue:
    """Change one text."""
    actor = moderator()
    if not can_keep_texts(actor):
        raise Forbidden
    known = reasons()
    one = _of(text_id, known)
    form = TextForm(data={"title": one.title, "text": one.text, "position": one.position})
    if form.validate_on_submit():
        try:
            keep_text(actor, form.title.data, form.text.data, text_id=text_id, position=form.position.data or 0)
            return done(url_for("moderation.texts"), _("Changed. Decisions that were made keep the old words."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return show("staff/texts.html", form=form, texts=known, changed=one, counts=moderators_counts(actor))


@blueprint.post("/texts/<int:text_id>/drop")
@needs_sign_in
def drop(text_id: int) -> ResponseReturnValue:
    """Take one text out."""
    drop_text(moderator(), text_id)
    return done(url_for("moderation.texts"), _("Taken out. Decisions that were made keep its words."))


def _of(text_id: int, known: list[Canned]) -> Canned:
    """Return one of the texts that moderators keep."""
    found = next((each for each in known if each.id == text_id), None)
    if found is None:
        raise NotFound
    return found
