"""Private parts of things, in the words of pages."""

from flask_babel import lazy_gettext as _l

from forum.reach.models import Part

PARTS = {
    Part.TEXT: _l("The hidden text"),
    Part.PICTURE: _l("A picture in the hidden text"),
    Part.REPORTERS: _l("Who reported it"),
    Part.ADDRESS: _l("The e-mail address"),
}
