"""What people are told, and how: their own page of choices, and the link in every letter that ends letters like it."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.core.text import Message
from forum.notifications.choices import ALWAYS_IN_BELL, Ways, choices_of, choose
from forum.notifications.models import Topic
from forum.notifications.unsubscribing import read_token
from forum.notifications.unsubscribing import unsubscribe as end_letters
from forum.notifications.wording import TOPICS
from forum.web.access import needs_sign_in, viewer
from forum.web.respond import done, show
from forum.web.security import csrf
from forum.web.words import say

blueprint = Blueprint("letters", __name__)


@blueprint.route("/account/notices", methods=["GET", "POST"])
@needs_sign_in
def choices() -> ResponseReturnValue:
    """Choose what to be told by the bell and by mail."""
    actor = viewer().actor
    person_id = actor.id or 0
    if request.method == "POST":
        ticked = set(request.form.getlist("told"))
        choose(actor, person_id, {topic: Ways(f"{topic}.bell" in ticked, f"{topic}.mail" in ticked) for topic in Topic})
        return done(url_for("letters.choices"), _("Your choice is saved."))
    chosen = choices_of(person_id)
    rows = [(topic.value, say(Message(TOPICS[topic])), chosen[topic]) for topic in Topic]
    return show("notices/choices.html", rows=rows, always=ALWAYS_IN_BELL)


@blueprint.get("/letters/<token>/unsubscribe")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask whoever opened the link of a letter whether such letters shall end; reading changes nothing."""
    topic = read_token(token).topic
    return show("notices/unsubscribe.html", topic=say(Message(TOPICS[topic])), ended=False)


# The token of the link is what proves who asks: mail programs send this without a page of ours and without a cookie.
@blueprint.post("/letters/<token>/unsubscribe")
@csrf.exempt  # type: ignore[untyped-decorator] # Flask-WTF ships no types
def end(token: str) -> ResponseReturnValue:
    """End letters of the topic; twice is once."""
    topic = end_letters(token).topic
    return show("notices/unsubscribe.html", topic=say(Message(TOPICS[topic])), ended=True)
