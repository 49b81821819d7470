"""What the API takes and gives."""

from forum.api.schemas import incoming, outgoing

__all__ = ["incoming", "outgoing"]
