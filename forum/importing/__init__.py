"""Bringing in what people wrote elsewhere: Stack Exchange dumps and JSON lines."""
