"""Where a thing came from: written here, through the API, or brought from another place."""

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column


class Channel(StrEnum):
    """The way by which something entered the site."""

    WEB = "web"
    API = "api"
    IMPORT = "import"
    DEMO = "demo"
    COMMAND = "command"
    MAIL = "mail"


class Provenance:
    """The columns of something that may come from outside. `external_id` is the outside's own name for it."""

    channel: Mapped[Channel] = mapped_column(default=Channel.WEB, server_default=Channel.WEB.value, sort_order=80)
    source_url: Mapped[str | None] = mapped_column(sort_order=81)
    external_id: Mapped[str | None] = mapped_column(unique=True, sort_order=82)
    language: Mapped[str | None] = mapped_column(sort_order=83)
    licence: Mapped[str | None] = mapped_column(sort_order=84)

    @property
    def is_imported(self) -> bool:
        """Whether it stays out of service numbers and staff queues."""
        return self.channel == Channel.IMPORT


class Bylined:
    """The column of something whose author may be nobody here: a deleted user of the place that it came from."""

    byline: Mapped[str | None] = mapped_column(doc="the author's name where author_id names nobody", sort_order=85)
