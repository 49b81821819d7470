"""What the site runs with, for admins to read. Settings come from the environment, so nothing is changed here."""

from flask.typing import ResponseReturnValue

from forum import config
from forum.core.errors import NotFound
from forum.core.text import message
from forum.people.policy import can_read_settings
from forum.web.access import needs_sign_in, viewer
from forum.web.admin.people import blueprint
from forum.web.respond import show
from forum.web.words import say


@blueprint.get("/settings")
@needs_sign_in
def settings() -> ResponseReturnValue:
    """List every setting: its value, whether it was set, what it is. Secrets are not shown."""
    if not can_read_settings(viewer().actor):
        raise NotFound
    lines = [(told, say(message(told.about))) for told in config.told(config.current())]
    return show("admin/settings.html", settings=lines)
