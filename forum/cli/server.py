"""Gunicorn, told by our settings, and the one worker that it keeps beside its own processes."""

import gc
import importlib
import logging
import os
import signal
import time
from collections.abc import Sequence
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.sock import TCPSocket
from sqlalchemy.orm import configure_mappers

from forum import config
from forum.core.db import db
from forum.search.indexing import engine

log = logging.getLogger(__name__)

# Seconds that requests and the worker have for ending what they are at.
GRACE = 15


class Background:
    """The worker as a child process, started again whenever it is gone.

    It is forked like gunicorn's own processes: what is loaded is there at once, and in memory only once.
    """

    def __init__(self, app: Flask) -> None:
        """Start nothing yet."""
        self._app = app
        self._pid: int | None = None

    def keep(self, listeners: Sequence[TCPSocket]) -> None:
        """Start it where it does not run. Called about once a second, which also bounds how often it is tried."""
        if self._runs():
            return
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            os._exit(self._work(parent, listeners))

    def ask_to_end(self) -> None:
        """Tell it to end after what it is doing."""
        self._send(signal.SIGTERM)

    def end(self) -> None:
        """Wait for its end, and insist."""
        until = time.monotonic() + GRACE
        while self._runs() and time.monotonic() < until:
            time.sleep(0.05)
        self._send(signal.SIGKILL)

    def _runs(self) -> bool:
        """Whether it is there. Gunicorn also asks after all children, and may have learned of its end before us."""
        if self._pid is None:
            return False
        try:
            ended, _ = os.waitpid(self._pid, os.WNOHANG)
        except ChildProcessError:
            ended = self._pid
        if ended:
            self._pid = None
        return not ended

    def _send(self, number: signal.Signals) -> None:
        if self._runs() and self._pid is not None:
            os.kill(self._pid, number)

    def _work(self, parent: int, listeners: Sequence[TCPSocket]) -> int:
        """Be the worker; return the exit code. Its parent's signals and sockets are not for it."""
        try:
            for number in (*Arbiter.SIGNALS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            for listener in listeners:
                os.close(listener.fileno())
            with self._app.app_context():
                db.engine.dispose(close=False)
                # The worker stands beside the commands, not below them.
                importlib.import_module("forum.worker").main(parent)
        except Exception:
            log.exception("the worker failed")
            return 1
        return 0


class Keeper(Arbiter):  # type: ignore[misc] # gunicorn ships no types
    """Gunicorn's parent process, which looks after the worker as it looks after its own children.

    It leans on two methods that gunicorn calls in its loop and at its end, since no hook of gunicorn's is called
    regularly in the parent.
    """

    def __init__(self, app: "Site", background: Background | None) -> None:
        """Take the worker to keep, None for none."""
        self._background = background
        super().__init__(app)

    def manage_workers(self) -> None:
        """Called every second and whenever a child has ended."""
        super().manage_workers()
        if self._background is not None:
            self._background.keep(self.LISTENERS)

    def stop(self, graceful: bool = True) -> None:
        """Called once, at the end."""
        if self._background is not None:
            self._background.ask_to_end()
        super().stop(graceful)
        if self._background is not None:
            self._background.end()


class Site(BaseApplication):  # type: ignore[misc] # gunicorn ships no types
    """The site as gunicorn serves it: loaded once, then forked."""

    def __init__(self, app: Flask, settings: config.Config, host: str, port: int, *, with_worker: bool) -> None:
        """Take the application and where to listen."""
        self._app, self._settings = app, settings
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._background = Background(app) if with_worker else None
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn our settings. It reads no file and no variable of its own."""
        options: dict[str, Any] = {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": self._settings.workers,
            "threads": self._settings.threads,
            "preload_app": True,
            "graceful_timeout": GRACE,
            "keepalive": 5,
            "loglevel": "debug" if self._settings.log_level == "DEBUG" else "warning",
            "proc_name": "vouch",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "when_ready": self._say,
            "post_fork": self._begin_anew,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app

    def run(self) -> None:
        """Serve until told to end."""
        self._warm_up()
        Keeper(self, self._background).run()

    def _warm_up(self) -> None:
        """Load what every process would load with its first pages, once for all of them.

        What is there by then stays for ever, so the collector of garbage need not look at it again: it would after
        every few pages, and that is a fifth of a page's cost.
        """
        configure_mappers()
        for name in self._app.jinja_env.list_templates(extensions=["html"]):
            self._app.jinja_env.get_template(name)
        gc.collect()
        gc.freeze()

    def _say(self, _arbiter: Arbiter) -> None:
        """Tell the operator where the site is."""
        settings = self._settings
        click.echo(f"{settings.site_name} is at {settings.base_url}  (Ctrl-C ends it)")
        if not settings.mail_url or settings.mail_url.startswith("file:"):
            click.echo(f"Mail is not sent, but kept in {settings.mail_folder}")
        if self._background is None:
            click.echo("No worker runs inside: start one with `forum worker`, or nothing new will be found and told.")

    def _begin_anew(self, _arbiter: Arbiter, _worker: object) -> None:
        """Let a forked process open its own connections, and begin to load what no page waits for."""
        with self._app.app_context():
            db.engine.dispose(close=False)
        engine().prepare()
