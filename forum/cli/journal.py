"""`forum journal`: run what waits, and prove that nobody changed the history."""

import sys

import click

from forum.journal.catch_up import catch_up
from forum.journal.seal import verify as verify_chain
from forum.reactions import TABLE


@click.group("journal")
def journal_group() -> None:
    """Run what waits, and prove that nobody changed the history."""


@journal_group.command()
def drain() -> None:
    """Run every reaction that waits, delayed retries too; exit 1 if any failed.

    Where a worker is running, it does the work and this command waits for it.
    """
    result = catch_up(TABLE)
    for failure in result.failures:
        what = f"{failure.reaction} after {failure.kind} (event {failure.event_id})"
        click.echo(f"{what} failed {failure.attempts} times: {failure.error}", err=True)
    click.echo(f"{result.done} done here, {len(result.failures)} failed, {result.waiting} waiting")
    sys.exit(1 if result.failures else 0)


@journal_group.command()
def verify() -> None:
    """Check every row of the history against its seal; exit 1 if anything was changed."""
    finding = verify_chain()
    for problem in finding.problems:
        click.echo(problem, err=True)
    click.echo(f"{finding.events} events, {finding.sealed} sealed, {finding.redacted} with erased details")
    sys.exit(1 if finding.problems else 0)
