"""Who appears in the gallery."""

from dataclasses import dataclass
from typing import ClassVar

from forum.people.policy import VISITOR as NOBODY
from forum.people.policy import Actor


@dataclass(frozen=True)
class Person:
    """Somebody with a name and a part to play, whom nobody has suspended."""

    actor: ClassVar[Actor] = NOBODY
    id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    slug: str = "x"
    is_staff: bool = False
    unread: int = 0


@dataclass(frozen=True)
class Language:
    """A language to choose in the footer."""

    code: str
    name: str
    current: bool

    @property
    def url(self) -> str:
        """Where the choice leads."""
        return f"?language={self.code}"


ADA = Person(1, "Ada Thorne")
BEN = Person(2, "Ben Hale")
EVA = Person(3, "Eva Lind", frozenset({"engineer"}))
MAX = Person(4, "Max Ortega", frozenset({"moderator"}))
SAM = Person(5, "Sam")
LONG = Person(6, "Maximiliane von Hohenstein-Wertheim zu Löwenberg", frozenset({"engineer"}))
CAST = [ADA, BEN, EVA, MAX, SAM, LONG]
VIEWER = Person(3, "Eva Lind", frozenset({"engineer"}), is_staff=True, unread=4)
VISITOR = Person(None, "")
