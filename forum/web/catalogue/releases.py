"""The page of a version: what it changed for the answers."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.catalog.queries import ProductLine, ReleaseLine, release_now
from forum.core.paging import Page
from forum.questions.queries.changes import Change, change_counts, checks_of, tried_with
from forum.web.access import viewer
from forum.web.addresses import with_query
from forum.web.catalogue.products import product_at
from forum.web.catalogue.room import products
from forum.web.respond import show


@products.get("/products/<slug>/releases/<path:release>")
def release(slug: str, release: str) -> ResponseReturnValue:
    """What became out of date with a version, what was checked for it, how answers worked, what is due again.

    The address of a name that it had before leads to its own.
    """
    product = product_at(slug)
    found = release_now(product, release)
    if found.name != release:
        there = url_for("products.release", slug=slug, release=found.name)
        return redirect(with_query(there, **request.args.to_dict()), 301)
    counts = change_counts(viewer().actor, found.id)
    shown = _shown(counts)
    page = _page(found, shown)
    url = url_for("products.release", slug=slug, release=release)
    newer, older = (with_query(url, show=shown, cursor=at) if at else None for at in (page.previous, page.next))
    return show(
        "catalogue/release.html",
        product=product,
        release=found,
        around=_around(product, found),
        shown=shown.value,
        items=page.items,
        tabs=_tabs(url, counts, shown),
        newer=newer,
        older=older,
    )


def _shown(counts: Mapping[Change, int]) -> Change:
    """Return the list that the address names, else the first that has anything in it."""
    wanted = request.args.get("show", "")
    if wanted in set(Change):
        return Change(wanted)
    return next((change for change in Change if counts[change]), Change.OUTDATED)


def _page(found: ReleaseLine, shown: Change) -> Page[Any]:
    """Return one page of a list."""
    actor, cursor = viewer().actor, request.args.get("cursor")
    if shown is Change.TRIED:
        return tried_with(actor, found.id, cursor=cursor)
    return checks_of(actor, found.id, shown, cursor=cursor)


def _around(product: ProductLine, found: ReleaseLine) -> tuple[ReleaseLine | None, ReleaseLine | None]:
    """Return the version before and the one after."""
    at = product.releases.index(found)
    before = product.releases[at - 1] if at else None
    return before, product.releases[at + 1] if at + 1 < len(product.releases) else None


def _tabs(url: str, counts: Mapping[Change, int], shown: Change) -> list[tuple[str, str, bool, int]]:
    """Return the tabs over the lists."""
    words = {
        Change.OUTDATED: _("Out of date since"),
        Change.CHECKED: _("Checked for it"),
        Change.TRIED: _("Tried with it"),
        Change.DUE: _("To check again"),
    }
    return [(words[each], with_query(url, show=each), each is shown, counts[each]) for each in Change]
