"""Where reports name people."""

from forum.core.erasing import Words
from forum.flags.models import Flag

WORDS = (Words(Flag, ("reason", "evidence")),)
