"""Settings that cannot be used stop the start with one line that names them."""

import stat
import threading
from pathlib import Path

import pytest

from forum.config import Config, ConfigError, from_environment, kept_key, prepare
from tests.support.cast import Cast
from tests.support.commands import forum


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("FORUM_SITE_NAM", "x", "Did you mean FORUM_SITE_NAME?"),
        ("FORUM_DATABASE", "x", "Did you mean FORUM_DATABASE_URL?"),
        ("FORUM_QQQQQQQQ", "x", "Did you mean FORUM_"),
        ("FORUM_WORKERS", "0", "at least 1"),
        ("FORUM_WORKERS", "many", "whole number"),
        ("FORUM_WORKERS", "²", "whole number"),
        ("FORUM_THREADS", "-1", "whole number"),
        ("FORUM_ANSWER_DUE_HOURS", "9" * 5000, "whole number"),
        ("FORUM_KB_REQUIRES_VERDICT", "2", "takes 1 or 0"),
        ("FORUM_DATABASE_URL", "mysql://x", "sqlite, postgresql"),
        ("FORUM_DATABASE_URL", "sqlite:", "address of a database"),
        ("FORUM_DATABASE_URL", "postgresql://u:p@host:port/name", "address of a database"),
        ("FORUM_BASE_URL", "ftp://x", "http, https"),
        ("FORUM_BASE_URL", "http://", "address of a site"),
        ("FORUM_BASE_URL", "http://x:abc", "address of a site"),
        ("FORUM_BASE_URL", "http://[x", "address"),
        ("FORUM_MAIL_URL", "http://x", "file, smtp, smtps"),
        ("FORUM_SEARCH_URL", "solr:x", "whoosh"),
        ("FORUM_REDIS_URL", "x", "redis"),
        ("FORUM_LOG_LEVEL", "loud", "DEBUG, INFO"),
        ("FORUM_LOG_FORMAT", "xml", "json or text"),
        ("FORUM_DEFAULT_TIME_ZONE", "Mars", "time zone"),
        ("FORUM_DEFAULT_TIME_ZONE", "../../etc/passwd", "time zone"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_environment({name: text})
    assert str(caught.value).startswith(name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_needs_to_be_set() -> None:
    assert from_environment({}) == Config()
    assert from_environment({"FORUM_WORKERS": "", "FORUM_TEST_DATA": "x", "HOME": "/"}) == Config()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "inside", Path("/proc/nothing/here")):
        with pytest.raises(ConfigError, match=r"FORUM_INSTANCE=.* cannot be used: "):
            prepare(Config(instance=place))


def test_all_who_start_at_once_get_one_key(tmp_path: Path) -> None:
    config = Config(instance=tmp_path / "new")
    found: list[str] = []
    ready = threading.Barrier(8)

    def start() -> None:
        ready.wait()
        found.append(kept_key(config, "secret_key"))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) > 40
    path = config.instance / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in config.instance.iterdir()] == ["secret_key"]


def test_arguments_that_are_no_text_are_refused_in_one_line(settings: Config, cast: Cast) -> None:
    for arguments in (
        ("people", "create", "nora@example.org", "--name", "caf\udce9"),
        ("token", "create", "caf\udce9"),
        ("import", "jsonl", "/dev/null", "--source", "\udcff"),
    ):
        result = forum(settings, *arguments)
        assert result.returncode == 2, result.stderr
        assert "is not UTF-8" in result.stderr.splitlines()[-1]
        assert "Traceback" not in result.stderr
