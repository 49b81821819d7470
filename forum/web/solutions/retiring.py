"""Taking a solution out for good, and bringing it back."""

import re

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.errors import Forbidden, Invalid
from forum.core.text import N_
from forum.knowledge.policy import can_bring_back_entry, can_retire_entry
from forum.knowledge.queries import entry_at_work
from forum.knowledge.retiring import bring_back_entry, retire_entry
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done, show
from forum.web.solutions.forms import RetireForm
from forum.web.solutions.room import blueprint, solution_url

PLACE = re.compile(r"(?:.*/solutions/)?(\d{1,9})(?:[/?#].*)?")


@blueprint.route("/solutions/<int:entry_id>/retire", methods=["GET", "POST"])
@needs_sign_in
def retire(entry_id: int) -> ResponseReturnValue:
    """Take a solution out, and say why or what stands in its place."""
    entry = entry_at_work(viewer().actor, entry_id).entry
    if not (can_retire_entry(viewer().actor, entry) or can_bring_back_entry(viewer().actor, entry)):
        raise Forbidden
    form = RetireForm()
    if form.validate_on_submit():
        try:
            reason, successor = form.reason.data or "", _number(form.successor.data or "")
            retired = retire_entry(viewer().actor, entry_id, reason=reason, successor_id=successor)
            return done(solution_url(retired), _("It is taken out. Its address says why, or leads to the other one."))
        except Invalid as invalid:
            form.apply_errors(invalid)
            entry = entry_at_work(viewer().actor, entry_id).entry
    return show("solutions/retire.html", form=form, entry=entry)


def _number(text: str) -> int | None:
    """Return the solution that a number or an address names, None for nothing; raise `Invalid` for anything else."""
    if not text:
        return None
    found = PLACE.fullmatch(text)
    if found is None:
        raise Invalid.one("successor", "malformed", N_("Give the number of a solution, or its address."))
    return int(found[1])


@blueprint.post("/solutions/<int:entry_id>/bring-back")
@needs_sign_in
def bring_back(entry_id: int) -> ResponseReturnValue:
    """Show a retired solution again, where nothing else stands in the way."""
    entry_at_work(viewer().actor, entry_id)
    entry = bring_back_entry(viewer().actor, entry_id)
    return done(solution_url(entry), _("It is no longer taken out."))
