"""What the caller follows, mutes, keeps, and has trouble with too."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.catalogue import release_ids_of
from forum.api.questions import full
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import incoming, outgoing, personal
from forum.catalog.queries import product_by_slug
from forum.core.errors import NotFound
from forum.following.models import Stance
from forum.following.operations import follow_product, follow_tag
from forum.questions.operations import (
    give_up_stance,
    have_too,
    keep_answer,
    keep_question,
    take_back_have_too,
    take_stance,
)
from forum.questions.queries import thread
from forum.questions.queries.bookmarks import bookmarks

FOLLOWING = {"following": True, "muted": False}


@blueprint.route("/questions/<int:question_id>/follow")
class QuestionFollowing(MethodView):
    """Whether the caller follows a question."""

    @blueprint.response(200, personal.FollowOut)
    def put(self, question_id: int) -> dict[str, bool]:
        """Follow a question."""
        take_stance(writer(), question_id, Stance.FOLLOWS)
        return FOLLOWING

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Follow it no longer."""
        give_up_stance(writer(), question_id, Stance.FOLLOWS)


@blueprint.route("/questions/<int:question_id>/mute")
class QuestionMuting(MethodView):
    """Whether the caller is told nothing about a question."""

    @blueprint.response(200, personal.FollowOut)
    def put(self, question_id: int) -> dict[str, bool]:
        """Hear nothing more of a question."""
        take_stance(writer(), question_id, Stance.MUTED)
        return {"following": False, "muted": True}

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Hear of it again."""
        give_up_stance(writer(), question_id, Stance.MUTED)


@blueprint.route("/questions/<int:question_id>/have-too")
class HavingToo(MethodView):
    """Whether the caller has the same trouble."""

    @blueprint.arguments(incoming.HaveTooIn, required=False)
    @blueprint.response(200, outgoing.QuestionOut)
    def put(self, args: dict[str, Any], question_id: int) -> dict[str, Any]:
        """Say "I have this too", with the version."""
        actor, name = writer(), args.get("release")
        named = release_ids_of(thread(actor, question_id).releases, "release", [name]) if name else [None]
        have_too(actor, question_id, release_id=named[0])
        return full(actor, question_id)

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Take it back."""
        take_back_have_too(writer(), question_id)


@blueprint.route("/questions/<int:question_id>/bookmark")
class QuestionBookmark(MethodView):
    """Whether the caller keeps a question."""

    @blueprint.response(200, personal.KeptOut)
    def put(self, question_id: int) -> dict[str, bool]:
        """Keep a question."""
        keep_question(writer(), question_id, keeps=True)
        return {"kept": True}

    @blueprint.response(204)
    def delete(self, question_id: int) -> None:
        """Keep it no longer."""
        keep_question(writer(), question_id, keeps=False)


@blueprint.route("/answers/<int:answer_id>/bookmark")
class AnswerBookmark(MethodView):
    """Whether the caller keeps an answer."""

    @blueprint.response(200, personal.KeptOut)
    def put(self, answer_id: int) -> dict[str, bool]:
        """Keep an answer."""
        keep_answer(writer(), answer_id, keeps=True)
        return {"kept": True}

    @blueprint.response(204)
    def delete(self, answer_id: int) -> None:
        """Keep it no longer."""
        keep_answer(writer(), answer_id, keeps=False)


@blueprint.route("/bookmarks", methods=["GET"])
@blueprint.arguments(incoming.ListArgs, location="query")
@blueprint.doc(security=KEY_ONLY)
@blueprint.response(200, personal.BookmarkList)
def get_bookmarks(args: dict[str, Any]) -> dict[str, Any]:
    """List what the caller keeps, the newest first."""
    page = bookmarks(writer(), limit=args["limit"], cursor=args["cursor"])
    return shapes.listed([shapes.bookmark(kept) for kept in page.items], page.next)


@blueprint.route("/tags/<int:tag_id>/follow")
class TagFollowing(MethodView):
    """Whether the caller follows a tag."""

    @blueprint.response(200, personal.FollowOut)
    def put(self, tag_id: int) -> dict[str, bool]:
        """Follow a tag."""
        follow_tag(writer(), tag_id, follows=True)
        return FOLLOWING

    @blueprint.response(204)
    def delete(self, tag_id: int) -> None:
        """Follow it no longer."""
        follow_tag(writer(), tag_id, follows=False)


@blueprint.route("/products/<slug>/follow")
class ProductFollowing(MethodView):
    """Whether the caller follows a product."""

    @blueprint.response(200, personal.FollowOut)
    def put(self, slug: str) -> dict[str, bool]:
        """Follow a product."""
        follow_product(writer(), _product(slug), follows=True)
        return FOLLOWING

    @blueprint.response(204)
    def delete(self, slug: str) -> None:
        """Follow it no longer."""
        follow_product(writer(), _product(slug), follows=False)


def _product(slug: str) -> int:
    """Return the number of a product; raise `NotFound` where there is none."""
    found = product_by_slug(slug)
    if found is None:
        raise NotFound
    return found.id
