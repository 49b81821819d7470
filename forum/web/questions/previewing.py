"""The preview without scripts: the form is sent, nothing is saved, and it comes back with what was made of the text."""

from flask import request
from markupsafe import Markup

from forum.core.errors import Invalid
from forum.core.markup import safe
from forum.web.forms import Form
from forum.web.rendering import rendered


def wants_preview() -> bool:
    """Whether the button "Preview" sent the form."""
    return request.method == "POST" and "preview" in request.form


def preview_of(form: Form) -> Markup | None:
    """Return what the text will look like, None where it cannot be made; why stands at its field."""
    try:
        return safe(rendered(form["body"].data).html)
    except Invalid as invalid:
        form.apply_errors(invalid)
        return None
