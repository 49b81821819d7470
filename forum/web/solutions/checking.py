"""The engineers' list of solutions to check, and the page on which they check what an editor wrote."""

from collections.abc import Sequence

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.diff import Change, differences, fold
from forum.core.errors import Conflict, Forbidden, Invalid
from forum.core.markup import safe
from forum.knowledge.history import EntryStep, entry_history
from forum.knowledge.policy import can_check_entry
from forum.knowledge.queries import EntryView, entry_at_work
from forum.knowledge.queues import awaiting_entry_check
from forum.moderation.counts import editors_counts
from forum.moderation.entry_verdicts import give_entry_verdict
from forum.moderation.verdicts import VerdictDraft, review_by_for
from forum.people.policy import Actor
from forum.web.access import needs_sign_in, viewer
from forum.web.checks import CHECKS, EVIDENCE
from forum.web.hazards import HAZARDS
from forum.web.once import once
from forum.web.respond import done, go, show
from forum.web.solutions.room import blueprint, editor, solution_url
from forum.web.staff.engineering import due_kept
from forum.web.staff.forms import EVIDENCE_KEYS, KEYS, CheckForm, found_before
from forum.web.trust import line, mark
from forum.web.words import say


@blueprint.get("/solutions/check")
@needs_sign_in
def check_list() -> ResponseReturnValue:
    """Solutions whose text an engineer should read, the longest waiting first."""
    page = awaiting_entry_check(editor(), cursor=request.args.get("cursor"))
    rows = [(entry, mark(entry.level)) for entry in page.items]
    return show("solutions/check_list.html", rows=rows, page=page, counts=editors_counts(viewer().actor))


@blueprint.route("/solutions/<int:entry_id>/check", methods=["GET", "POST"])
@needs_sign_in
def check(entry_id: int) -> ResponseReturnValue:
    """Check what an editor wrote; a re-check shows only what changed since the text that was judged."""
    actor = viewer().actor
    view, steps = _to_check(actor, entry_id)
    if not steps:
        return go(url_for("engineering.check", answer_id=view.entry.answer_id))
    form = CheckForm(data=_prefilled(view))
    form.offer_releases(dict(view.releases))
    form.verdict.label.text = _("This solution is")
    if form.validate_on_submit():
        try:
            place = once(lambda: _judge(actor, view, form.draft_of_verdict()))
            return done(place, _("Checked. The page and the search show it at once."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(say(conflict.message))
            view, steps = _to_check(actor, entry_id)
            form.revision.renew(view.entry.revision)
    view, steps = _to_check(actor, entry_id)
    verdicts = [mark for step in steps for mark in step.verdicts]
    return show(
        "solutions/check.html",
        form=form,
        entry=view.entry,
        question=view.entry.question,
        html=safe(steps[-1].revision.html),
        revision=steps[-1].revision,
        changes=_changes(view, steps),
        trust=line(view.trust, view.releases) if view.trust else None,
        verdicts=sorted(verdicts, key=lambda one: one.number, reverse=True),
        differ=view.entry.disagreement,
        releases=view.releases,
        words=CHECKS,
        grounds=EVIDENCE,
        hazards=HAZARDS,
        skip_url=url_for("solutions.check_list"),
        cancel_url=solution_url(view.entry),
        mends=False,
        keys={kind.value: {"level": kind.value, "key": key} for kind, key in KEYS.items()},
        evidence_keys=EVIDENCE_KEYS,
    )


def _to_check(actor: Actor, entry_id: int) -> tuple[EntryView, Sequence[EntryStep]]:
    """Return a solution with its revisions, none while it shows an answer; refuse who may not check the newest."""
    view = entry_at_work(actor, entry_id)
    steps = entry_history(actor, view.entry)
    if not can_check_entry(actor, view.entry, steps[-1].revision.author_id if steps else None):
        raise Forbidden
    return view, steps


def _prefilled(view: EntryView) -> dict[str, object]:
    """Return what an engineer need not type."""
    question = view.entry.question
    release = question.release_id if question is not None else None
    return {
        "revision": view.entry.revision,
        "seen": view.entry.version,
        "releases": [str(release)] if release is not None else [],
        "evidence": "",
        "review_by": review_by_for(view.entry.product_id),
        **(found_before(view.trust) if view.trust else {}),
    }


def _changes(view: EntryView, steps: Sequence[EntryStep]) -> list[Change] | None:
    """Return the difference to the newest text that was judged, None where none was or nothing changed.

    Where only the text behind the first revision was judged, that is the one to compare with.
    """
    judged = view.trust.judged_revision if view.trust else None
    if judged is None or judged == view.entry.revision:
        return None
    before = next((step.revision.source for step in steps if step.revision.number == judged), steps[0].before)
    return fold(differences(before, steps[-1].revision.source))


def _judge(actor: Actor, view: EntryView, draft: VerdictDraft) -> str:
    """Give the verdict; return where the engineer goes on."""
    give_entry_verdict(actor, view.entry.id, draft)
    return _next_url(actor, view)


def _next_url(actor: Actor, view: EntryView) -> str:
    """Return the engineer's list of new versions, else the next solution to check, else the one that was checked."""
    if kept := due_kept():
        return url_for("engineering.due_list", version=kept.get("version"))
    waiting = awaiting_entry_check(actor, limit=1).items
    return url_for("solutions.check", entry_id=waiting[0].id) if waiting else solution_url(view.entry)
