"""A question's page, and the lasting addresses that lead to places on it."""

from collections.abc import Iterable, Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forum.core.clock import now
from forum.core.containment import Containment
from forum.core.errors import NotFound
from forum.core.markup import safe
from forum.core.refs import Kind, Ref
from forum.knowledge.queries import entry_of, thread_version
from forum.people.policy import is_self
from forum.questions.models import NextAction, Question
from forum.questions.opening import note_reading
from forum.questions.queries import Thread, place_of_answer, place_of_comment, question_of, thread, usual_hours
from forum.questions.queries.kin import new_place
from forum.questions.trust import VERIFIED_KINDS
from forum.web import keeping
from forum.web.access import viewer
from forum.web.cache import Version, cached_for_visitors
from forum.web.checks import CHECKS
from forum.web.images import removable
from forum.web.origin import origin
from forum.web.questions.forms import AnswerForm, CommentForm
from forum.web.questions.room import blueprint, question_url
from forum.web.questions.shapes import AnswerShape, comment_shape, places, warnings_of
from forum.web.respond import show
from forum.web.sharing import qa_page, thread_card

# What an address may say beside the question.
KEPT = ("order", "page", "release", "kept")


def page_number(text: str) -> int:
    """Return the page that an address names; what is no page is the first."""
    return int(text) if text.isdecimal() and 0 < len(text) < 7 and int(text) else 1


def _version(question_id: int, slug: str = "") -> Version:
    """What a visitor's copy of the page is kept by."""
    return thread_version(), {"question": question_id}


@blueprint.get("/questions/<int:question_id>/<slug>", endpoint="show")
@blueprint.get("/questions/<int:question_id>", endpoint="show")
@cached_for_visitors(_version, lambda question_id, slug="": Ref(Kind.QUESTION, question_id))
def show_page(question_id: int, slug: str = "") -> ResponseReturnValue:
    """A question with its answers; one that was merged leads to what it became a part of, for ever."""
    try:
        return question_page(question_id, slug)
    except NotFound:
        return redirect(question_url(_moved(Kind.QUESTION, question_id)), 301)


def _moved(kind: Kind, ident: int) -> Question:
    """Return the question that a thing became, or became a part of; raise `NotFound` where the reader sees none."""
    place = new_place(kind, ident)
    if place is None or place.kind is not Kind.QUESTION:
        raise NotFound
    return question_of(viewer().actor, place.id)


def _led(kind: Kind, ident: int) -> ResponseReturnValue:
    """Lead to where an answer or a comment is now; raise `NotFound` where the reader sees nothing there."""
    place, actor = new_place(kind, ident), viewer().actor
    if place is None:
        raise NotFound
    if place.kind is Kind.QUESTION:
        return redirect(question_url(question_of(actor, place.id)), 302)
    return answer(place.id) if place.kind is Kind.ANSWER else comment_place(place.id)


def question_page(
    question_id: int,
    slug: str | None = None,
    *,
    answer_form: AnswerForm | None = None,
    comment_form: CommentForm | None = None,
    preview: Markup | None = None,
) -> ResponseReturnValue:
    """Return the page, with a form on it that came back to be mended."""
    order = request.args.get("order", "trust")
    asked = request.args.get("release", "")
    number = page_number(request.args.get("page", ""))
    found = thread(viewer().actor, question_id, page=number, order=order, release=asked)
    if slug is not None and slug != found.question.slug:
        query = {name: value for name, value in request.args.items() if name in KEPT}
        return redirect(question_url(found.question, **query), 301)
    note_reading(viewer().actor, found.question)
    warnings = warnings_of(found)
    placed = places(found, warnings)
    shapes = [one for one in placed if isinstance(one, AnswerShape)]
    due_at = found.question.due_at
    returned = answer_form if answer_form is not None else comment_form
    return show(
        "questions/show.html",
        status=422 if returned is not None and (returned.errors or returned.spots) else 200,
        thread=found,
        question=found.question,
        question_html=safe(found.text.html),
        question_origin=origin(found.question),
        places=placed,
        checks=CHECKS,
        pictures=_removable(found, shapes) if viewer().is_authenticated else {},
        answers=shapes,
        accepted_level=next((one.trust.level for one in shapes if one.row.accepted), None),
        verified_kinds=VERIFIED_KINDS,
        usually=_usually(found.question),
        late=due_at is not None and due_at < now(),
        warned=warnings.get(found.question.ref),
        comments=[comment_shape(comment, warnings) for comment in found.comments],
        solution=entry_of(viewer().actor, question_id),
        order=order if order in found.orders else "trust",
        # Only a version that there is goes on into other addresses.
        asked={"release": asked} if asked in found.releases.values() else {},
        preview=preview,
        answer_form=answer_form or _begun(question_id),
        comment_form=comment_form or _begun_comment(question_id),
        card=thread_card(found, {one.id: one.trust for one in shapes}) if _shows_machines(found) else None,
        qa_page=qa_page(found) if _shows_machines(found) else None,
    )


def _removable(found: Thread, shapes: Iterable[AnswerShape]) -> Mapping[str, str]:
    """Return which pictures on the page the viewer may remove."""
    answers = ((one.row.author_id, one.html or "") for one in shapes)
    return removable([(found.question.author_id, found.text.html), *answers])


def _usually(question: Question) -> int | None:
    """Return how many hours an answer usually takes, for the asker who waits for one; None where nobody knows."""
    waits = question.next_action == NextAction.ANSWER and is_self(viewer().actor, question.author_id)
    return usual_hours(question.product_id) if waits and not question.is_imported else None


def _shows_machines(found: Thread) -> bool:
    """Whether the page says what search engines and other sites read: they come as visitors, to the first page.

    Of a question that is held back in any way they read nothing.
    """
    open_to_all = found.question.containment is Containment.NONE
    return not viewer().is_authenticated and found.page == 1 and open_to_all


def _begun(question_id: int) -> AnswerForm | None:
    """Return the form with what somebody typed before: ahead of their sign-in, or as a draft.

    None, the empty one, where there is no such.
    """
    place = url_for("questions.post", question_id=question_id)
    if "kept" in request.args:
        return AnswerForm(action=place, place=place)
    draft = keeping.drafted(place)
    if draft is None:
        return None
    form = AnswerForm(formdata=keeping.as_sent(draft.fields), place=place)
    form.draft = draft
    return form


def _begun_comment(question_id: int) -> CommentForm | None:
    """Return the form with the comment that somebody typed before they had to sign in, None where there is none."""
    if "kept" not in request.args:
        return None
    form = CommentForm(action=url_for("questions.comment", question_id=question_id))
    return form if form.body.data else None


@blueprint.app_template_global()
def empty_answer() -> AnswerForm:
    """Return the form as it is before anything is typed."""
    return AnswerForm(formdata=None)


@blueprint.get("/answers/<int:answer_id>")
def answer(answer_id: int) -> ResponseReturnValue:
    """The lasting address of an answer."""
    try:
        question, page = place_of_answer(viewer().actor, answer_id)
    except NotFound:
        return _led(Kind.ANSWER, answer_id)
    query: dict[str, object] = {name: request.args[name] for name in ("release",) if request.args.get(name)}
    if page > 1:
        query["page"] = page
    return redirect(question_url(question, anchor=f"answer-{answer_id}", **query), 302)


@blueprint.get("/comments/<int:comment_id>")
def comment_place(comment_id: int) -> ResponseReturnValue:
    """The lasting address of a comment."""
    try:
        question, answer_id = place_of_comment(viewer().actor, comment_id)
    except NotFound:
        return _led(Kind.COMMENT, comment_id)
    query: dict[str, object] = {}
    if answer_id is not None:
        page = place_of_answer(viewer().actor, answer_id)[1]
        query = {"page": page} if page > 1 else {}
    return redirect(question_url(question, anchor=f"comment-{comment_id}", **query), 302)
