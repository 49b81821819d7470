"""`forum risk`: what the risk rules find in texts."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click

from forum.catalog.queries import product_by_slug
from forum.core.db import session
from forum.core.errors import Invalid
from forum.core.markup import Code, Passages, passages_of, render
from forum.core.schema import present, require_current
from forum.flags.rules import Finding, Rulebook
from forum.flags.rules.current import book_of
from forum.flags.rules.shipped import SHIPPED
from forum.questions.sweeping import begin_sweep, sweep_some

LONGEST = 200_000


@click.group("risk")
def risk_group() -> None:
    """Ask the risk rules what they find."""


@risk_group.command()
@click.option("--shipped", is_flag=True, help="The rules as they come with Vouch, without looking at the database.")
@click.option("--product", help="The texts are about the product /products/NAME: its own rules count as well.")
def assess(shipped: bool, product: str | None) -> None:
    """Read JSON lines {"id", "text"} from standard input, and write what the rules find in each text (Markdown).

    One line {"id", "findings": [{"rule", "hazard", "severity", "evidence"}]} for each, the most severe finding first.
    The rules are those in force on this site, or, before there is a database, those that come with Vouch.
    """
    book, product_id = _book(shipped, product)
    for ident, text in _cases():
        findings = [_shape(finding) for finding in book.assess(_passages(text), product_id=product_id)]
        click.echo(json.dumps({"id": ident, "findings": findings}, ensure_ascii=False))


@risk_group.command()
@click.option("--all", "everything", is_flag=True, help="All posts with all rules, from the beginning.")
def sweep(everything: bool) -> None:
    """Look at old posts with the rules that were changed since the last time; goes on where it was left.

    A running worker does the same by itself after a rule was changed. What moderators have dealt with is not reported
    again, nothing that staff wrote is held back, and a stopped sweep goes on with the next run.
    """
    if everything:
        begin_sweep()
    progress = None
    while (step := sweep_some(settled=timedelta(0))) is not None:
        progress = step
        click.echo(f"{step.looked_at:,} of {step.number:,} posts, {step.reported:,} reports")
        if step.is_done:
            break
    if progress is None:
        click.echo("No rule was changed since the last sweep. With --all, all posts are looked at with all rules.")


def _book(shipped: bool, product: str | None) -> tuple[Rulebook, int | None]:
    """Return the rules to assess with, and the number of the product; raise where the database cannot be used."""
    if shipped and product:
        raise click.UsageError("--shipped knows no products: leave --product out.")
    if shipped:
        return Rulebook(SHIPPED), None
    if present() is None:
        if product:
            raise click.ClickException("There is no database yet, and so no product.")
        click.echo("There is no database yet: these are the rules that come with Vouch.", err=True)
        return Rulebook(SHIPPED), None
    require_current()
    line = product_by_slug(product) if product else None
    if product and line is None:
        raise click.ClickException(f"There is no product {product!r}.")
    book = book_of(None)
    # The texts may be long in coming; nobody waits for this reader meanwhile.
    session().rollback()
    return book, line.id if line else None


def _cases() -> Iterator[tuple[Any, str]]:
    """Yield id and text of each line; raise `ClickException`, naming the line, for one that is none."""
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        try:
            case = json.loads(raw.decode())
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise click.ClickException(f"Line {number} is not JSON in UTF-8.") from error
        if not isinstance(case, dict) or isinstance(case.get("id"), dict | list | None):
            raise click.ClickException(f'Line {number} has no "id": it takes {{"id": ..., "text": "..."}}.')
        if not isinstance(case.get("text"), str):
            raise click.ClickException(f'Line {number} has no "text": it takes {{"id": ..., "text": "..."}}.')
        if len(case["text"]) > LONGEST:
            raise click.ClickException(f"Line {number} has a text of more than {LONGEST:,} characters.")
        yield case["id"], case["text"].encode(errors="replace").decode()


def _passages(text: str) -> Passages:
    """Return the parts of a text; one that nobody could post, since it is built too deep, is read as it stands."""
    try:
        return passages_of(render(text, max_chars=LONGEST).html)
    except Invalid:
        return Passages((Code(text, "", "", is_block=True),), (text,), ())


def _shape(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {"rule": rule.key, "hazard": rule.hazard, "severity": rule.severity, "evidence": finding.evidence}
