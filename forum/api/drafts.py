"""What the caller is writing, kept on the server for them alone."""

from typing import Any

from flask.views import MethodView

from forum.api import shapes
from forum.api.auth import writer
from forum.api.room import KEY_ONLY, blueprint
from forum.api.schemas import own
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.people.drafts import PLACES, discard_draft, draft_of, drafts_of, save_draft
from forum.people.models import Draft


@blueprint.route("/drafts")
class Drafts(MethodView):
    """All that the caller is writing."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, own.DraftList)
    def get(self) -> dict[str, Any]:
        """List the caller's drafts."""
        return shapes.listed([_draft(row) for row in drafts_of(writer())], None)

    @blueprint.arguments(own.DraftIn)
    @blueprint.response(200, own.DraftOut)
    def put(self, args: dict[str, Any]) -> dict[str, Any]:
        """Keep what was typed into a form for 30 days; it stands there again on every device."""
        # The end of a pattern lets a line feed pass.
        if not PLACES.fullmatch(args["place"]):
            raise Invalid.one("place", "unknown", N_("No form is sent there."))
        kept = save_draft(writer(), args["place"], args["fields_"])
        if kept is None:
            raise Invalid.one("fields", "required", N_("There is nothing to keep in it."))
        return _draft(kept)


@blueprint.route("/drafts/<int:draft_id>")
class DraftResource(MethodView):
    """One draft."""

    @blueprint.doc(security=KEY_ONLY)
    @blueprint.response(200, own.DraftOut)
    def get(self, draft_id: int) -> dict[str, Any]:
        """Read a draft of one's own."""
        return _draft(draft_of(writer(), draft_id))

    @blueprint.response(204)
    def delete(self, draft_id: int) -> None:
        """Throw a draft away."""
        discard_draft(writer(), draft_of(writer(), draft_id).place)


def _draft(row: Draft) -> dict[str, Any]:
    """Return a draft."""
    return {"id": row.id, "place": row.place, "fields_": row.fields, "saved_at": row.saved_at}
