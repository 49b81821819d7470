"""Flags: reports and what is found in texts."""
