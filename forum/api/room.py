"""The blueprint of the API, and what all its views share."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE
from webargs.flaskparser import FlaskParser


class StrictParser(FlaskParser):
    """Refuse unknown parameters wherever they stand."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012 - the name and shape that webargs reads


class Room(Blueprint):  # type: ignore[misc] # flask-smorest has no types
    """A blueprint whose views refuse what they do not know."""

    ARGUMENTS_PARSER = StrictParser()


blueprint = Room("api", "Vouch", url_prefix="/api/v1", description="Everything that the pages can do.")

Made = tuple[dict[str, Any], int, dict[str, str]]


def path(*parts: object) -> str:
    """Return an address of the API, for Location."""
    return "/api/v1/" + "/".join(str(part) for part in parts)
