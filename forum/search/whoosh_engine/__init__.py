"""Whoosh behind the `SearchEngine` interface. Nothing outside this package knows that it is Whoosh."""
