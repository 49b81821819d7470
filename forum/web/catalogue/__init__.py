"""Pages of tags and products."""

from forum.web.catalogue import curating, releases
from forum.web.catalogue import products as products_pages
from forum.web.catalogue import tags as tags_pages
from forum.web.catalogue.room import products, tags

__all__ = ["curating", "products", "products_pages", "releases", "tags", "tags_pages"]
