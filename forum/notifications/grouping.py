"""Notices that say the same of one page, put together: "3 new answers to your question"."""

from collections.abc import Hashable, Sequence

from forum.notifications.models import NoticeKind
from forum.notifications.queries import Line

# What may come in numbers, and says nothing of its own.
GROUPED = frozenset(
    {
        NoticeKind.ANSWERED,
        NoticeKind.FOLLOWED_ANSWER,
        NoticeKind.QUESTION_COMMENTED,
        NoticeKind.ANSWER_COMMENTED,
        NoticeKind.THREAD_COMMENTED,
    }
)


def grouped(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in groups, each where its newest line stood; read and unread ones stand apart."""
    groups: dict[Hashable, list[Line]] = {}
    for line in lines:
        groups.setdefault(_key(line), []).append(line)
    return list(groups.values())


def _key(line: Line) -> Hashable:
    """Return what the lines of one group have in common; a line that stands alone has a key of its own."""
    if line.kind not in GROUPED:
        return line.id
    # Comments on one's own answers belong to the answer; the asker follows the page as a whole.
    answer = line.data.get("answer") if line.kind is NoticeKind.ANSWER_COMMENTED else None
    return line.kind, line.root, answer, line.is_new
