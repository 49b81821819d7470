"""Before something goes online its writer is shown, once, what they might not want to publish. Nothing is refused."""

from dataclasses import dataclass
from hashlib import blake2b

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from forum.flags.secrets import MASK, Secret, SecretKind, find_secrets
from forum.web.forms import Form

AROUND = 40
# More on one page would not be read; what is left is found the next time.
MOST = 20
WORDS = {
    SecretKind.KEY: _l("looks like a key"),
    SecretKind.PASSWORD: _l("looks like a password"),
    SecretKind.CARD: _l("looks like the number of a card"),
    SecretKind.ACCOUNT: _l("looks like the number of a bank account"),
    SecretKind.MAIL: _l("is an e-mail address"),
    SecretKind.PHONE: _l("looks like a phone number"),
    SecretKind.ADDRESS: _l("looks like where somebody lives"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: what it looks like, the words around it, and the name that the button "Mask this" says."""

    says: object
    before: str
    found: str
    after: str
    name: str


def point_out(form: Form, *, known: str = "") -> bool:
    """Put on the form what its writer should look at before it is posted, and return whether there is anything.

    What they pressed "Mask this" for is masked first; after "Post as it is" nothing is pointed out. `known` is what was
    online before: it is not pointed out again.
    """
    # What a form carries and nobody types, as the number of a revision, is no text of theirs.
    typed = [field for field in form if isinstance(field, StringField) and not isinstance(field, HiddenField)]
    fields = [field for field in typed if field.data]
    for field in fields:
        field.data = _masked(field.name, field.data)
    if "secrets_ok" not in request.form:
        form.spots = [
            _spot(field.name, field.data, secret)
            for field in fields
            for secret in find_secrets(field.data)
            if field.data[secret.start : secret.end] not in known
        ][:MOST]
    return bool(form.spots)


def _spot(field: str, text: str, secret: Secret) -> Spot:
    before, after = text[max(0, secret.start - AROUND) : secret.start], text[secret.end : secret.end + AROUND]
    found = text[secret.start : secret.end]
    return Spot(WORDS[secret.kind], before, found, after, _name(field, found))


def _name(field: str, found: str) -> str:
    """Return the name of a finding, which does not change while its words do not."""
    return f"{field}:{blake2b(found.encode(), digest_size=8).hexdigest()}"


def _masked(field: str, text: str) -> str:
    """Return a text without what its writer asked to mask."""
    asked = request.form.getlist("mask")
    words = {text[one.start : one.end] for one in find_secrets(text)} if asked else set()
    for word in words:
        if _name(field, word) in asked:
            text = text.replace(word, MASK)
    return text
