"""Telling those who relied on advice that it was wrong, and keeping a public list of what was corrected."""
