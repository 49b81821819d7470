"""Names of things: a kind and a number, as the journal, flags and notices carry them."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of thing that can be named from anywhere."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    ENTRY = "entry"
    CASE = "case"
    PERSON = "person"
    PRODUCT = "product"
    TAG = "tag"
    RECALL = "recall"
    SITE = "site"


class Ref(NamedTuple):
    """The name of one thing."""

    kind: Kind
    id: int

    def __str__(self) -> str:
        """Return `kind:id`."""
        return f"{self.kind}:{self.id}"


SITE = Ref(Kind.SITE, 0)
