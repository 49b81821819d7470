"""The rules that a new site begins with. Staff edits copies of them in the database; these are never changed by it."""

from forum.flags.rules.rule import Rule
from forum.flags.rules.shipped import advice, clouds, clusters, code, databases, meant, networks, people, systems

SHIPPED: tuple[Rule, ...] = (
    *systems.RULES,
    *networks.RULES,
    *code.RULES,
    *clusters.RULES,
    *clouds.RULES,
    *databases.RULES,
    *advice.RULES,
    *people.RULES,
    *meant.RULES,
)
