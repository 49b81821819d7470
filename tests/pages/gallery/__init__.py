"""The gallery: every component in its states, on pages of its own, with the templates and files that the site serves.

`python -m tests.pages.gallery` shows it on http://127.0.0.1:5199 while one works on the look: `/thread`, `/list`,
`/parts`, `/queue`, `/error/404`. `?stretch=0.4` lengthens every text by 40 %, `?out` shows it to a visitor, `?flash`
with messages. The tests look at the same pages.
"""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, flash, redirect, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect

from forum.config import ROOT
from forum.web import quick
from forum.web.security import POLICY
from forum.web.templating import when
from forum.web.words import day
from tests.pages.gallery import people, threads
from tests.pages.gallery.forms import CHECK_CARDS, Asking, came_back

FILLER = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore " * 3


@dataclass
class Sent:
    """What was sent to the gallery: the forms that arrived, and how the next preview is answered."""

    forms: list[dict[str, str]] = field(default_factory=list)
    preview_fails: bool = False


def make_gallery() -> tuple[Flask, Sent]:
    """Return the gallery and what is sent to it."""
    app = Flask("gallery", static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.jinja_loader.searchpath.append(str(Path(__file__).parent / "templates"))  # set by Flask
    app.config["SECRET_KEY"] = "of the gallery"
    # A link in a component needs no page behind it here.
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"/elsewhere/{endpoint}")
    Babel(app)
    guard = CSRFProtect(app)
    sent = Sent()
    _name_the_site(app)
    _add_pages(app, sent, guard)
    return app, sent


def _stretched(text: str, **values: object) -> str:
    """The text as in a language that needs more room."""
    room = int(len(text) * request.args.get("stretch", 0.0, float))
    longer = f"{text} {FILLER[:room].strip()}" if room else text
    return longer % values if values else longer


def _name_the_site(app: Flask) -> None:
    languages = [people.Language("en", "English", True), people.Language("de", "Deutsch", False)]
    app.jinja_env.filters.update(when=when, day=day)
    app.jinja_env.globals.update(
        {
            **quick.drawings("/static/icons.svg"),
            # Every text may be stretched, so nothing is kept.
            "kept": lambda macro, *values: macro(*values),
            "_": _stretched,
            "gettext": _stretched,
            "ngettext": lambda one, many, n, **values: _stretched(one if n == 1 else many, **{"num": n, **values}),
            "can": SimpleNamespace(engineer=lambda: True, moderate=lambda: True),
            "site": {"name": "Vouch", "language": "en", "languages": languages, "source_url": "/elsewhere/source"},
        }
    )


def _add_pages(app: Flask, sent: Sent, guard: CSRFProtect) -> None:
    @app.get("/<page>")
    def show(page: str) -> str:
        if "flash" in request.args:
            flash("Your answer is posted. Ada Thorne is told.", "success")
            flash("The link is older than two hours. Ask for a new one.", "error")
        return render_template(f"{page}.html", **_everything())

    @app.get("/error/<int:code>")
    def error(code: int) -> tuple[str, int]:
        return render_template(f"errors/{code}.html", viewer=people.VISITOR, request_id="7f3a-91c2", typed={}), code

    @app.post("/sent")
    def receive() -> Any:
        sent.forms.append(request.form.to_dict())
        return redirect("/thanks", 303)

    @app.post("/preview")
    def preview() -> tuple[str, int]:
        return ("", 422) if sent.preview_fails else (str(threads.LONG_TEXT), 200)

    @app.get("/elsewhere/<path:_rest>")
    def elsewhere(_rest: str) -> str:
        return render_template("thanks.html", viewer=people.VISITOR)

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    guard.exempt(receive)


def _everything() -> dict[str, Any]:
    """All that a page of the gallery may show."""
    return {
        "viewer": people.VISITOR if "out" in request.args else people.VIEWER,
        "people": people.CAST,
        "trusts": threads.TRUSTS,
        "questions": threads.QUESTIONS,
        "answers": threads.ANSWERS,
        "comments": threads.COMMENTS,
        "hits": threads.HITS,
        "changes": threads.CHANGES,
        "short_text": threads.SHORT_TEXT,
        "now": threads.NOW,
        "form": Asking(meta={"csrf": False}),
        "returned": came_back(),
        "check_cards": CHECK_CARDS,
    }
