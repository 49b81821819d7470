"""What could go wrong, in the words of pages: each goes on after "following this"."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms.fields.choices import SelectChoice

from forum.questions.trust import HAZARDS as WORDS
from forum.web.words import say

HAZARDS = {hazard: LazyString(say, words) for hazard, words in WORDS.items()}

SEVERITIES = {
    1: _l("a nuisance"),
    2: _l("costs time or money"),
    3: _l("serious loss"),
    4: _l("harm that cannot be undone"),
}


def severity_choices() -> list[SelectChoice]:
    """Return the choices of how bad it is, none named first."""
    return [SelectChoice("", _l("Not named")), *(SelectChoice(str(each), words) for each, words in SEVERITIES.items())]


def hazard_choices() -> list[SelectChoice]:
    """Return the choices of a form, none named first."""
    return [SelectChoice("", _l("Not named")), *(SelectChoice(each.value, words) for each, words in HAZARDS.items())]
