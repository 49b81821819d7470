"""A bare Flask route of 30 kB, the yardstick of `bench.pages`."""

from flask import Flask

app = Flask(__name__)
PAGE = "<!DOCTYPE html><title>Bare</title>" + "<p>Nothing is asked of the database here.</p>\n" * 650


@app.get("/")
def page() -> str:
    """Return 30 kB of HTML."""
    return PAGE
