"""For search engines: what they may read, and where each page is."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from forum.core.errors import NotFound
from forum.knowledge.crawling import entry_parts, entry_places
from forum.questions.queries.crawling import question_parts, question_places
from forum.recalls.queries import recall_places
from forum.web.addresses import page_url

blueprint = Blueprint("crawling", __name__)


def _answer(template: str, kind: str, **values: object) -> Response:
    """Return a file that is asked for anew each time: what was hidden meanwhile stands in no copy."""
    response = Response(render_template(template, **values), content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What search engines may read."""
    return _answer("crawling/robots.txt", "text/plain", sitemap=page_url("crawling.sitemap"))


@blueprint.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """The parts of the map, each with its newest change."""
    maps = {"crawling.questions": question_parts(), "crawling.solutions": entry_parts()}
    parts = [(page_url(name, number=part.id), part.at) for name, parts in maps.items() for part in parts]
    if found := recall_places():
        parts.append((page_url("crawling.corrected"), max(one.at for one in found)))
    return _answer("crawling/sitemap.xml", "application/xml", parts=parts)


@blueprint.get("/sitemaps/questions-<int:number>.xml")
def questions(number: int) -> ResponseReturnValue:
    """The questions of one part, with their last change."""
    places = question_places(number)
    return _part([(page_url("questions.show", question_id=one.id, slug=one.slug), one.at) for one in places])


@blueprint.get("/sitemaps/solutions-<int:number>.xml")
def solutions(number: int) -> ResponseReturnValue:
    """The solutions of one part, with their last change."""
    places = entry_places(number)
    return _part([(page_url("solutions.show", entry_id=one.id, slug=one.slug), one.at) for one in places])


@blueprint.get("/sitemaps/corrected.xml")
def corrected() -> ResponseReturnValue:
    """What was corrected, with its last change."""
    return _part([(page_url("recalls.one", recall_id=one.id), one.at) for one in recall_places()])


def _part(places: Sequence[tuple[str, datetime]]) -> Response:
    """Return one part of the map; raise `NotFound` for one without pages."""
    if not places:
        raise NotFound
    return _answer("crawling/part.xml", "application/xml", places=places)
