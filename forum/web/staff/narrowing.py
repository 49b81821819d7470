"""What the list of reports is narrowed to, as its address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from forum.catalog.queries import products
from forum.core.containment import Hazard
from forum.core.refs import Kind
from forum.flags.models import FlagKind
from forum.moderation.queries import UNSORTED, CaseFilter
from forum.web.addresses import with_query

Word = TypeVar("Word", bound=StrEnum)
NAMES = ("state", "kind", "about", "product", "hazard", "hours")
AGES = {4: _l("4 hours"), 24: _l("a day"), 72: _l("3 days"), 168: _l("a week")}
NO_PRODUCT = "unsorted"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What was chosen; what nobody can choose counts as nothing chosen. `kept` are the words of the address, `products`
    and `ages` the choices: values with their words.
    """

    narrow: CaseFilter
    kept: Mapping[str, str]
    products: Sequence[tuple[str, object]]
    ages: Mapping[int, object]

    @classmethod
    def asked(cls) -> "Narrowing":
        """Return what the address of this request says. One statement or two."""
        known = products()
        asked = {name: text for name in NAMES if (text := request.args.get(name, ""))}
        slug = asked.get("product", "")
        named = {each.slug: each.id for each in known} | {NO_PRODUCT: UNSORTED}
        hours = asked.get("hours", "")
        narrow = CaseFilter(
            kind=_word(FlagKind, asked.get("kind", "")),
            about=_word(Kind, asked.get("about", "")),
            product_id=named.get(slug),
            hazard=_word(Hazard, asked.get("hazard", "")),
            hours=int(hours) if hours.isdecimal() and len(hours) < 6 and int(hours) in AGES else None,
        )
        choices = [*((each.slug, each.name) for each in known), (NO_PRODUCT, _l("Without a product"))]
        return cls(narrow, asked, choices, AGES)

    @property
    def any(self) -> bool:
        """Whether the list shows less than everything."""
        return self.narrow != CaseFilter()

    def address(self, cursor: str | None) -> str | None:
        """Return the address of another page of the list, None where there is none."""
        return with_query(url_for("moderation.index"), **self.kept, cursor=cursor) if cursor else None


def _word(words: type[Word], text: str) -> Word | None:
    """Return one of the words, None for anything else."""
    return next((word for word in words if word.value == text), None)
