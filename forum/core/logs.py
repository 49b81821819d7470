"""The log: one line per message with its request's id, as JSON for machines or as text on a terminal."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor

from forum.config import Config
from forum.core.text import without_addresses


def _without_addresses(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Let no e-mail address stand in a line, whatever an error says: a log is kept where nobody erases it."""
    return {name: without_addresses(value) if isinstance(value, str) else value for name, value in line.items()}


def configure(settings: Config) -> None:
    """Send the log of the whole process to standard error. Calling it again changes nothing but the settings."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ends: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _without_addresses,
    ]
    if as_json:
        ends += [structlog.processors.JSONRenderer()]
    else:
        ends += [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    handler = logging.StreamHandler()
    handler.set_name("vouch")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=ends))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if each.get_name() != "vouch"] + [handler]
    root.setLevel(settings.log_level)
    # Alembic tells of its own parts at every start; what became of the schema is said by our command.
    logging.getLogger("alembic.runtime").setLevel(logging.WARNING)
