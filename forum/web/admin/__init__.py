"""Pages for admins."""

from forum.web.admin import openings, people, products, settings
from forum.web.admin.people import blueprint

__all__ = ["blueprint", "openings", "people", "products", "settings"]
