"""Words of the floors below, in the reader's language."""

from forum.core.speech import day, listed, month, say, shipped

__all__ = ["day", "listed", "month", "say", "shipped"]
