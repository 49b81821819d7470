"""Erasing: one's own account, with time to think, and as an admin somebody else's."""

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import personal
from forum.api.schemas.incoming import Strict, one_of
from forum.core.errors import NotFound
from forum.people.erasing import ask_erasure, erase_person, erasure_of, keep_account
from forum.people.models import Erasure, Posts


class ErasureIn(Strict):
    """What becomes of one's posts, and one's present password: a key alone is not enough."""

    posts = fields.String(required=True, validate=one_of(Posts))
    current = fields.String(required=True, metadata={"description": "the present password"})


class PersonErasureIn(Strict):
    """What becomes of somebody's posts, and why they are erased, in words that do not name them."""

    posts = fields.String(required=True, validate=one_of(Posts))
    reason = fields.String(required=True)


def shape(erasure: Erasure) -> dict[str, Any]:
    """Return an erasure as the API tells of it."""
    return {
        "posts": erasure.posts.value,
        "asked_at": erasure.created_at,
        "due_at": erasure.due_at,
        "begun_at": erasure.begun_at,
        "done_at": erasure.done_at,
    }


@blueprint.route("/erasure")
class OwnErasure(MethodView):
    """The erasure of the caller's own account."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, personal.ErasureOut)
    def get(self) -> dict[str, Any]:
        """Read what is asked for; 404 where nothing is."""
        found = erasure_of(writer())
        if found is None:
            raise NotFound
        return shape(found)

    @blueprint.arguments(ErasureIn)
    @blueprint.response(200, personal.ErasureOut)
    def put(self, args: dict[str, Any]) -> dict[str, Any]:
        """Ask that one's name and address be erased, in a week from now. Until then it can be called off."""
        return shape(ask_erasure(writer(), Posts(args["posts"]), args["current"]))

    @blueprint.response(204)
    def delete(self) -> None:
        """Keep the account."""
        keep_account(writer())


@blueprint.route("/people/<int:person_id>/erasure", methods=["PUT"])
@blueprint.arguments(PersonErasureIn)
@blueprint.response(200, personal.ErasureOut)
def put_person_erasure(args: dict[str, Any], person_id: int) -> dict[str, Any]:
    """Erase somebody's name and address at once: admins, with a reason."""
    return shape(erase_person(writer(), person_id, Posts(args["posts"]), args["reason"]))
