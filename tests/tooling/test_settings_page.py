"""The operators' page names every setting, as it is."""

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from flask import Flask

from forum import config
from forum.cli.settings import settings
from forum.config import PREFIX, ROOT, Config
from forum.people.policy import Actor
from tests.support.cast import Cast
from tests.support.client import Client


def test_every_setting_is_on_the_page_and_no_other() -> None:
    lines = (ROOT / "docs" / "operators" / "settings.md").read_text().splitlines()
    told = {line.split("`")[1]: line for line in lines if line.startswith(f"| `{PREFIX}")}
    assert told.keys() == {PREFIX + field.name.upper() for field in fields(Config)}
    for field in fields(Config):
        assert field.metadata["about"] in told[PREFIX + field.name.upper()]


def test_who_runs_and_who_keeps_the_site_read_the_same_without_secrets(
    app: Flask, cast: Cast, client_of: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORUM_MAIL_URL", "smtp://ann:hunter2@mail.example.org?password=hunter2")
    site = replace(config.current(), mail_url="smtp://ann:hunter2@mail.example.org?password=hunter2", threads=3)
    config.use(site)
    page = client_of(cast.amy).get("/admin/settings").text
    listed = app.test_cli_runner().invoke(settings).output
    for text in (page, listed):
        assert all(PREFIX + field.name.upper() in text for field in fields(Config))
        assert "smtp://***@mail.example.org?***" in text
        assert "hunter2" not in text
        assert site.secret_key not in text
        assert site.journal_key not in text
    found = {each.name: each for each in config.told(site)}
    assert found["FORUM_MAIL_URL"].given
    assert found["FORUM_THREADS"].value == "3"
    assert not found["FORUM_WORKERS"].given
    assert found["FORUM_REGISTRATION"].value == "1"
    for who in (cast.ada, cast.eva, cast.max):
        assert client_of(who).get("/admin/settings").status_code == 404


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("s3://KEY:hunter/2?#@@host/bucket", "s3://***@host/bucket"),
        ("redis://:hunter2@host:6379/0", "redis://***@host:6379/0"),
        ("sqlite:////srv/forum.sqlite3", "sqlite:////srv/forum.sqlite3"),
        ("Vouch <forum@localhost>", "Vouch <forum@localhost>"),
    ],
)
def test_no_login_stands_in_an_address(address: str, shown: str) -> None:
    assert config.without_login(address) == shown
