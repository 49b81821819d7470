"""What an import tells while it runs: how far it is, which rows it skipped and why, what it changed."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from forum.core.errors import ForumError
from forum.core.text import N_, Message, message

T = TypeVar("T")


class ImportFailed(ForumError):
    """The source cannot be read to its end, or the site cannot take it. What was written before stays."""

    code = "import_failed"
    default = N_("The import failed. What was imported before stays, and the import can be started again.")


class BrokenRow(Exception):
    """One row cannot be used; `reason` says why. Whoever reads the file knows which row it was."""

    def __init__(self, reason: str, **values: object) -> None:
        """Take a text marked with `N_` and the values for its places."""
        self.reason = message(reason, **values)
        super().__init__(str(self.reason))


@dataclass(frozen=True, slots=True)
class Arrival(Generic[T]):
    """Something to import and where it stood."""

    file: str
    where: str
    thing: T


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that was left out because it is broken. `where` is `row ID` or `line N`."""

    file: str
    where: str
    reason: Message

    def __str__(self) -> str:
        """Return the line for the console."""
        return f"{self.file}, {self.where}: {self.reason}"


class Kept(StrEnum):
    """What may happen to a thing in an import."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LOCAL = "local"


@dataclass
class Report:
    """What an import did, by kind of thing.

    `changes` counts what happened to each kind; `skipped` counts broken rows by file; `left_out` counts what has no
    place here (tag wikis, votes on deleted posts), which is nobody's mistake. `is_older`: a newer dump was here before.
    """

    changes: dict[str, Counter[Kept]] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    is_older: bool = False

    def note(self, kind: str, what: Kept, count: int = 1) -> None:
        """Count things of one kind."""
        if count:
            self.changes.setdefault(kind, Counter())[what] += count

    def total(self, what: Kept) -> int:
        """Return how many things had this happen to them."""
        return sum(counts[what] for counts in self.changes.values())

    @property
    def is_complete(self) -> bool:
        """Whether no row was skipped."""
        return not self.skipped.total()


class Watcher:
    """Whoever looks on while an import runs. This one says nothing; the command line's draws a bar."""

    def phase(self, name: str, total: int) -> None:
        """Begin a phase of `total` steps: bytes of a file, or threads."""

    def advance(self, steps: int) -> None:
        """Tell that `steps` more are done."""

    def skip(self, skip: Skip) -> None:
        """Tell that a row was skipped, at once: a long import must not keep its bad news to itself."""
