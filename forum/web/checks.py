"""What staff found and on what grounds, and what moderators decided, in the words of pages."""

from flask_babel import lazy_gettext as _l

from forum.core.containment import Containment
from forum.questions.trust import Evidence, VerdictKind

CHECKS = {
    VerdictKind.VERIFIED: _l("Right"),
    VerdictKind.CONDITIONAL: _l("Right if..."),
    VerdictKind.INCORRECT: _l("Wrong"),
    VerdictKind.UNSAFE: _l("Dangerous"),
    VerdictKind.OUTDATED: _l("Out of date"),
}
EFFECTS = {
    Containment.WARNED: _l("Warning above the text"),
    Containment.FOLDED: _l("Hidden behind a warning"),
    Containment.QUARANTINED: _l("Hidden while we check"),
}
EVIDENCE = {
    Evidence.TESTED: _l("tested"),
    Evidence.DOCUMENTED: _l("documented"),
    Evidence.EXPERIENCE: _l("from experience"),
}
