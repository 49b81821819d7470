"""What comes in about tags and products, and what goes out."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import NUMBER, ListArgs, Strict, one_of
from forum.api.schemas.outgoing import Out
from forum.catalog.names import MOST_HOURS, MOST_MONTHS
from forum.people.policy import Role
from forum.questions.queries.changes import Change
from forum.questions.trust import VerdictKind


class TagListArgs(ListArgs):
    """Which tags."""

    q = fields.String(load_default="", metadata={"description": "a part of the name, or of another word for it"})


class TagChange(Strict):
    """What changes in a tag; what is left out stays. Another name needs a reason."""

    name = fields.String()
    description = fields.String()
    reason = fields.String(load_default="")


class TagMergerIn(Strict):
    """The tag that another one becomes a part of, and why."""

    into = fields.Integer(required=True, strict=True, validate=NUMBER)
    reason = fields.String(load_default="")


class ProductIn(Strict):
    """A new product, with its releases from the oldest to the newest."""

    slug = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(load_default="")
    releases = fields.List(fields.String(), load_default=list, validate=validate.Length(max=200))


class ProductChange(Strict):
    """What changes in a product; what is left out stays."""

    name = fields.String()
    description = fields.String()
    archived = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "whether it takes no new questions"}
    )
    answer_due_hours = fields.Integer(allow_none=True, strict=True, validate=validate.Range(1, MOST_HOURS))
    review_months = fields.Integer(allow_none=True, strict=True, validate=validate.Range(1, MOST_MONTHS))


class ReleaseIn(Strict):
    """A new release, the newest one."""

    name = fields.String(required=True)
    released_on = fields.Date(load_default=None, allow_none=True)


class ReleaseChange(Strict):
    """What changes in a release; what is left out stays."""

    name = fields.String()
    released_on = fields.Date(allow_none=True)


class ChangeListArgs(ListArgs):
    """Which of the lists about a release."""

    about = fields.String(
        load_default=Change.OUTDATED.value, validate=validate.OneOf([change.value for change in Change])
    )


class ProductOut(Out):
    """A product with its releases, the oldest first."""

    id = fields.Integer()
    slug = fields.String()
    name = fields.String()
    description = fields.String()
    releases = fields.List(fields.String())
    archived = fields.Boolean(metadata={"description": "whether it takes no new questions"})
    answer_due_hours = fields.Integer(allow_none=True, metadata={"description": "null: as everywhere on the site"})
    review_months = fields.Integer(allow_none=True, metadata={"description": "null: as everywhere on the site"})
    followers = fields.Integer(metadata={"description": "people who hear of its new questions"})
    url = fields.String()


class ProductList(Out):
    """One page of products, by name."""

    items = fields.List(fields.Nested(ProductOut))
    next = fields.String(allow_none=True)


class ChangeCounts(Out):
    """How many answers a release changed something for."""

    outdated = fields.Integer()
    checked = fields.Integer()
    tried = fields.Integer()
    due = fields.Integer()


class ChangeRow(Out):
    """An answer: what an engineer found about the release, or for how many people it worked with it."""

    answer_id = fields.Integer()
    question_id = fields.Integer()
    title = fields.String()
    verdict = fields.String(allow_none=True, validate=one_of(VerdictKind))
    at = fields.DateTime(allow_none=True)
    worked = fields.Integer(allow_none=True)
    did_not = fields.Integer(allow_none=True)
    url = fields.String()


class ChangeList(Out):
    """One page of what a release changed for the answers, with the numbers of all lists."""

    items = fields.List(fields.Nested(ChangeRow))
    counts = fields.Nested(ChangeCounts)
    next = fields.String(allow_none=True)


class StaffRole(Out):
    """A role, and the slugs of the products that it is limited to: null for all of them."""

    role = fields.String(validate=one_of(Role))
    products = fields.List(fields.String(), allow_none=True)


class SkillOut(Out):
    """A tag, and how many answers to others were marked as solved or found right by staff."""

    tag = fields.String()
    answers = fields.Integer()


class StaffOut(Out):
    """Somebody who checks or moderates."""

    id = fields.Integer()
    name = fields.String()
    roles = fields.List(fields.Nested(StaffRole))
    expertise = fields.List(fields.Nested(SkillOut))
    url = fields.String()


class StaffList(Out):
    """One page of the staff, by name."""

    items = fields.List(fields.Nested(StaffOut))
    next = fields.String(allow_none=True)


class TagOut(Out):
    """A tag: how many questions bear it, how many people follow it, and the other words for it."""

    id = fields.Integer()
    name = fields.String()
    description = fields.String()
    questions = fields.Integer()
    followers = fields.Integer()
    synonyms = fields.List(fields.String())
    url = fields.String()


class TagList(Out):
    """One page of tags, the most used first."""

    items = fields.List(fields.Nested(TagOut))
    next = fields.String(allow_none=True)
