"""The blueprint that the modules of this room add their pages to, and the addresses between them."""

from flask import Blueprint, url_for

from forum.core.errors import NotFound
from forum.knowledge.models import Entry
from forum.knowledge.policy import can_edit_solutions
from forum.people.policy import Actor
from forum.web.access import viewer

blueprint = Blueprint("solutions", __name__)


def solution_url(entry: Entry) -> str:
    """Return the address of a solution's page."""
    return url_for("solutions.show", entry_id=entry.id, slug=entry.slug)


def editor() -> Actor:
    """Return the viewer if they look after any solutions; to everybody else there are no such pages."""
    if not can_edit_solutions(viewer().actor):
        raise NotFound
    return viewer().actor
