"""Did this help? One tap, without an account, counted apart from what people with a name say."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import NotFound
from forum.core.refs import Ref
from forum.knowledge.queries import entry_view
from forum.people.policy import VISITOR
from forum.questions.queries import answer_view
from forum.reach.helping import hear_visitor
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.respond import go, is_partial, show
from forum.web.security import csrf, require_own_page

blueprint = Blueprint("helping", __name__)
# Visitors hold no token, and nothing that one would protect.
csrf.exempt(blueprint)

WORDS = {"yes": True, "no": False}


def say(ref: Ref, revision: int, back: str) -> ResponseReturnValue:
    """Count what a visitor says, once a day for each place that they say it from, and thank them each time."""
    word = request.form.get("helped", "")
    if word not in WORDS:
        raise NotFound
    require_own_page()
    if viewer().is_authenticated:
        # Whoever has a name says it with their name, on the page.
        return go(back)
    hear_visitor(ref, revision, helped=WORDS[word], address=request.remote_addr)
    if is_partial():
        return show("questions/parts/thanks.html", helped=WORDS[word])
    return go(with_query(request.path, said=word))


def thank(back: str) -> ResponseReturnValue:
    """Thank a visitor whose browser runs no scripts."""
    return show("questions/thanks.html", helped=WORDS.get(request.args.get("said", ""), True), back=back)


@blueprint.route("/answers/<int:answer_id>/helped", methods=["GET", "POST"])
def answer_helped(answer_id: int) -> ResponseReturnValue:
    """Say whether an answer helped."""
    view, _ = answer_view(VISITOR, answer_id)
    back = url_for("questions.answer", answer_id=answer_id)
    return say(view.answer.ref, view.text.number, back) if request.method == "POST" else thank(back)


@blueprint.route("/solutions/<int:entry_id>/helped", methods=["GET", "POST"])
def entry_helped(entry_id: int) -> ResponseReturnValue:
    """Say whether a solution helped."""
    view = entry_view(VISITOR, entry_id)
    entry = view.entry
    if view.gone is not None:
        raise NotFound
    back = url_for("solutions.show", entry_id=entry_id, slug=entry.slug)
    return say(entry.ref, entry.revision or entry.answer_revision, back) if request.method == "POST" else thank(back)
