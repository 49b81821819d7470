"""How people name a question in a form."""

import re

# A number alone, or the address of a question's page.
_NUMBER = re.compile(r"^#?(\d{1,9})$|/questions/(\d{1,9})(?:[/?#]|$)")


def number_of(text: str) -> int:
    """Return the number of the question that somebody named, 0 where they named none."""
    found = _NUMBER.search(text.strip())
    return int(found[1] or found[2]) if found else 0
