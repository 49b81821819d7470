"""The editors' list of solutions whose answer was changed since, and the page on which they decide what follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.diff import Change, differences, fold
from forum.core.errors import Conflict, Forbidden, Invalid, Stale
from forum.core.markup import safe
from forum.core.text import N_
from forum.knowledge.editing import keep_entry, take_over_answer
from forum.knowledge.models import Entry
from forum.knowledge.policy import can_edit_entry
from forum.knowledge.queries import entry_at_work, newest_text
from forum.knowledge.queues import answer_changed
from forum.moderation.counts import editors_counts
from forum.questions.queries import answer_revision
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done, go, show
from forum.web.solutions.forms import ReviewForm
from forum.web.solutions.room import blueprint, editor, solution_url
from forum.web.trust import mark
from forum.web.words import say


@dataclass(frozen=True, slots=True)
class News:
    """How the answer differs from the text that the solution was made from; `swapped`: it is another answer."""

    changes: Sequence[Change]
    swapped: bool
    source: str


def news_of(entry: Entry) -> News | None:
    """Return what is new in the answer, None where the solution is up to date. Two statements."""
    new = entry.solution
    if not entry.answer_changed or new is None:
        return None
    before = answer_revision(entry.answer_id, entry.answer_revision) if entry.answer_id else None
    after = answer_revision(new.id, new.revision)
    if after is None:
        return None
    changes = fold(differences(before.source if before else "", after.source))
    return News(changes, new.id != entry.answer_id, f"{new.id}:{new.revision}")


@blueprint.get("/solutions/changed")
@needs_sign_in
def changed_list() -> ResponseReturnValue:
    """Solutions whose answer was changed, the longest untouched first."""
    page = answer_changed(editor(), cursor=request.args.get("cursor"))
    rows = [(entry, mark(entry.level)) for entry in page.items]
    return show("solutions/changed.html", rows=rows, page=page, counts=editors_counts(viewer().actor))


@blueprint.route("/solutions/<int:entry_id>/review", methods=["GET", "POST"])
@needs_sign_in
def review(entry_id: int) -> ResponseReturnValue:
    """Take over what the answer says now, or leave the solution as it is."""
    entry = entry_at_work(viewer().actor, entry_id).entry
    if not can_edit_entry(viewer().actor, entry):
        raise Forbidden
    form = ReviewForm(data={"revision": entry.revision})
    if form.validate_on_submit():
        try:
            return done(_decide(entry, form), _("Done. The solution is up to date with its answer."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except (Conflict, Stale) as conflict:
            form.form_errors.append(say(conflict.message))
            entry = entry_at_work(viewer().actor, entry_id).entry
    news = news_of(entry)
    if news is None:
        return go(solution_url(entry))
    form.revision.renew(entry.revision)
    form.source.data = news.source
    return show(
        "solutions/review.html", form=form, entry=entry, news=news, question=entry.question, html=safe(_html(entry))
    )


def _html(entry: Entry) -> str:
    return newest_text(entry).html


def _decide(entry: Entry, form: ReviewForm) -> str:
    """Do what the button says; return where to go on."""
    source, choice = form.source.source, request.form.get("choice", "")
    if source is None or choice not in {"take", "keep"}:
        raise Invalid.one("", "required", N_("Choose what becomes of the solution."))
    verb = take_over_answer if choice == "take" else keep_entry
    verb(viewer().actor, entry.id, base_revision=form.revision.number or 0, source=source)
    waiting = answer_changed(viewer().actor, limit=1).items
    return url_for("solutions.changed_list") if waiting else solution_url(entry)
