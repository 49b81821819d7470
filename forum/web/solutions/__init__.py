"""The pages of the knowledge base."""

from forum.web.solutions import checking, editing, history, reading, retiring, reviewing
from forum.web.solutions.room import blueprint

__all__ = ["blueprint", "checking", "editing", "history", "reading", "retiring", "reviewing"]
