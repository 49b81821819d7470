"""Asking a question, and editing it."""

from collections.abc import Sequence

from flask import Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.catalog.queries import product_of, release_of
from forum.core.errors import Forbidden, Invalid, NotFound, Stale
from forum.core.markup import Rendered
from forum.core.text import N_
from forum.people.drafts import discard_draft
from forum.questions.opening import note_reading
from forum.questions.operations import ask_and_answer, ask_question, edit_question
from forum.questions.operations.asking import QuestionDraft
from forum.questions.policy import can_edit_question
from forum.questions.queries import last_used, thread
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import safe_next
from forum.web.finding import HitShape
from forum.web.images import takes_files
from forum.web.once import once
from forum.web.questions.conflicts import conflict_of_question
from forum.web.questions.forms import AskForm, QuestionForm
from forum.web.questions.guarding import point_out
from forum.web.questions.pictures import add_picture
from forum.web.questions.previewing import preview_of, wants_preview
from forum.web.questions.room import blueprint, post_once, question_url
from forum.web.questions.similar import asked, expected, hits, looked
from forum.web.rendering import rendered
from forum.web.respond import done, is_partial, show
from forum.web.security import csrf

PLACE = "/questions/ask"


def question_form() -> AskForm:
    """Return the form for a new question, with the product that the address names, else what its asker uses."""
    form = AskForm(data=_chosen() if request.method == "GET" else None, place=PLACE)
    form.offer_catalogue()
    return form


def _chosen() -> dict[str, str]:
    """Return product and version to begin with."""
    if product := request.args.get("product"):
        return {"product": product}
    used = last_used(viewer().actor)
    if used is None:
        return {}
    return {"product": used.product, "release": f"{used.product}:{used.release}" if used.release else ""}


def ask_page(form: AskForm, *, alike: Sequence[HitShape] | None = None, preview: Markup | None = None) -> Response:
    """Return the page with the form, and with what is like it where somebody asked for that."""
    return show("questions/ask.html", form=form, alike=alike, preview=preview, expected=expected(form.product_id))


@blueprint.get("/questions/ask")
def ask() -> ResponseReturnValue:
    """The form for a new question. Visitors may fill it in; sending it leads them to sign in."""
    return ask_page(question_form())


@blueprint.route("/questions/similar", methods=["GET", "POST"])
def similar_ones() -> ResponseReturnValue:
    """What is like a question that somebody is writing: a part of the page for scripts, else the page with it."""
    sent = request.form if request.method == "POST" else request.args
    form = AskForm(formdata=sent, place=PLACE)
    form.offer_catalogue()
    found = hits(form.title.data or "", form.body.data or "")
    if is_partial():
        return show("questions/parts/similar.html", alike=found, expected=expected(form.product_id))
    return ask_page(form, alike=found)


# Visitors hold no token, and nothing is changed.
csrf.exempt(similar_ones)


@blueprint.get("/questions/similar/open")
def open_similar() -> ResponseReturnValue:
    """Lead to something similar, and count that somebody looked before they asked."""
    to = safe_next(request.args.get("to"))
    if to is None:
        raise NotFound
    return looked(make_response(redirect(to, 303)))


@blueprint.post("/questions/ask")
@takes_files
@needs_sign_in
def send() -> ResponseReturnValue:
    """Ask."""
    form = question_form()
    add_picture(form)
    if wants_preview():
        return ask_page(form, preview=preview_of(form))
    if form.validate_on_submit() and not point_out(form):
        try:
            place, told = _ask(form)
            discard_draft(viewer().actor, PLACE)
            return asked(make_response(done(place, told)))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return ask_page(form)


def _ask(form: AskForm) -> tuple[str, str]:
    """Ask, and answer in the same step where the asker knows the answer; return where it stands and what to say."""
    actor, draft = viewer().actor, draft_of(form)
    online = _("Your question is online. You are told as soon as somebody answers.")
    if not form.answer.data:
        return post_once(lambda: ask_question(actor, draft), question_url, online)
    answer = rendered(form.answer.data)
    return post_once(lambda: ask_and_answer(actor, draft, answer), question_url, online)


def draft_of(form: QuestionForm) -> QuestionDraft:
    """Return what the form says, its text rendered before any transaction begins.

    A version names its product too; raise `Invalid` where another one was chosen.
    """
    slug, _colon, release = (form.release.data or "").partition(":")
    product = product_of(form.product.data or slug or None)
    if product and slug and product.slug != slug:
        raise Invalid.one("release", "unknown", N_("Choose a version of the chosen product."))
    found = release_of(product.id if product else None, release) if product else None
    return QuestionDraft(
        title=form.title.data,
        body=body_of(form.body.data),
        product_id=product.id if product else None,
        release_id=found.id if found else None,
        environment=form.environment.data or "",
        tags=form.tag_names(),
    )


def body_of(text: str | None) -> Rendered:
    """Render what was typed."""
    return rendered(text)


@blueprint.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@takes_files
@needs_sign_in
def edit(question_id: int) -> ResponseReturnValue:
    """Edit a question."""
    found = thread(viewer().actor, question_id)
    question = found.question
    if not can_edit_question(viewer().actor, question):
        raise Forbidden
    note_reading(viewer().actor, question)
    release = f"{question.product.slug}:{question.release.name}" if question.product and question.release else ""
    form = QuestionForm(
        place=request.path,
        data={
            "title": question.title,
            "body": found.text.source,
            "product": question.product.slug if question.product else "",
            "release": release,
            "environment": question.environment,
            "tags": ", ".join(tag.name for tag in found.tags),
            "revision": question.revision,
        },
    )
    form.offer_catalogue()
    add_picture(form)
    if wants_preview():
        return show("questions/edit.html", form=form, question=question, preview=preview_of(form))
    conflict = None
    if form.validate_on_submit() and not point_out(form, known=f"{found.text.source}\n{question.environment}"):
        try:
            place = _save(question_id, form)
            discard_draft(viewer().actor, request.path)
            return done(place, _("Saved."))
        except Invalid as invalid:
            form.apply_errors(invalid)
        except Stale as stale:
            conflict = conflict_of_question(question_id, stale.current, form)
            form.revision.renew(stale.current)
    status = 409 if conflict else None
    # After a refused operation everything is read afresh.
    question = thread(viewer().actor, question_id).question
    return show("questions/edit.html", form=form, question=question, conflict=conflict, status=status)


def _save(question_id: int, form: QuestionForm) -> str:
    """Write the new revision; return where the question stands."""
    actor, draft, base, note = viewer().actor, draft_of(form), form.revision.number or 0, form.note.data or ""
    return once(lambda: question_url(edit_question(actor, question_id, draft, base_revision=base, note=note)))
