"""Vouch: a community support forum in which every answer carries a visible, honest degree of trust."""

__version__ = "0.1.0.dev0"
