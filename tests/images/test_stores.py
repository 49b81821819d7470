"""Where files lie: a folder, or a service that speaks as Amazon S3 does. Both promise the same."""

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from forum import config
from forum.config import ConfigError
from forum.images.s3 import Bucket, Key, sign
from forum.images.store import Folder, Store, store

EMPTY = hashlib.sha256(b"").hexdigest()


@dataclass
class Service:
    """What was asked of the service, and what it keeps."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    down: bool = False
    port: int = 0


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on this machine that takes requests of the right signature only."""
    kept = Service()
    key = Key("IDENT", "se/cr+et", "eu-north-1")

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.asked.append((self.command, self.path))
            if kept.down or not self._is_signed(data):
                return self._send(503 if kept.down else 403)
            if self.command == "PUT":
                kept.files[self.path] = data
                return self._send(200)
            if self.command == "DELETE":
                kept.files.pop(self.path, None)
                return self._send(204)
            return self._send(200 if self.path in kept.files else 404, kept.files.get(self.path, b""))

        def _is_signed(self, data: bytes) -> bool:
            given = self.headers["Authorization"]
            names = re.search(r"SignedHeaders=([^,]+)", given)
            assert names
            headers = {name: self.headers[name] for name in names[1].split(";")}
            at = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            right = headers["x-amz-content-sha256"] == hashlib.sha256(data).hexdigest()
            return right and sign(key, self.command, self.path, headers, at) == given

        def _send(self, status: int, data: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_PUT = do_DELETE = _answer  # noqa: N815 - the names in http.server

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


def keeps_its_promises(place: Store) -> None:
    assert place.get("00ab.webp") is None
    for data in (b"one", b"another"):
        place.put("00ab.webp", data)
        assert place.get("00ab.webp") == data
    place.put("00cd.webp", bytes(range(256)))
    for _ in range(2):
        place.delete("00ab.webp")
        assert place.get("00ab.webp") is None
    assert place.get("00cd.webp") == bytes(range(256))


def test_a_folder(tmp_path: Path) -> None:
    keeps_its_promises(Folder(tmp_path / "not" / "there"))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["00cd.webp"]


def test_a_service(service: Service) -> None:
    keeps_its_promises(
        Bucket(f"s3+http://IDENT:se%2Fcr%2Bet@127.0.0.1:{service.port}/bucket/a folder?region=eu-north-1")
    )
    assert list(service.files) == ["/bucket/a%20folder/00cd.webp"]
    wrong = Bucket(f"s3+http://IDENT:wrong@127.0.0.1:{service.port}/bucket?region=eu-north-1")
    with pytest.raises(OSError, match="403"):
        wrong.get("00cd.webp")
    service.down = True
    with pytest.raises(OSError, match="503"):
        wrong.put("00cd.webp", b"")


def test_a_service_that_is_not_there_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="refused"):
        Bucket("s3+http://a:b@127.0.0.1:1/bucket").get("00ab.webp")


# The examples that the specification of the signature prints.
SPECIFIED = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
AT = datetime(2013, 5, 24, tzinfo=UTC)
HOST = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": "20130524T000000Z", "x-amz-content-sha256": EMPTY}


@pytest.mark.parametrize(
    ("path", "headers", "query", "signature"),
    [
        ("/test.txt", {"Range": "bytes=0-9"}, "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        ("/", {}, "lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "/",
            {},
            "max-keys=2&prefix=J",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_requests_are_signed_as_the_specification_does(
    path: str, headers: dict[str, str], query: str, signature: str
) -> None:
    assert sign(SPECIFIED, "GET", path, {**HOST, **headers}, AT, query).endswith(f"Signature={signature}")


def test_the_setting_chooses(tmp_path: Path) -> None:
    config.use(config.Config(instance=tmp_path))
    assert isinstance(store(), Folder)
    assert config.current().media_folder == tmp_path / "images"
    config.use(config.from_environment({"FORUM_MEDIA_URL": f"file:{tmp_path}/elsewhere"}))
    assert config.current().media_folder == tmp_path / "elsewhere"
    config.use(config.from_environment({"FORUM_MEDIA_URL": "s3://a:b@objects.example/bucket"}))
    assert isinstance(store(), Bucket)
    for wrong in (
        "http://objects.example/bucket",
        "s3://objects.example/bucket",
        "s3://a:b@objects.example/",
        "s3://a:b@/x",
    ):
        with pytest.raises(ConfigError, match="FORUM_MEDIA_URL"):
            config.from_environment({"FORUM_MEDIA_URL": wrong})
