"""The forms of solutions."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from forum.knowledge.editing import Source
from forum.questions.operations.asking import TITLE_MAX
from forum.web.forms import AtMost, Form, HiddenNumber, Required
from forum.web.questions.forms import BODY_MAX


class SourceField(HiddenField):  # type: ignore[misc] # WTForms has no types
    """The answer's text that the editor has before them, as "12:3"."""

    @property
    def source(self) -> Source | None:
        """What was sent, None for anything else."""
        answer, _colon, revision = str(self.data or "").partition(":")
        if not all(part.isdecimal() and len(part) < 10 for part in (answer, revision)):
            return None
        return Source(int(answer), int(revision))


class SolutionForm(Form):
    """Improving a solution."""

    title = StringField(_l("Title"), [Required(_l("Give it a title that says what it solves.")), AtMost(TITLE_MAX)])
    body = TextAreaField(_l("Solution"), [Required(_l("Write what to do, step by step.")), AtMost(BODY_MAX)])
    note = StringField(_l("What you changed"), [Optional(), AtMost(300)])
    revision = HiddenNumber()
    source = SourceField()


class RetireForm(Form):
    """Taking a solution out for good."""

    successor = StringField(_l("Number or address of the solution in its place"), [Optional(), AtMost(300)])
    reason = TextAreaField(_l("Why it is gone, for readers"), [Optional(), AtMost(2_000)])


class ReviewForm(Form):
    """Saying what becomes of a solution whose answer was changed."""

    revision = HiddenNumber()
    source = SourceField()
