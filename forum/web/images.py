"""Images: sent from an editor or a form, served to those who may see them, erased by those who may."""

from collections.abc import Callable, Iterable, Mapping
from typing import ParamSpec

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from forum.core.errors import Busy, Forbidden, ForumError, Invalid, NotFound, TooMany
from forum.core.markup import images_of as shown_in
from forum.images.models import Image
from forum.images.operations import erase_image
from forum.images.policy import can_erase_image, can_erase_images_by
from forum.images.preparing import BYTES_MAX
from forum.images.queries import images_named, images_of, removed_image
from forum.images.store import store
from forum.images.taking import take_image
from forum.knowledge.images import is_open, said_of
from forum.moderation.images import can_see_image
from forum.questions.opening import note_picture
from forum.web.access import needs_sign_in, viewer
from forum.web.addresses import safe_next
from forum.web.forms import AtMost, Form
from forum.web.respond import done, show
from forum.web.words import say

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
blueprint = Blueprint("images", __name__)

TAKES_FILES = "takes_files"
# A file, and the text of a form around it.
BODY_MAX = BYTES_MAX + 2 * 1024 * 1024
# Nothing in an image can be run, wherever it is opened.
INERT = "default-src 'none'; sandbox"
# In the browser of who was shown it, and nowhere in between: what is hidden later must not lie in a cache that others
# are answered from.
FOR_GOOD = "private, max-age=31536000, immutable"


class RemoveForm(Form):
    """Removing an image."""

    reason = StringField(_l("Reason"), [AtMost(2_000)])


def takes_files(view: View[P]) -> View[P]:
    """Let a view's forms carry a file, from those who are signed in."""
    setattr(view, TAKES_FILES, True)
    return view


def _admit_files() -> None:
    """Let a request be as large as a photo where a file is awaited."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method == "POST" and getattr(view, TAKES_FILES, False) and viewer().is_authenticated:
        request.max_content_length = BODY_MAX


def register(app: Flask) -> None:
    """Admit files, before anything looks at a form."""
    app.before_request(_admit_files)


def seen(name: str) -> tuple[Image, bool]:
    """Return an image that the viewer sees, and whether everybody does; raise `NotFound` for any other."""
    for image in images_named([name]):
        if is_open(image):
            return image, True
        if can_see_image(viewer().actor, image):
            return image, False
    raise NotFound


def removable(texts: Iterable[tuple[int | None, str]]) -> Mapping[str, str]:
    """Return which of the images in these texts, each with its author, the viewer may remove, and what they show.

    One statement where a text shows any that could be theirs to remove, none elsewhere.
    """
    actor, shown = viewer().actor, dict[str, str]()
    for author_id, html in texts:
        if can_erase_images_by(actor, author_id):
            shown |= shown_in(html)
    if not shown:
        return shown
    return {image.name: shown[image.name] for image in images_named(list(shown)) if can_erase_image(actor, image)}


@blueprint.get("/images/<picture>")
def file(picture: str) -> ResponseReturnValue:
    """Serve an image to who sees a text that shows it, or sent it; in the place of one that was erased, words."""
    try:
        image, is_public = seen(picture)
    except NotFound:
        return _removed(picture)
    if not is_public:
        note_picture(viewer().actor, image)
    response = Response(mimetype="image/webp")
    response.set_etag(image.sha256)
    response.headers["Content-Security-Policy"] = INERT
    response.headers["Cache-Control"] = FOR_GOOD if is_public else "private, no-store"
    if not request.if_none_match.contains(image.sha256):
        response.set_data(_read(image))
    return response.make_conditional(request)


def _removed(name: str) -> ResponseReturnValue:
    """Say in the place of an erased image that it is gone, and what the reader's text says that it showed."""
    image = removed_image(name)
    if image is None or not can_see_image(viewer().actor, image):
        raise NotFound
    drawn = render_template("images/removed.svg", description=said_of(viewer().actor, image), locale=get_locale())
    response = Response(drawn, 410, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = f"{INERT}; style-src 'unsafe-inline'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read(image: Image) -> bytes:
    try:
        data = store().get(image.name)
    except OSError as error:
        raise Busy from error
    if data is None:
        raise NotFound
    return data


@blueprint.get("/images")
@needs_sign_in
def own() -> ResponseReturnValue:
    """What the viewer has sent."""
    return show("images/own.html", items=images_of(viewer().actor))


@blueprint.post("/images")
@takes_files
@needs_sign_in
def send() -> ResponseReturnValue:
    """Take an image for a script, which says in words what is wrong with it and goes on with its address."""
    sent = request.files.get("file")
    try:
        image = take_image(viewer().actor, sent.read() if sent else b"", request.form.get("description", ""))
    except ForumError as error:
        return _refused(error)
    return jsonify(url=url_for("images.file", picture=image.name), width=image.width, height=image.height), 201


def _refused(error: ForumError) -> ResponseReturnValue:
    """Say what to do, in the reader's language, with the status that the API has for it."""
    told = error.errors[0].message if isinstance(error, Invalid) and error.errors else error.message
    response = jsonify(message=say(told))
    response.status_code = error.status
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.route("/images/<picture>/remove", methods=["GET", "POST"])
@needs_sign_in
def remove(picture: str) -> ResponseReturnValue:
    """Erase an image wherever it is shown."""
    image, _is_public = seen(picture)
    if not can_erase_image(viewer().actor, image):
        raise Forbidden
    form, back = RemoveForm(), safe_next(request.args.get("back")) or url_for("images.own")
    if form.validate_on_submit():
        try:
            erase_image(viewer().actor, image.name, reason=form.reason.data or "")
            return done(back, _("The picture is removed. Texts that showed it say what it showed."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    # After a refused operation everything is read afresh.
    return show("images/remove.html", form=form, image=seen(picture)[0], back=back)
