"""Pages for admins."""

from forum.web.admin import erasing, openings, people, products, settings
from forum.web.admin.people import blueprint

__all__ = ["blueprint", "erasing", "openings", "people", "products", "settings"]
