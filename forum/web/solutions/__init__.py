"""The pages of the knowledge base."""

from forum.web.solutions import editing, history, reading, reviewing
from forum.web.solutions.room import blueprint

__all__ = ["blueprint", "editing", "history", "reading", "reviewing"]
