"""Reporting something to the moderators: one page for every kind of thing."""

from dataclasses import dataclass
from typing import Protocol

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from forum.core.containment import Hazard
from forum.core.errors import Forbidden, Invalid
from forum.core.markup import safe
from forum.flags.models import Flag, FlagKind
from forum.flags.operations import Report, report_person
from forum.flags.policy import can_flag
from forum.knowledge.queries import entry_at_work
from forum.knowledge.reporting import report_entry
from forum.people.policy import Actor
from forum.people.queries import person_by_id
from forum.questions.models import Question
from forum.questions.operations import report_answer, report_comment, report_question
from forum.questions.queries import answer_view, comment_view, place_of_comment, question_of, question_revision
from forum.web.access import needs_sign_in, viewer
from forum.web.forms import AtMost, Chosen, Form, Required
from forum.web.hazards import hazard_choices, severity_choices
from forum.web.questions.room import question_url
from forum.web.questions.shapes import AnswerShape, answer_shape
from forum.web.respond import done, show
from forum.web.solutions.room import solution_url

blueprint = Blueprint("reports", __name__)

KINDS = {
    FlagKind.DANGEROUS: _l("Dangerous: following it could do harm"),
    FlagKind.WRONG: _l("Wrong: it does not do what it says"),
    FlagKind.SPAM: _l("Spam or a scam"),
    FlagKind.ABUSE: _l("Abuse: it attacks somebody"),
    FlagKind.PRIVACY: _l("Private: it shows what is nobody's business"),
    FlagKind.OFF_TOPIC: _l("Off topic: it does not belong here"),
    FlagKind.ATTENTION: _l("Something else that a moderator should see"),
}
# What can be the matter with a profile, which gives no advice.
OF_PEOPLE = (FlagKind.SPAM, FlagKind.ABUSE, FlagKind.PRIVACY, FlagKind.ATTENTION)


class ReportForm(Form):
    """What is the matter."""

    kind = RadioField(_l("What is the matter?"), [Required(_l("Choose what is the matter."))])
    reason = TextAreaField(
        _l("Say it in a sentence"),
        [Required(_l("Say in a sentence what is the matter, so that a moderator can act on it.")), AtMost(2_000)],
    )
    link = StringField(_l("A page that shows it"), [Optional(), AtMost(2_000)])
    hazard = SelectField(
        _l("What could go wrong"),
        [Optional(), Chosen(_l("Choose from the list what could go wrong."))],
        choices=hazard_choices(),
    )
    severity = SelectField(
        _l("How bad"),
        [Optional(), Chosen(_l("Choose from the list how bad it is."))],
        choices=severity_choices(),
    )

    def report(self) -> Report:
        """Return what was said."""
        return Report(
            FlagKind(self.kind.data),
            self.reason.data or "",
            Hazard(self.hazard.data) if self.hazard.data else None,
            int(self.severity.data) if self.severity.data else None,
            self.link.data or "",
        )


class Send(Protocol):
    """An operation that reports a thing by its number."""

    def __call__(self, actor: Actor, ident: int, report: Report, /) -> Flag:
        """Report it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is reported: its text (`html`, or an `answer` with its marks), where it stands, and who wrote it.

    `product_id` None and `advises` False: nothing in it can be followed, so no hazard is asked for.
    """

    heading: str
    title: str
    back: str
    author_id: int | None
    product_id: int | None
    html: Markup | str
    answer: AnswerShape | None = None
    question: Question | None = None
    advises: bool = True


@blueprint.route("/questions/<int:question_id>/report", methods=["GET", "POST"])
@needs_sign_in
def question(question_id: int) -> ResponseReturnValue:
    """Report a question."""
    found = question_of(viewer().actor, question_id)
    text = question_revision(found.id, found.revision)
    html = safe(text.html) if text is not None else ""
    target = Target(
        _("Report a question"), found.title, question_url(found), found.author_id, found.product_id, html, None, found
    )
    return _page(question_id, target, report_question)


@blueprint.route("/answers/<int:answer_id>/report", methods=["GET", "POST"])
@needs_sign_in
def answer(answer_id: int) -> ResponseReturnValue:
    """Report an answer."""
    view, releases = answer_view(viewer().actor, answer_id)
    found, shape = view.answer.question, answer_shape(view, releases)
    back = url_for("questions.answer", answer_id=answer_id)
    author_id = view.answer.author_id
    target = Target(_("Report an answer"), found.title, back, author_id, found.product_id, "", shape, found)
    return _page(answer_id, target, report_answer)


@blueprint.route("/comments/<int:comment_id>/report", methods=["GET", "POST"])
@needs_sign_in
def comment(comment_id: int) -> ResponseReturnValue:
    """Report a comment."""
    found, _beneath = place_of_comment(viewer().actor, comment_id)
    said = comment_view(viewer().actor, comment_id)
    back = url_for("questions.comment_place", comment_id=comment_id)
    html = safe(said.html)
    target = Target(_("Report a comment"), found.title, back, said.author_id, found.product_id, html, None, found)
    return _page(comment_id, target, report_comment)


@blueprint.route("/solutions/<int:entry_id>/report", methods=["GET", "POST"])
@needs_sign_in
def solution(entry_id: int) -> ResponseReturnValue:
    """Report a solution; of one that shows an answer as it is, the answer is reported."""
    view = entry_at_work(viewer().actor, entry_id)
    entry, text = view.entry, view.text
    author_id = text.author_id if text is not None else None
    html = safe(text.html) if text is not None else ""
    target = Target(_("Report a solution"), entry.title, solution_url(entry), author_id, entry.product_id, html)
    return _page(entry_id, target, report_entry)


@blueprint.route("/people/<int:person_id>/report", methods=["GET", "POST"])
@needs_sign_in
def person(person_id: int) -> ResponseReturnValue:
    """Report what somebody shows of themselves."""
    found = person_by_id(person_id)
    back = url_for("people.profile", person_id=found.id, slug=found.slug)
    target = Target(_("Report a profile"), found.name, back, found.id, None, found.about, advises=False)
    return _page(person_id, target, report_person)


def _page(ident: int, target: Target, send: Send) -> ResponseReturnValue:
    """Show the form, or send it and lead back."""
    if not can_flag(viewer().actor, target.author_id):
        raise Forbidden
    form = ReportForm()
    form.kind.choices = [SelectChoice(kind.value, KINDS[kind]) for kind in (KINDS if target.advises else OF_PEOPLE)]
    if form.validate_on_submit():
        try:
            send(viewer().actor, ident, form.report())
            return done(target.back, _("Thank you. A moderator will look at it, and you will be told what came of it."))
        except Invalid as invalid:
            form.apply_errors(invalid)
    return show("reports/new.html", form=form, target=target)
