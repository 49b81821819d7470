"""Why something is done, in the words of who does it."""

from forum.core.errors import Invalid
from forum.core.text import N_, is_blank


def need_reason(text: str, field: str = "reason") -> str:
    """Return a reason without surrounding space; raise `Invalid` where there is none."""
    if is_blank(text):
        raise Invalid.one(field, "required", N_("Say why, in a sentence that the others can understand."))
    if len(text) > 2_000:
        raise Invalid.one(field, "too_long", N_("Use at most %(most)s characters."), most=2_000)
    return text.strip()


def optional_reason(text: str) -> str:
    """Return a reason that need not be given."""
    return need_reason(text) if not is_blank(text) else ""
