"""All revisions of a solution, with readable differences and what engineers said of each."""

from flask.typing import ResponseReturnValue

from forum.core.diff import differences, fold
from forum.core.errors import NotFound
from forum.knowledge.history import entry_history
from forum.knowledge.policy import can_see_entry_history
from forum.knowledge.queries import entry_view
from forum.web.access import viewer
from forum.web.checks import CHECKS
from forum.web.respond import show
from forum.web.solutions.room import blueprint
from forum.web.trust import line


@blueprint.get("/solutions/<int:entry_id>/history")
def history(entry_id: int) -> ResponseReturnValue:
    """How a solution came about. Of one that readers do not get, it is for its editors."""
    view = entry_view(viewer().actor, entry_id)
    if not can_see_entry_history(viewer().actor, view.entry, is_gone=view.gone is not None):
        raise NotFound
    steps = [
        (step, fold(differences(step.before, step.revision.source)))
        for step in entry_history(viewer().actor, view.entry)
    ]
    return show(
        "solutions/history.html",
        entry=view.entry,
        steps=steps[::-1],
        trust=line(view.trust, view.releases) if view.trust else None,
        checks=CHECKS,
        releases=view.releases,
    )
