"""Risk rules: text in, findings out. No database here; what becomes of a finding is decided elsewhere."""

from forum.flags.rules.book import Finding, Rulebook
from forum.flags.rules.rule import Effect, Finder, Place, Rule, RuleError

__all__ = ["Effect", "Finder", "Finding", "Place", "Rule", "RuleError", "Rulebook"]
