"""Rules for sentences that are read for their meaning: what is done to what, and whether it is advised."""

from forum.flags.rules.meaning.rule import Meaning, is_meaning

__all__ = ["Meaning", "is_meaning"]
