"""Where reports name people."""

from forum.core.erasing import Words
from forum.flags.models import Flag, RuleVersion

WORDS = (Words(Flag, ("reason", "evidence")), Words(RuleVersion, ("reason",)))
