"""Where a solution stands, in the words of pages."""

from flask_babel import lazy_gettext as _l

from forum.knowledge.status import Status

STATUSES = {
    Status.NOT_CHECKED: _l("Not checked"),
    Status.CHECKED: _l("Checked"),
    Status.CHECK_DUE: _l("Check due"),
    Status.WITHDRAWN: _l("Withdrawn"),
}
