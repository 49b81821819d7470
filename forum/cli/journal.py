"""`forum journal`: run what waits, and prove that nobody changed the history."""

import sys

import click

from forum.journal.drain import drain as run_reactions
from forum.journal.drain import waiting
from forum.journal.seal import verify as verify_chain
from forum.reactions import TABLE


@click.group("journal")
def journal_group() -> None:
    """Run what waits, and prove that nobody changed the history."""


@journal_group.command()
def drain() -> None:
    """Run every reaction that waits, delayed retries too; exit 1 if any failed."""
    done = failed = 0
    while waiting():
        result = run_reactions(TABLE, delayed=True)
        done, failed = done + result.done, failed + result.failed
        if result.failed or not result.done:
            break
    click.echo(f"{done} done, {failed} failed, {waiting()} waiting")
    sys.exit(1 if failed else 0)


@journal_group.command()
def verify() -> None:
    """Check every row of the history against its seal; exit 1 if anything was changed."""
    finding = verify_chain()
    for problem in finding.problems:
        click.echo(problem, err=True)
    click.echo(f"{finding.events} events, {finding.sealed} sealed, {finding.redacted} with erased details")
    sys.exit(1 if finding.problems else 0)
