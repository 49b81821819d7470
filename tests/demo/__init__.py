"""The community that a newcomer meets first."""
