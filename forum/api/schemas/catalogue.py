"""What comes in about tags and products."""

from marshmallow import fields, validate

from forum.api.schemas.incoming import NUMBER, ListArgs, Strict
from forum.catalog.names import MOST_HOURS, MOST_MONTHS
from forum.questions.queries.changes import Change


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
