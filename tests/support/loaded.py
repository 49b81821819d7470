"""What a process of `forum` loads before it looks at anything: see `tests.support.forked`."""

from sqlalchemy.orm import configure_mappers

import forum.cli
import forum.cli.server
import forum.worker  # noqa: F401 - loaded for those who come after

configure_mappers()
