"""Pages for admins."""

from forum.web.admin import people, products, settings
from forum.web.admin.people import blueprint

__all__ = ["blueprint", "people", "products", "settings"]
