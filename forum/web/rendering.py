"""Rendering what the viewer sent, out of their share."""

from flask import request

from forum.core.markup import Rendered
from forum.people.rendering import render_for
from forum.questions.mentions import names_in
from forum.web.access import viewer


def rendered(source: str | None, question_id: int | None = None) -> Rendered:
    """Return what was typed as safe HTML. Raises `Invalid`, `TooMany` and `Busy`; the error's page gives it back.

    `question_id`: on whose page it is written, so that `@name` can mean who takes part there.
    """
    actor, text = viewer().actor, source or ""
    names = names_in(actor, question_id, text) if question_id is not None else None
    return render_for(actor, text, address=request.remote_addr, names=names)
