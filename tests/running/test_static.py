"""Style and scripts: kept for ever under an address that changes with them, and sent small."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from forum.app import create_app
from forum.config import Config
from forum.web import static

FOR_EVER = "max-age=315360000, public, immutable"


def test_a_file_is_kept_for_ever_under_its_versions_address(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename="css/base.css")
    assert address == f"/static/v-{static.version()}/css/base.css"
    with client.get(address) as response:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == FOR_EVER
        assert response.data == (static.STATIC / "css/base.css").read_bytes()
    with client.get("/static/css/base.css") as response:
        assert response.headers["Cache-Control"] == "max-age=300, public"


def test_pages_name_only_versioned_files(client: FlaskClient) -> None:
    page = client.get("/login").text
    named = re.findall(r'(?:src|href)="(/static/[^"#]+)', page)
    assert named
    assert all(name.startswith(f"/static/v-{static.version()}/") for name in named)


def test_a_page_from_before_an_upgrade_gets_todays_files(client: FlaskClient) -> None:
    response = client.get("/static/v-0123456789ab/js/app.js")
    assert response.location == f"/static/v-{static.version()}/js/app.js"
    assert client.get("/static/v-0123456789ab/js/none.js", follow_redirects=True).status_code == 404


def test_files_are_sent_compressed(settings: Config) -> None:
    folder = static.prepare(settings)
    assert static.prepare(settings) == folder
    client = create_app(settings).test_client()
    for encoding in ("gzip", "br"):
        with client.get("/static/css/base.css", headers={"Accept-Encoding": encoding}) as response:
            assert response.headers["Content-Encoding"] == encoding
            assert len(response.data) < (static.STATIC / "css/base.css").stat().st_size / 2


def test_the_digest_changes_with_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    first = static.digest_of(tmp_path)
    assert static.digest_of(tmp_path) == first
    (tmp_path / "a.css").write_text("b")
    second = static.digest_of(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({first, second, static.digest_of(tmp_path)}) == 3


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_pages_are_sent_compressed(client: FlaskClient, encoding: str) -> None:
    response = client.get("/login", headers={"Accept-Encoding": encoding})
    assert response.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    "path", ["/static/../setup.cfg", "/static/%2e%2e/setup.cfg", "/static/v-0123456789ab/../../setup.cfg"]
)
def test_nothing_outside_the_folder_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404
