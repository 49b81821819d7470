"""Changing the catalogue. Every change shows on cached pages, so each makes them stale."""

from forum.catalog.operations.products import (
    Terms,
    add_release,
    archive_product,
    change_release,
    create_product,
    describe_product,
    set_terms,
)
from forum.catalog.operations.tags import add_synonym, describe_tag, remove_synonym, rename_tag

__all__ = [
    "Terms",
    "add_release",
    "add_synonym",
    "archive_product",
    "change_release",
    "create_product",
    "describe_product",
    "describe_tag",
    "remove_synonym",
    "rename_tag",
    "set_terms",
]
