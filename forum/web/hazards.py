"""What could go wrong, in the words of pages: each goes on after "following this"."""

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from forum.core.containment import Hazard

HAZARDS = {
    Hazard.DATA_LOSS: _l("could lose data"),
    Hazard.SECURITY: _l("could open a security hole"),
    Hazard.SAFETY: _l("could hurt someone"),
    Hazard.MONEY: _l("could cost money"),
    Hazard.LEGAL: _l("could break the law or the warranty"),
    Hazard.PRIVACY: _l("could give away private data"),
}


def hazard_choices() -> list[SelectChoice]:
    """Return the choices of a form, none named first."""
    return [SelectChoice("", _l("Not named")), *(SelectChoice(each.value, words) for each, words in HAZARDS.items())]
