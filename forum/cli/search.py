"""`forum search`: rebuild the index, or compare it with the database."""

import sys

import click

from forum.search import indexing
from forum.search.engine import IndexDamaged


@click.group("search")
def search_group() -> None:
    """Rebuild the search index, or compare it with the database."""


@search_group.command()
def rebuild() -> None:
    """Build the index anew beside the old one, then swap; searches go on meanwhile."""
    click.echo(f"{indexing.rebuild()} documents")
    if learnt := indexing.learn_all():
        click.echo(f"{learnt} of them learnt by their meaning")


@search_group.command()
def check() -> None:
    """Compare the index with the database; exit 1 and name the differences if there are any."""
    try:
        found = indexing.check()
    except IndexDamaged as error:
        raise click.ClickException("The index is missing or damaged. Build it anew: forum search rebuild") from error
    for name, keys in (("missing", found.missing), ("extra", found.extra), ("stale", found.stale)):
        for key in keys:
            click.echo(f"{name} {key}", err=True)
    differing = len(found.missing) + len(found.extra) + len(found.stale)
    click.echo(f"{found.documents} documents, {differing} differ, {found.pending} pending")
    if found.meanings:
        texts, lacking, extra = found.meanings.texts, found.meanings.lacking, found.meanings.extra
        click.echo(f"{texts} texts with a meaning, {lacking} pending, {extra} vectors of texts that are gone")
    sys.exit(1 if found.differs else 0)
