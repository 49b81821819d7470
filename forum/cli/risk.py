"""`forum risk`: what the risk rules find in texts."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from forum.core.errors import Invalid
from forum.core.markup import Code, Passages, passages_of, render
from forum.flags.rules import Finding, Rulebook
from forum.flags.rules.shipped import SHIPPED

LONGEST = 200_000


@click.group("risk")
def risk_group() -> None:
    """Ask the risk rules what they find."""


@risk_group.command()
def assess() -> None:
    """Read JSON lines {"id", "text"} from standard input, and write what the rules find in each text (Markdown).

    One line {"id", "findings": [{"rule", "hazard", "severity", "evidence"}]} for each, the most severe finding first.
    """
    book = Rulebook(SHIPPED)
    for ident, text in _cases():
        findings = [_shape(finding) for finding in book.assess(_passages(text))]
        click.echo(json.dumps({"id": ident, "findings": findings}, ensure_ascii=False))


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
