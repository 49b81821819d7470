"""`forum stats`: how much there is of everything."""

import json
from dataclasses import asdict

import click

from forum.analytics.queries import totals


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(as_json: bool) -> None:
    """Count questions, answers, people and the rest in the database."""
    counts = asdict(totals())
    if as_json:
        click.echo(json.dumps(counts))
        return
    for name, count in counts.items():
        click.echo(f"{count:>10,} {name}")
