"""Notices and letters."""
