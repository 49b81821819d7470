"""The forms of questions and answers."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from forum.catalog.queries import products
from forum.questions.operations.asking import ENVIRONMENT_MAX, NOTE_MAX, TITLE_MAX
from forum.web.forms import AtMost, Chosen, Form, HiddenNumber, Required

BODY_MAX = 30_000


class QuestionForm(Form):
    """Asking and editing a question."""

    title = StringField(
        _l("Title"), [Required(_l("Give your question a title: one line that says it.")), AtMost(TITLE_MAX)]
    )
    body = TextAreaField(
        _l("Details"),
        [Required(_l("Describe what you did, what you expected, and what happened instead.")), AtMost(BODY_MAX)],
    )
    product = SelectField(_l("Product"), [Optional(), Chosen(_l("Choose a product from the list, or “Not sure”."))])
    release = SelectField(_l("Version"), [Optional(), Chosen(_l("Choose a version from the list, or “Not sure”."))])
    environment = TextAreaField(_l("Your device and setup"), [Optional(), AtMost(ENVIRONMENT_MAX)])
    tags = StringField(_l("Tags"), [Optional(), AtMost(200)])
    revision = HiddenNumber()
    note = StringField(_l("What you changed"), [Optional(), AtMost(300)])
    _named: Mapping[str, int] = MappingProxyType({})

    def offer_catalogue(self) -> None:
        """Fill the choices of product and version."""
        # A question that is about an archived product may stay so.
        found = [each for each in products() if not each.archived or each.slug == self.product.data]
        self._named = {product.slug: product.id for product in found}
        self.product.choices = [
            SelectChoice("", _l("Not sure")),
            *(SelectChoice(product.slug, product.name) for product in found),
        ]
        self.release.choices = [
            SelectChoice("", _l("Not sure")),
            *(
                SelectChoice(f"{product.slug}:{release.name}", release.name, optgroup=product.name)
                for product in found
                for release in product.releases
            ),
        ]

    @property
    def product_id(self) -> int | None:
        """The number of the product that is chosen, None for none."""
        return self._named.get(self.product.data or "")

    def tag_names(self) -> list[str]:
        """Return the tags as they were typed, divided by commas or blanks."""
        return (self.tags.data or "").replace(",", " ").split()


class AskForm(QuestionForm):
    """Asking, and answering oneself in the same step where one has found out already."""

    answer = TextAreaField(_l("Your own answer"), [Optional(), AtMost(BODY_MAX)])


class AnswerForm(Form):
    """Writing and editing an answer."""

    body = TextAreaField(
        _l("Your answer"), [Required(_l("Write your answer first: what to do, step by step.")), AtMost(BODY_MAX)]
    )
    revision = HiddenNumber()
    note = StringField(_l("What you changed"), [Optional(), AtMost(300)])


class SuggestAnswerForm(AnswerForm):
    """Suggesting another text for somebody's answer."""

    body = TextAreaField(_l("The text as you would have it"), [Required(), AtMost(BODY_MAX)])
    note = StringField(_l("Why"), [Required(_l("Say in a line why the text should change.")), AtMost(NOTE_MAX)])

    def tag_names(self) -> list[str]:
        """An answer has none."""
        return []


class SuggestQuestionForm(SuggestAnswerForm):
    """Suggesting another title, text or tags for somebody's question."""

    title = StringField(_l("Title"), [Required(), AtMost(TITLE_MAX)])
    tags = StringField(_l("Tags"), [Optional(), AtMost(200)])

    def tag_names(self) -> list[str]:
        """Return the tags as they were typed, divided by commas or blanks."""
        return (self.tags.data or "").replace(",", " ").split()


class CorrectForm(Form):
    """Correcting a passage of an answer."""

    passage = TextAreaField(
        _l("The wrong passage"), [Required(_l("Copy the wrong passage from the answer.")), AtMost(2_000)]
    )
    replacement = TextAreaField(_l("What is right"), [Required(_l("Write what is right instead.")), AtMost(2_000)])
    reason = TextAreaField(_l("Why"), [Required(_l("Say why, so that readers can follow.")), AtMost(2_000)])
    revision = HiddenNumber()


class CommentForm(Form):
    """A comment beneath a question or an answer."""

    body = TextAreaField(_l("Your comment"), [Required(_l("Write your comment first.")), AtMost(2_000)])
    answer = HiddenNumber()


class EditCommentForm(Form):
    """Changing one's own comment."""

    body = TextAreaField(_l("Your comment"), [Required(_l("Write your comment first.")), AtMost(2_000)])
    revision = HiddenNumber()


class AcceptForm(Form):
    """Marking the answer that solved it; `replaces` names the one that was marked before."""

    replaces = HiddenNumber()
    reason = StringField(_l("Reason"), [Optional(), AtMost(2_000)])


class ReasonForm(Form):
    """Saying why something is done."""

    reason = StringField(_l("Reason"), [AtMost(2_000)])


class CloseForm(ReasonForm):
    """Closing a question with a reason, or naming the question that was asked before."""

    target = StringField(_l("Number or address of the other question"), [AtMost(300)])


class ConvertCommentForm(Form):
    """Making a comment into something else; a closed question takes no answer."""

    to = RadioField(
        _l("What it is"),
        [Required(_l("Choose what it is."))],
        choices=[
            SelectChoice("answer", _l("An answer: it says what to do")),
            SelectChoice("question", _l("A question of its own")),
        ],
        default="answer",
    )
    title = StringField(_l("Title"), [Optional(), AtMost(TITLE_MAX)])

    def leave_question(self) -> None:
        """Offer nothing but a question."""
        self.to.choices = [each for each in self.to.choices if each.value == "question"]
        self.to.data = "question"


class ConvertForm(Form):
    """Making an answer into something else."""

    to = RadioField(
        _l("What it is"),
        [Required(_l("Choose what it is."))],
        choices=[
            SelectChoice("comment", _l("A comment: it asks back or adds something small")),
            SelectChoice("question", _l("A question of its own")),
        ],
    )
    title = StringField(_l("Title"), [Optional(), AtMost(TITLE_MAX)])
