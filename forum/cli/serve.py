"""`forum serve` and `forum worker`: the processes of a running site."""

import importlib
import os
import socket
from dataclasses import replace

import click

from forum import config
from forum.app import create_app
from forum.cli.server import Site
from forum.core.db import db
from forum.core.schema import require_current
from forum.web import static


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Leave the worker to another process: forum worker.")
def serve(host: str, port: int, no_worker: bool) -> None:
    """Serve the site, with its worker inside, until Ctrl-C."""
    settings = addressed(config.current(), host, port)
    require_free(host, port)
    require_current()
    static.prepare(settings)
    app = create_app(settings)
    # Every process opens connections of its own: one that is shared over a fork mixes up its answers.
    db.session.remove()
    db.engine.dispose()
    Site(app, settings, host, port, with_worker=not no_worker).run()


@click.command()
def worker() -> None:
    """Run what follows from what happened: the index, notices, mail. One is enough; a second waits for its end."""
    importlib.import_module("forum.worker").main()


def addressed(settings: config.Config, host: str, port: int) -> config.Config:
    """Return the settings with the address at which the site is served, where none was set."""
    if os.environ.get(f"{config.PREFIX}BASE_URL"):
        return settings
    name = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound
    return replace(settings, base_url=f"http://{name}:{port}")


def require_free(host: str, port: int) -> None:
    """Raise a clear error where nobody can listen on the port."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except (OSError, OverflowError) as error:
        # Python adds the address to the system's words, which stands in the line already.
        reason = (getattr(error, "strerror", None) or str(error)).split(" (")[0]
        raise click.ClickException(
            f"Cannot listen on {host}, port {port}: {reason}. Choose another one: forum serve --port {port + 1}"
        ) from None
