"""What the caller is told: the inbox, and the choice of how."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, personal
from forum.notifications.choices import Ways, choices_of, choose
from forum.notifications.models import Topic
from forum.notifications.operations import mark_read
from forum.notifications.queries import inbox


@blueprint.route("/inbox", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, personal.InboxOut)
def get_inbox(args: dict[str, Any]) -> dict[str, Any]:
    """List what the caller is told, the newest first. A page may be shorter: what is hidden by now is left out."""
    page = inbox(writer(), args["cursor"], limit=args["limit"])
    return shapes.listed([shapes.notice(line) for line in page.lines], page.next)


@blueprint.route("/inbox/read", methods=["PUT"])
@blueprint.response(200, personal.UnreadOut)
def put_inbox_read() -> dict[str, int]:
    """Mark everything as read."""
    mark_read(writer())
    return {"unread": 0}


@blueprint.route("/notice-choices")
class Choices(MethodView):
    """How the caller is told of each topic."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, personal.ChoicesOut)
    def get(self) -> dict[str, Any]:
        """Read how the caller is told."""
        return _choices()

    @blueprint.arguments(incoming.ChoicesIn)
    @blueprint.response(200, personal.ChoicesOut)
    def put(self, args: dict[str, Any]) -> dict[str, Any]:
        """Choose for the named topics; others stay as they are."""
        actor = writer()
        chosen = {Topic(each["topic"]): Ways(each["bell"], each["mail"]) for each in args["topics"]}
        choose(actor, actor.id or 0, chosen)
        return _choices()


def _choices() -> dict[str, Any]:
    """Return all topics in their order."""
    chosen = choices_of(writer().id or 0)
    return {
        "topics": [{"topic": topic.value, "bell": chosen[topic].bell, "mail": chosen[topic].mail} for topic in Topic]
    }
