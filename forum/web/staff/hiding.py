"""Hiding all that somebody posted, with what that would be shown before, and giving it back."""

from collections import Counter

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Optional

from forum.core.errors import Conflict, Invalid
from forum.moderation.hiding import ANSWERED, AT_ONCE, HIDDEN, RELIED_ON, go_on, hide_posts, posts_of, show_posts
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

# More than anybody reads before a press; the numbers above the list are exact.
LISTED = 100
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
    found = posts_of(viewer().actor, person_id)
    going = [post for post in found if post.left_out is None]
    return show(
        "staff/posts.html",
        form=form,
        person=person,
        numbers=Counter(post.ref.kind for post in going).most_common(),
        going=[(post, place_url(post.ref)) for post in going[:LISTED]],
        more=len(going[LISTED:]),
        staying=[(post, place_url(post.ref)) for post in found if post.left_out is not None][:LISTED],
        things=THINGS,
        why=WHY,
        reason_keys={name: {"help": each["help"]} for name, each in form.reason_keys.items()},
    )


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
