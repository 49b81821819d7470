"""`forum import`: bring in what people wrote elsewhere."""

import re
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from forum.core.errors import Invalid
from forum.importing.operations import import_jsonl, import_stackexchange
from forum.importing.report import Kept, Report, Skip, Watcher
from forum.people.policy import SYSTEM

# With skipped rows; 0 is done, 1 failed, 2 a wrong call.
SKIPPED = 3
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
COLUMNS = {Kept.ADDED: "added", Kept.UPDATED: "updated", Kept.UNCHANGED: "unchanged", Kept.LOCAL: "kept as edited here"}


class ConsoleWatcher(Watcher):
    """Draws a bar on a terminal; elsewhere a line for each phase. Skipped rows go to standard error at once."""

    def __init__(self) -> None:
        """Look at the terminal once."""
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if self.console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=self.console)

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop drawing, whatever happened."""
        if self._bar:
            self._bar.stop()

    def phase(self, name: str, total: int) -> None:
        """Begin a bar, or say what begins."""
        if self._bar:
            if self._task is not None:
                self._bar.update(self._task, completed=self._bar.tasks[-1].total)
            self._task = self._bar.add_task(name, total=total)
        else:
            click.echo(f"{name} ...", err=True)

    def advance(self, steps: int) -> None:
        """Move the bar."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task, steps)

    def skip(self, skip: Skip) -> None:
        """Name the row at once, above the bar."""
        self.console.print(f"skipped: {skip}", markup=False)


@click.group("import")
def import_group() -> None:
    """Bring in what people wrote elsewhere. An import can be repeated: it changes only what changed."""


@import_group.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--site", metavar="HOST", help="The dump's site, as iot.stackexchange.com; by default the folder's name.")
@click.option("--product", metavar="SLUG", help="Put all questions under this product.")
def stackexchange(folder: Path, site: str | None, product: str | None) -> None:
    """Import one site's dump: DIR holds Posts.xml, Users.xml and the rest, plain or as .gz.

    Exit status: 0 done, 1 cut off or failed, 2 wrong call, 3 done with skipped rows.
    """
    host = _host(folder, site)
    try:
        with ConsoleWatcher() as watcher:
            report = import_stackexchange(SYSTEM, folder, host=host, product=product, watcher=watcher)
    except Invalid as error:
        raise click.UsageError("; ".join(str(each.message) for each in error.errors)) from error
    _tell(report)


@import_group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", metavar="NAME", help="Your name for where it comes from; by default the file's name.")
def jsonl(file: Path, source: str | None) -> None:
    """Import questions and solutions from JSON lines, plain or as .gz.

    Exit status: 0 done, 1 cut off or failed, 2 wrong call, 3 done with skipped rows.
    """
    name = (source or file.name.split(".", 1)[0]).strip()
    if not name:
        raise click.UsageError("--source takes a name.")
    with ConsoleWatcher() as watcher:
        report = import_jsonl(SYSTEM, file, source=name, watcher=watcher)
    _tell(report)


def _host(folder: Path, site: str | None) -> str:
    """Return the site's host, from the option or from the folder's name."""
    host = (site or folder.resolve().name).strip().lower()
    if HOST.fullmatch(host):
        return host
    if site is None:
        raise click.UsageError(f"The folder's name {host!r} is no site. Name it: --site iot.stackexchange.com")
    raise click.UsageError(f"--site takes a host such as iot.stackexchange.com, not {site!r}.")


def _tell(report: Report) -> None:
    """Print what the import did, and exit by it."""
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for title in COLUMNS.values():
        table.add_column(title, justify="right")
    for kind, counts in report.changes.items():
        table.add_row(kind, *(f"{counts[kept]:,}" for kept in COLUMNS))
    Console(highlight=False, width=None if sys.stdout.isatty() else 100).print(table)
    changes = report.total(Kept.ADDED) + report.total(Kept.UPDATED)
    click.echo(f"{changes} changes")
    if report.is_older:
        click.echo("This dump is older than the one imported before: only what was missing was added.")
    if report.left_out:
        rows = ", ".join(f"{count:,} of {table}" for table, count in report.left_out.items())
        click.echo(f"left out, since they have no place here: {rows}")
    for file, count in report.skipped.items():
        click.echo(f"skipped: {count:,} rows of {file}, named above")
    if not report.is_complete:
        sys.exit(SKIPPED)
