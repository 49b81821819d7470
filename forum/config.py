"""Settings: typed, read once from the environment, one object.

Every setting is a field of `Config` and comes from `FORUM_` plus its name in capitals. Nothing needs to be set: the
defaults run a whole site under `instance/`. What cannot be understood stops start-up and names the setting.
"""

import contextlib
import difflib
import errno
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "FORUM_"
# Read by the test suite and the benches, never by the site.
TEST_PREFIX = "FORUM_TEST_"


class ConfigError(Exception):
    """A setting cannot be used; the text names it and says what it takes."""


def _setting(default: object, about: str) -> Any:
    """Declare one setting with its default and the sentence about it: the operators' page, `forum settings` and admins
    read it."""
    if callable(default):
        return field(default_factory=default, metadata={"about": about})
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings of one site."""

    instance: Path = _setting(lambda: ROOT / "instance", "folder for the database, the index, the keys and unsent mail")
    database_url: str = _setting("", "SQLAlchemy address of the database; empty: SQLite in the instance folder")
    search_url: str = _setting("", "whoosh:PATH; empty: a Whoosh index in the instance folder")
    search_by_meaning: bool = _setting(
        True, "search by meaning too, where the extra for it is installed; 0: by words alone"
    )
    mail_url: str = _setting("", "smtp://, smtps:// or file:PATH; empty: files in the instance folder")
    mail_from: str = _setting("Vouch <forum@localhost>", "sender of the site's mail")
    media_url: str = _setting(
        "", "file:PATH or s3://KEY:SECRET@HOST/BUCKET for people's images; empty: files in the instance folder"
    )
    redis_url: str = _setting("", "Redis for limits shared by several machines; nothing uses it yet")
    base_url: str = _setting("http://127.0.0.1:5000", "public address; links never come from the Host header")
    trusted_proxies: int = _setting(0, "how many proxies in front may set X-Forwarded headers")
    secret_key: str = _setting("", "signs sessions and forms; empty: made once in the instance folder")
    journal_key: str = _setting("", "seals the history; empty: made once in the instance folder")
    workers: int = _setting(2, "processes that answer requests")
    threads: int = _setting(4, "threads in each of them")
    page_cache_mb: int = _setting(32, "memory for visitors' pages in each process, in megabytes; 0 keeps none")
    site_name: str = _setting("Vouch", "name of the community, in the header and in mail")
    company: str = _setting(
        "Tarnwell", "name of the company whose staff checks answers; at first the invented one of the demo"
    )
    default_language: str = _setting("en", "language where neither the person nor the browser asks for another")
    default_time_zone: str = _setting("UTC", "time zone of dates on pages until a person chooses one")
    kb_requires_verdict: bool = _setting(False, "hold solutions back until an engineer has checked them")
    answer_due_hours: int = _setting(24, "hours until an open question without a good answer is overdue")
    review_months: int = _setting(12, "months until a staff check is due again, where the product says nothing else")
    second_reader: str = _setting(
        "after",
        "whether a second moderator reads dismissals of severe reports, hiding and deleting: off, after, or before"
        " (a deletion then waits for them, hidden meanwhile)",
    )
    new_engineer_checks: int = _setting(
        5, "how many of an engineer's checks a second one confirms, where there is one who can; 0: none waits"
    )
    appeal_days: int = _setting(14, "days within which an author can appeal against a moderator's decision")
    trust_preset: str = _setting(
        "small", "how much new accounts may post: small or large (what strangers bring to such a site), or off"
    )
    registration: bool = _setting(True, "whether visitors may register")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR")
    log_format: str = _setting("auto", "json, text, or auto: text on a terminal")

    @property
    def database(self) -> str:
        """The database's address with its driver named."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'forum.sqlite3'}"
        for short in ("postgresql://", "postgres://"):
            if self.database_url.startswith(short):
                return "postgresql+psycopg://" + self.database_url.removeprefix(short)
        return self.database_url

    @property
    def is_sqlite(self) -> bool:
        """Whether the site runs on the embedded database."""
        return self.database.startswith("sqlite:")

    @property
    def search_path(self) -> Path:
        """Folder of the Whoosh index."""
        path = self.search_url.removeprefix("whoosh:")
        return Path(path) if path else self.instance / "search"

    @property
    def mail_folder(self) -> Path:
        """Folder for mail when no SMTP server is set."""
        path = self.mail_url.removeprefix("file:")
        return Path(path) if path and self.mail_url.startswith("file:") else self.instance / "mail"

    @property
    def media_folder(self) -> Path:
        """Folder for people's images when no service is set for them."""
        path = self.media_url.removeprefix("file:")
        return Path(path) if path and self.media_url.startswith("file:") else self.instance / "images"

    @property
    def secure(self) -> bool:
        """Whether the site is served over https, so that cookies are for https only."""
        return self.base_url.startswith("https:")


# What nobody but the site itself may read.
SECRET = frozenset({"secret_key", "journal_key"})
# Up to the last sign of its kind: keys and passwords hold slashes and signs that nobody quoted.
_LOGIN = re.compile(r"(?<=://).*@")


@dataclass(frozen=True, slots=True)
class Told:
    """One setting as admins read it: no secret is in `value`. `given`: by the environment, not by default."""

    name: str
    value: str
    about: str
    given: bool
    secret: bool


def told(config: Config, environ: Mapping[str, str] | None = None) -> list[Told]:
    """Return every setting with its value and what it is, in the order of `Config`."""
    environ = os.environ if environ is None else environ
    found: list[Told] = []
    for each in fields(Config):
        name, value = PREFIX + each.name.upper(), getattr(config, each.name)
        secret = each.name in SECRET
        text = "" if secret else str(int(value)) if isinstance(value, bool) else without_login(str(value))
        given = bool(environ.get(name)) or (value != _default(each) and each.name != "instance")
        found.append(Told(name, text, each.metadata["about"], given, secret))
    return found


def _default(each: Field[Any]) -> object:
    """Return what a setting is where nobody sets it."""
    return each.default_factory() if callable(each.default_factory) else each.default


def without_login(text: str) -> str:
    """Return an address without the name and password in it, and without its parameters, which may hold them too."""
    masked = _LOGIN.sub("***@", text)
    return masked.partition("?")[0] + "?***" if "://" in masked and "?" in masked else masked


def _boolean(text: str) -> bool:
    """Read a yes or no."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError("takes 1 or 0") from None


def _integer(text: str) -> int:
    """Read a number that is not negative."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST):
        raise ValueError(f"takes a whole number from 0 to {LARGEST}")
    return int(text)


def _path(text: str) -> Path:
    """Read a folder; a relative one begins where the command was started."""
    return Path(text).expanduser().absolute()


# No setting means anything above it, and dates overflow far above it.
LARGEST = 1_000_000
READERS: dict[object, Callable[[str], object]] = {str: str.strip, int: _integer, bool: _boolean, Path: _path}
URL_SCHEMES: dict[str, tuple[str, ...]] = {
    "database_url": ("sqlite", "postgresql", "postgres", "postgresql+psycopg"),
    "search_url": ("whoosh",),
    "mail_url": ("file", "smtp", "smtps"),
    "media_url": ("file", "s3", "s3+http"),
    "redis_url": ("redis", "rediss", "unix"),
    "base_url": ("http", "https"),
}


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raise `ConfigError` for an unknown `FORUM_` name or an unusable value."""
    environ = os.environ if environ is None else environ
    known = {PREFIX + each.name.upper(): each for each in fields(Config)}
    values: dict[str, object] = {}
    for name, text in environ.items():
        if not name.startswith(PREFIX) or name.startswith(TEST_PREFIX):
            continue
        if name not in known:
            (near,) = difflib.get_close_matches(name, known, n=1, cutoff=0)
            raise ConfigError(f"{name} is not a setting of Vouch. Did you mean {near}?")
        if not text and known[name].type is not str:
            continue
        try:
            values[known[name].name] = READERS[known[name].type](text)
        except ValueError as error:
            raise ConfigError(f"{name}={text!r}: {error}.") from None
    return _checked(Config(**values))  # type: ignore[arg-type] # each value was read by its field's type


def _checked(config: Config) -> Config:
    """Return `config` or say which setting contradicts itself."""
    for name, schemes in URL_SCHEMES.items():
        value = getattr(config, name)
        # What Python cannot take apart is said below, setting by setting.
        if value and value.partition(":")[0].lower() not in schemes:
            raise ConfigError(
                f"{PREFIX}{name.upper()}={value!r}: takes an address that begins with {', '.join(schemes)}."
            )
    for name, usable, takes in (
        ("database_url", _is_database, "the address of a database, as postgresql://user:password@host/name"),
        ("base_url", _is_site, "the address of a site, as https://forum.example.org"),
        (
            "media_url",
            _is_media_place,
            "file:PATH, or s3://KEY:SECRET@HOST/BUCKET with /, + and = in them as %2F, %2B, %3D",
        ),
        ("default_time_zone", _is_time_zone, "the name of a time zone, as Europe/Lisbon"),
        ("log_level", {"DEBUG", "INFO", "WARNING", "ERROR"}.__contains__, "DEBUG, INFO, WARNING or ERROR"),
        ("second_reader", {"off", "after", "before"}.__contains__, "off, after or before"),
        ("trust_preset", {"small", "large", "off"}.__contains__, "small, large or off"),
        ("log_format", {"auto", "json", "text"}.__contains__, "auto, json or text"),
    ):
        value = getattr(config, name)
        if not usable(value) and (value or name not in {"database_url", "base_url", "media_url"}):
            raise ConfigError(f"{PREFIX}{name.upper()}={value!r}: takes {takes}.")
    for name in ("workers", "threads"):
        if getattr(config, name) < 1:
            raise ConfigError(f"{PREFIX}{name.upper()}: takes at least 1.")
    return config


def _is_database(text: str) -> bool:
    """Whether a driver could make something of this address."""
    try:
        return make_url(text).get_backend_name() in {"sqlite", "postgresql", "postgres"}
    except (ArgumentError, ValueError):
        return False


def _is_site(text: str) -> bool:
    """Whether this address names a host, and a port that there can be."""
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _is_media_place(text: str) -> bool:
    """Whether this address names a folder, or a bucket with all that it takes to use it."""
    if text.startswith("file:"):
        return True
    try:
        parts = urlsplit(text)
        return bool(parts.hostname and parts.username and parts.password and parts.path.strip("/")) and parts.port != 0
    except ValueError:
        return False


def _is_time_zone(text: str) -> bool:
    """Whether there is such a time zone. UTC needs no list, which a bare machine may lack."""
    try:
        return text == "UTC" or bool(ZoneInfo(text))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


def prepare(config: Config) -> None:
    """Make the instance folder, or say why it cannot be used."""
    try:
        config.instance.mkdir(parents=True, exist_ok=True)
        if not os.access(config.instance, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise ConfigError(f"{PREFIX}INSTANCE={str(config.instance)!r} cannot be used: {error.strerror}.") from error


def kept_key(config: Config, name: str) -> str:
    """Return the set key, or the one kept in the instance folder, made on first use and readable by its owner only.

    `name` is "secret_key" or "journal_key".
    """
    value: str = getattr(config, name)
    if value:
        return value
    path = config.instance / name
    if not path.exists():
        prepare(config)
        # Written aside and then linked, so that a process that starts at the same time never reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=config.instance, prefix=f".{name}-") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


_current: Config | None = None


def current() -> Config:
    """Return the site's settings, read from the environment on first use."""
    return use(from_environment()) if _current is None else _current


def use(config: Config) -> Config:
    """Make `config` the site's settings; the application factory and tests call this."""
    global _current
    _current = config
    return config
