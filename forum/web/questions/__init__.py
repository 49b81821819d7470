"""The pages of questions and answers."""

from forum.web.questions import (
    answering,
    asking,
    closing,
    commenting,
    correcting,
    history,
    keeping,
    lists,
    marks,
    moving,
    removing,
    staff_view,
    suggesting,
    thread,
)
from forum.web.questions.room import blueprint

__all__ = [
    "answering",
    "asking",
    "blueprint",
    "closing",
    "commenting",
    "correcting",
    "history",
    "keeping",
    "lists",
    "marks",
    "moving",
    "removing",
    "staff_view",
    "suggesting",
    "thread",
]
