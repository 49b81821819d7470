"""`forum demo`: the community that a newcomer meets first."""

import importlib

import click


@click.command("demo")
def demo() -> None:
    """Fill an empty site with the demo community and say how to sign in. Twice is once."""
    importlib.import_module("forum.demo.console").move_in()
