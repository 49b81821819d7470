"""The readable page of a copy of everything about a person: one file that any browser opens, without any other."""

import json
from collections.abc import Callable
from html import escape
from typing import Any, BinaryIO

from forum import config
from forum.core.clock import now
from forum.core.personal import Holding
from forum.core.text import N_, Message
from forum.core.translation import translated
from forum.personal.table import HELD
from forum.personal.words import LABELS, LINKS

TITLE = N_("Everything that %(site)s keeps of you")
MADE = N_("Made on %(day)s. The file everything.json beside this page says the same for programs, in more detail.")
NOTHING = N_("Nothing.")
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
dl { display: grid; grid-template-columns: minmax(6rem, 10rem) 1fr; gap: 0 1rem; border-top: 1px solid #8888; margin: 0;
padding: .5rem 0 }
dt { color: GrayText } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
"""


def write_page(person_id: int, locale: str, out: BinaryIO) -> None:
    """Write the page in a language."""

    def say(text: str, **values: object) -> str:
        return escape(translated(Message(text, values), locale))

    title = say(TITLE, site=config.current().site_name)
    out.write(
        f'<!doctype html>\n<html lang="{escape(locale.replace("_", "-"))}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{say(MADE, day=f'{now():%Y-%m-%d}')}</p>\n".encode()
    )
    for holding in HELD:
        _write_part(holding, person_id, say, out)
    out.write(b"</body></html>\n")


def _write_part(holding: Holding, person_id: int, say: Callable[..., str], out: BinaryIO) -> None:
    """Write what one table holds."""
    out.write(f"<h2>{say(holding.title)}</h2>\n".encode())
    found = False
    for row in holding.rows(person_id):
        found = True
        lines = [
            f"<dt>{say(LABELS[name])}</dt><dd>{_value(name, row[name])}</dd>"
            for name in holding.shown
            if row[name] is not None and row[name] != ""
        ]
        out.write(f"<dl>{''.join(lines)}</dl>\n".encode())
    if not found:
        out.write(f"<p>{say(NOTHING)}</p>\n".encode())


def _value(name: str, value: Any) -> str:
    """Return a value as HTML: a number that leads somewhere as a link, what has parts as JSON, all else as it is."""
    if name in LINKS:
        return f'<a href="{escape(config.current().base_url + LINKS[name] + str(value))}">{value}</a>'
    if isinstance(value, bool):
        return "✓" if value else "–"
    return escape(json.dumps(value, ensure_ascii=False, indent=1) if isinstance(value, dict | list) else str(value))
