"""Hiding all that somebody posted, with what that would be shown before, and giving it back."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from forum.core.errors import Conflict, Invalid
from forum.core.paging import Page
from forum.moderation.hiding import (
    ANSWERED,
    AT_ONCE,
    HIDDEN,
    RELIED_ON,
    Post,
    count_posts,
    go_on,
    hide_posts,
    posts_of,
    show_posts,
)
from forum.moderation.persons import person_to_handle
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import AtMost, Chosen, Form, HiddenNumber
from forum.web.once import once
from forum.web.questions.room import place_url
from forum.web.respond import done, show
from forum.web.staff.forms import Reasoned
from forum.web.staff.moderation import THINGS, blueprint
from forum.web.staff.reasons import reasons
from forum.web.words import say

WHY = {
    HIDDEN: _l("hidden already"),
    RELIED_ON: _l("accepted, or found right by staff"),
    ANSWERED: _l("others have answered it"),
}


class HideForm(Reasoned):
    """Why everything is hidden."""

    canned = RadioField(_l("Why"), [Optional(), Chosen(_l("Choose one of the texts, or “Own words only”."))])
    reason = TextAreaField(_l("In your own words"), [Optional(), AtMost(2_000)])


class ShowForm(Form):
    """Which decision is taken back, and why."""

    decision = HiddenNumber()
    reason = TextAreaField(_l("Why it is shown again"), [AtMost(2_000)])


@blueprint.route("/people/<int:person_id>/posts", methods=["GET", "POST"])
@needs_sign_in
def posts(person_id: int) -> ResponseReturnValue:
    """What would be hidden, and the button that does it."""
    person = person_to_handle(viewer().actor, person_id)
    form = HideForm(data={"canned": ""})
    form.offer_texts(reasons())
    if form.validate_on_submit():
        try:
            place = once(lambda: _hide(person_id, form.said))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
        else:
            go_on(AT_ONCE)
            return done(place, _("They are being hidden, and the author is told why."))
    going, staying = _lists(person_id)
    return show(
        "staff/posts.html",
        form=form,
        person=person,
        numbers=count_posts(viewer().actor, person_id),
        going=going,
        staying=staying,
        place_of=place_url,
        things=THINGS,
        why=WHY,
        reason_keys={name: {"help": each["help"]} for name, each in form.reason_keys.items()},
    )


def _lists(person_id: int) -> tuple[Page[Post], Page[Post]]:
    """Return one page of what goes and one of what stays: both on the first page, else of the list that was paged."""
    actor, cursor, stays = viewer().actor, request.args.get("cursor"), request.args.get("list") == "staying"
    nothing: Page[Post] = Page(())
    going = nothing if stays else posts_of(actor, person_id, stays=False, cursor=cursor)
    staying = posts_of(actor, person_id, stays=True, cursor=cursor) if stays or not cursor else nothing
    return going, staying


def _hide(person_id: int, reason: str) -> str:
    hide_posts(viewer().actor, person_id, reason=reason)
    return url_for("moderation.person", person_id=person_id)


@blueprint.post("/people/<int:person_id>/posts/show")
@needs_sign_in
def show_again(person_id: int) -> ResponseReturnValue:
    """Give back what such a decision hid."""
    person_to_handle(viewer().actor, person_id)
    form = ShowForm()
    show_posts(viewer().actor, person_id, form.decision.number or 0, reason=form.reason.data or "")
    go_on(AT_ONCE)
    return done(url_for("moderation.person", person_id=person_id), _("They are shown again, with all marks."))
