"""Improving a solution, and what becomes of it when the answer behind it was changed."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.diff import differences, fold
from forum.core.errors import Forbidden, Invalid, Stale
from forum.core.text import one_line
from forum.knowledge.editing import EntryDraft, revise_entry
from forum.knowledge.models import Entry, EntryRevision
from forum.knowledge.policy import can_edit_entry
from forum.knowledge.queries import entry_at_work, newest_text, newest_title
from forum.people.drafts import discard_draft
from forum.questions.models import AnswerRevision
from forum.web.access import needs_sign_in, viewer
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.conflicts import Conflict, Difference
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.previewing import preview_of, wants_preview
from forum.web.rendering import rendered
from forum.web.respond import done, show
from forum.web.solutions.forms import SolutionForm
from forum.web.solutions.reviewing import news_of
from forum.web.solutions.room import blueprint, solution_url


def editable(entry_id: int) -> tuple[Entry, AnswerRevision | EntryRevision]:
    """Return a solution with the text that an editor begins with; refuse who may not change it."""
    entry = entry_at_work(viewer().actor, entry_id).entry
    if not can_edit_entry(viewer().actor, entry):
        raise Forbidden
    return entry, newest_text(entry)


@blueprint.route("/solutions/<int:entry_id>/edit", methods=["GET", "POST"])
@takes_files
@needs_sign_in
def edit(entry_id: int) -> ResponseReturnValue:
    """Improve a solution."""
    entry, text = editable(entry_id)
    form = SolutionForm(data=_begun(entry, text), place=request.path)
    add_picture(form)
    if wants_preview():
        return show("solutions/edit.html", form=form, entry=entry, news=news_of(entry), preview=preview_of(form))
    conflict = None
    if form.validate_on_submit() and not point_out(form, known=text.source):
        try:
            place = _save(entry, form)
            discard_draft(viewer().actor, request.path)
            return done(place, _said(entry_at_work(viewer().actor, entry_id).entry))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale:
            conflict = _conflict(entry_id, form)
    # After a refused operation everything is read afresh.
    entry = entry_at_work(viewer().actor, entry_id).entry
    status = 409 if conflict else None
    return show("solutions/edit.html", form=form, status=status, entry=entry, news=news_of(entry), conflict=conflict)


def _said(entry: Entry) -> str:
    """Return what readers get now."""
    if entry.is_held:
        return str(_("Saved. Readers keep the text that was checked until an engineer has checked yours."))
    return str(_("Saved. It shows your text; an engineer has still to check it."))


def _save(entry: Entry, form: SolutionForm) -> str:
    """Write what was typed; return where it stands."""
    body = rendered(form.body.data, entry.question_id)
    draft = EntryDraft(form.title.data or "", body, form.note.data or "", form.source.source)
    actor, ident, base = viewer().actor, entry.id, form.revision.number or 0
    return once(lambda: solution_url(revise_entry(actor, ident, draft, base_revision=base)))


def _begun(entry: Entry, text: AnswerRevision | EntryRevision) -> dict[str, object]:
    """Return what stands in the form at first, and what the editor sees of the answer."""
    return {
        "title": newest_title(entry, text),
        "body": text.source,
        "revision": entry.revision,
        "source": source_of(entry),
    }


def source_of(entry: Entry) -> str:
    """Return the answer's text that an editor sees now, as the forms carry it."""
    if entry.answer_changed and entry.solution is not None:
        return f"{entry.solution.id}:{entry.solution.revision}"
    return f"{entry.answer_id}:{entry.answer_revision}" if entry.answer_id else ""


def _conflict(entry_id: int, form: SolutionForm) -> Conflict:
    """Return what somebody else saved beside what was typed; saved again, the form overwrites that knowingly."""
    entry, theirs = editable(entry_id)
    form.revision.renew(entry.revision)
    form.source.data = source_of(entry)
    mine = one_line(form.title.data or "")
    title = newest_title(entry, theirs)
    facts = [Difference(_("Title"), title, mine)] if title != mine else []
    return Conflict(theirs, fold(differences(theirs.source, form.body.data or "")), facts)
