"""How views answer: a page, a form with what is wrong, or "done" with the way on. Without script and with htmx."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue


def is_partial() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def show(
    template: str, *, form: Any = None, part: str | None = None, status: int | None = None, **values: Any
) -> Response:
    """Return a page; with htmx the template `part` instead, where one is named.

    The status is 422 where `form` came back with errors or with something to look at, else 200.
    """
    if status is None:
        status = 422 if form is not None and (form.errors or form.spots) else 200
    name = part if part is not None and is_partial() else template
    response = make_response(render_template(name, form=form, **values), status)
    response.vary.add("HX-Request")
    return response


def done(
    url: str, text: str | None = None, *, part: str | None = None, undo: str | None = None, **values: Any
) -> ResponseReturnValue:
    """Answer a change that was made: lead to `url` by 303 and say `text` there, with a button that sends to `undo`.

    With htmx: the template `part` with `values` where one is named, else htmx is told to go to `url`.
    """
    if is_partial() and part is not None:
        return show(part, **values)
    if text is not None:
        # The message is a pair where the change can be taken back.
        flash((text, undo) if undo else text, "success")  # type: ignore[arg-type] # the session keeps pairs too
    return go(url)


def go(url: str) -> ResponseReturnValue:
    """Lead to a page of ours, by 303 or in htmx's own way. `url` is a path that we made or `safe_next` let pass."""
    if is_partial():
        return Response(status=200, headers={"HX-Redirect": url})
    return redirect(url, 303)
