"""A picture that a form brings beside its text, where there is no script: it is put at the text's end."""

from flask import request

from forum.core.errors import Invalid, TooMany
from forum.core.text import N_, is_blank, message
from forum.images.taking import take_image
from forum.images.wording import markdown_of
from forum.web.access import viewer
from forum.web.forms import Form
from forum.web.words import say

DESCRIBE = N_("The picture stands at the end of your text. Write between its square brackets what it shows.")


def add_picture(form: Form) -> None:
    """Keep the picture that was sent with the form, and let its text show it.

    `form`: has a text `body`. What is wrong with the picture is said at the text, whatever else is wrong there; nothing
    that was sent is lost.
    """
    sent = request.files.get("body-picture") if request.method == "POST" else None
    if not sent or not sent.filename:
        return
    said = request.form.get("body-picture-shows", "")
    complaints: list[str] = []
    try:
        image = take_image(viewer().actor, sent.read(), said)
    except Invalid as invalid:
        complaints.extend(say(error.message) for error in invalid.errors)
    except TooMany as limit:
        complaints.append(say(limit.message))
    else:
        text = form.body.data or ""
        form.body.data = f"{text}\n\n{markdown_of(image, said)}".strip()
        if is_blank(said):
            complaints.append(say(message(DESCRIBE)))
    # Said at once, and again when the form is validated.
    form.body.process_errors = [*form.body.process_errors, *complaints]
    form.body.errors = [*form.body.errors, *complaints]
