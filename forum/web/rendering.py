"""Rendering what the viewer sent, out of their share."""

from flask import request

from forum.core.markup import Rendered
from forum.people.rendering import render_for
from forum.web.access import viewer


def rendered(source: str | None) -> Rendered:
    """Return what was typed as safe HTML. Raises `Invalid`, `TooMany` and `Busy`; the error's page gives it back."""
    return render_for(viewer().actor, source or "", address=request.remote_addr)
