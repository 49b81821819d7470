"""The community that a newcomer meets on first start: a script of people and what they do, and its player."""
