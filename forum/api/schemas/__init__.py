"""What the API takes and gives."""

from forum.api.schemas import deciding, incoming, outgoing

__all__ = ["deciding", "incoming", "outgoing"]
