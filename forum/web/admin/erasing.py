"""Having somebody erased, with a reason."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from forum.core.errors import Forbidden, Invalid, Unfit
from forum.people.erasing import erase_person
from forum.people.models import Posts
from forum.people.policy import can_erase_others
from forum.people.queries import member
from forum.web.access import needs_sign_in, viewer
from forum.web.accounts.erasing import posts_field
from forum.web.admin.people import blueprint
from forum.web.forms import AtMost, Form, Required
from forum.web.respond import done, show
from forum.web.words import say


class ErasePersonForm(Form):
    """Why somebody is erased, and what becomes of their posts."""

    posts = posts_field()
    reason = TextAreaField(_l("Reason"), [Required(_l("Say why.")), AtMost(2_000)], render_kw={"rows": 3})


@blueprint.route("/people/<int:person_id>/erase", methods=["GET", "POST"])
@needs_sign_in
def erase(person_id: int) -> ResponseReturnValue:
    """Erase somebody at once."""
    found = member(viewer().actor, person_id)
    if not can_erase_others(viewer().actor, person_id):
        raise Forbidden
    form = ErasePersonForm()
    if form.validate_on_submit():
        try:
            erase_person(viewer().actor, person_id, Posts(form.posts.data), form.reason.data)
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Unfit as unfit:
            form.form_errors.append(say(unfit.message))
        else:
            text = _("Name and address are gone. What was written is gone through within minutes.")
            return done(url_for("admin.person", person_id=person_id), text)
        found = member(viewer().actor, person_id)
    return show("admin/erase.html", form=form, member=found)
