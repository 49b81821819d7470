"""`forum serve`: says where the site is, keeps its worker, refuses clearly, ends cleanly."""

import re
import signal
import socket
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum.config import Config
from forum.core.db import session
from forum.core.operation import unit
from tests.running.processes import beating, is_running, kill, started
from tests.support.cast import Cast
from tests.support.commands import forum
from tests.support.ports import free_port
from tests.support.servers import Server
from tests.support.waiting import eventually


def test_it_says_where_the_site_is_and_where_mail_goes(live_server: Server) -> None:
    assert f"Vouch is at {live_server.url}" in live_server.words()
    assert f"Mail is not sent, but kept in {live_server.settings.mail_folder}" in live_server.words()


def test_links_name_the_port_that_was_chosen(settings: Config) -> None:
    port = free_port()
    with started(replace(settings, base_url=""), "serve", "--port", str(port)) as process:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        process.terminate()
        process.communicate(timeout=60)


def test_a_killed_worker_is_replaced(live_server: Server, cast: Cast) -> None:
    first = eventually(beating)
    kill(first)
    second = eventually(lambda: beating() != first and beating())
    assert is_running(second)


def test_the_worker_ends_with_a_killed_server(settings: Config, cast: Cast) -> None:
    server = Server(settings).start()
    try:
        pid = eventually(beating)
        assert server.pid
        kill(server.pid)
        eventually(lambda: not is_running(pid))
    finally:
        server.kill()


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(settings: Config, cast: Cast, way: signal.Signals) -> None:
    with started(settings, "serve", "--port", str(free_port())) as process:
        worker = eventually(beating)
        process.send_signal(way)
        words, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert not is_running(worker)
        assert "Traceback" not in words


def test_a_worker_may_run_elsewhere(settings: Config, cast: Cast) -> None:
    server = Server(settings, options=["--no-worker"]).start()
    try:
        assert "forum worker" in server.words()
        assert beating() == 0
    finally:
        server.stop()


def test_a_port_that_is_taken_is_named(settings: Config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = forum(settings, "serve", "--port", str(port))
    assert result.returncode == 1
    assert re.search(rf"port {port}: Address already in use\. .*--port {port + 1}", result.stderr)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_of_another_version_is_refused(settings: Config, cast: Cast, command: str) -> None:
    with unit():
        session().execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    result = forum(settings, command)
    assert result.returncode == 1
    assert "forum db upgrade" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_empty_database_is_refused(tmp_path: Path, settings: Config) -> None:
    result = forum(replace(settings, instance=tmp_path / "new", database_url=""), "serve")
    assert result.returncode == 1
    assert "forum db upgrade" in result.stderr
