"""`forum risk`: what the risk rules find in texts."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import click

from forum.core.errors import Invalid
from forum.core.markup import Code, Passages, passages_of, render
from forum.flags.rules import Finding, Rulebook
from forum.flags.rules.shipped import SHIPPED
from forum.questions.sweeping import begin_sweep, sweep_some

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
