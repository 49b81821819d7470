"""Files at a service that speaks as Amazon S3 does: three requests, each signed with signature version 4.

Decision 15 says why these lines and no library.
"""

import hashlib
import hmac
import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, quote, unquote, urlsplit

from forum.core.clock import now

SECONDS = 15


@dataclass(frozen=True, slots=True)
class Key:
    """Who asks: the two halves of a key, and the region that the service calls itself."""

    ident: str
    secret: str
    region: str = "us-east-1"


def sign(key: Key, method: str, path: str, headers: Mapping[str, str], at: datetime, query: str = "") -> str:
    """Return the value of the header `Authorization` for a request with just these headers.

    `path` and `query` are encoded as they are sent; `x-amz-content-sha256` is among the headers.
    """
    names = sorted(headers, key=str.lower)
    signed = ";".join(name.lower() for name in names)
    lines = "".join(f"{name.lower()}:{headers[name].strip()}\n" for name in names)
    digest = {name.lower(): value for name, value in headers.items()}["x-amz-content-sha256"]
    request = "\n".join((method, path, query, lines, signed, digest))
    day = at.strftime("%Y%m%d")
    scope = f"{day}/{key.region}/s3/aws4_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", at.strftime("%Y%m%dT%H%M%SZ"), scope, hashed))
    secret = f"AWS4{key.secret}".encode()
    for part in (day, key.region, "s3", "aws4_request"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return f"AWS4-HMAC-SHA256 Credential={key.ident}/{scope},SignedHeaders={signed},Signature={signature}"


class Bucket:
    """A bucket, by an address as `s3://KEY:SECRET@HOST/BUCKET/FOLDER?region=REGION` (`s3+http://` without TLS)."""

    def __init__(self, url: str) -> None:
        """Take the address."""
        parts = urlsplit(url)
        self._host = parts.netloc.rpartition("@")[2]
        self._plain = parts.scheme == "s3+http"
        self._path = parts.path.rstrip("/")
        region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
        self._key = Key(unquote(parts.username or ""), unquote(parts.password or ""), region)

    def put(self, name: str, data: bytes) -> None:
        """Keep a file."""
        self._ask("PUT", name, data, expected=(200,))

    def get(self, name: str) -> bytes | None:
        """Return a file."""
        status, data = self._ask("GET", name, expected=(200, 404))
        return data if status == 200 else None

    def delete(self, name: str) -> None:
        """Forget a file."""
        self._ask("DELETE", name, expected=(200, 204, 404))

    def _ask(self, method: str, name: str, data: bytes = b"", *, expected: tuple[int, ...]) -> tuple[int, bytes]:
        """Return status and body of an answer. Raises `OSError` where none comes, or one that was not expected."""
        at = now()
        path = quote(f"{self._path}/{name}")
        headers = {
            "Host": self._host,
            "x-amz-content-sha256": hashlib.sha256(data).hexdigest(),
            "x-amz-date": at.strftime("%Y%m%dT%H%M%SZ"),
        }
        if method == "PUT":
            headers["Content-Type"] = "image/webp"
        headers["Authorization"] = sign(self._key, method, path, headers, at)
        kind = http.client.HTTPConnection if self._plain else http.client.HTTPSConnection
        connection = kind(self._host, timeout=SECONDS)
        try:
            connection.request(method, path, body=data or None, headers=headers)
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(f"the store of images: {type(error).__name__}") from error
        finally:
            connection.close()
        if status not in expected:
            raise OSError(f"the store of images answered {status} to {method}")
        return status, body
