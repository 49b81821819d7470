"""The search page."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from forum.catalog.models import Product
from forum.catalog.queries import products
from forum.core.markup import highlight
from forum.questions.trust import VERIFIED_KINDS, Level
from forum.search.engine import HitKind, IndexDamaged, Query
from forum.search.queries import Found, SearchPage, search, search_titles
from forum.search.tags import tags_meant
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.counting import count_search
from forum.web.narrowing import NAMES, search_form
from forum.web.respond import show
from forum.web.statuses import STATUSES
from forum.web.trust import TrustLine, line

blueprint = Blueprint("search", __name__)
PER_PAGE = 20
MOST_OFFSET = 1_000


@dataclass(frozen=True, slots=True)
class HitShape:
    """A hit as `components/lists.html` draws it."""

    url: str
    title: str
    kind: str
    trust: TrustLine | None
    status: object | None
    passage: Markup | None
    product: Product | None
    release: str | None
    at: datetime | None


@blueprint.get("/search")
def page() -> ResponseReturnValue:
    """Search questions and solutions."""
    text = request.args.get("q", "")
    query, offered = query_of(text), products()
    tags = tags_meant(query)
    form = search_form(offered, tags)
    found, damaged = None, False
    if form.validate() and (text or form.is_narrow):
        try:
            found = search(viewer().actor, query, tags=tags, products=offered)
        except IndexDamaged:
            damaged = True
            found = search_titles(viewer().actor, query, tags=tags, products=offered)
        # The further pages of a search are the same search.
        if text and "offset" not in request.args:
            count_search(found=found.total > 0)
    return show(
        "search/page.html",
        text=text,
        found=found,
        damaged=damaged,
        hits=[hit_shape(one) for one in found.items] if found else [],
        at=address,
        older=_older(found),
        newer=_newer(found),
        form=form,
    )


def query_of(text: str) -> Query:
    """Return what the address asks for."""
    kind = request.args.get("kind", "")
    offset = request.args.get("offset", "")
    asked = request.args.get("trust", "").split(",")
    levels = {level.value for level in Level if level.value in asked}
    if "verified" in asked:
        levels |= {level.value for level in VERIFIED_KINDS}
    return Query(
        text=text,
        kind=cast(HitKind, kind) if kind in {"question", "entry"} else "",
        product=request.args.get("product", ""),
        release=request.args.get("release", ""),
        tag=request.args.get("tag", "").strip().lower(),
        trust=frozenset(levels),
        state=request.args.get("state", ""),
        language=request.args.get("language", ""),
        sort="newest" if request.args.get("sort") == "newest" else "relevance",
        offset=min(int(offset), MOST_OFFSET) if offset.isdecimal() and len(offset) < 6 else 0,
        limit=PER_PAGE,
    )


def hit_shape(found: Found) -> HitShape:
    """Return a hit for the page; its text comes from the database, its marks from the query's words."""
    trust = line(found.trust, found.releases) if found.trust is not None else None
    return HitShape(
        url=hit_url(found),
        title=found.title,
        kind=found.kind,
        trust=trust,
        status=STATUSES[found.status] if found.status else None,
        passage=_passage(found),
        product=found.product,
        release=None,
        at=found.question.active_at if found.question else None,
    )


def _passage(found: Found) -> Markup | None:
    if found.passage is None or not found.passage.text:
        return None
    before = "… " if found.passage.cut_before else ""
    shift = len(before)
    marks = [(start + shift, end + shift) for start, end in found.passage.marks]
    return highlight(before + found.passage.text + (" …" if found.passage.cut_after else ""), marks)


def hit_url(found: Found) -> str:
    """Return where a hit leads: the solution, the question, or the answer's place on its page."""
    url = _place(found)
    # Who searches for a version reads about that version.
    return with_query(url, release=request.args["release"]) if request.args.get("release") else url


def _place(found: Found) -> str:
    """Return the address of what was found."""
    if found.recall is not None:
        return url_for("recalls.one", recall_id=found.recall.id)
    if found.entry is not None:
        return url_for("solutions.show", entry_id=found.entry.id, slug=found.entry.slug)
    if found.answer_id is not None:
        return url_for("questions.answer", answer_id=found.answer_id)
    assert found.question is not None
    return url_for("questions.show", question_id=found.question.id, slug=found.question.slug)


def address(**changed: str | None) -> str:
    """Return this search's address with some of its words changed, from its first page."""
    kept = {name: request.args.get(name) for name in NAMES}
    query = {name: value for name, value in {**kept, **changed}.items() if value}
    return with_query(url_for("search.page"), **query) if query else url_for("search.page")


def _older(found: SearchPage | None) -> str | None:
    return address(offset=str(found.next)) if found and found.next is not None and found.next <= MOST_OFFSET else None


def _newer(found: SearchPage | None) -> str | None:
    if found is None or not found.offset:
        return None
    return address(offset=str(found.offset - PER_PAGE) if found.offset > PER_PAGE else None)
