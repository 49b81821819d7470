"""The API as another program calls it: over a real connection, which breaks when the server is killed."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

from forum.people.policy import Actor
from forum.people.tokens import create_token


class Lost(Exception):
    """The connection broke before an answer came: nobody knows whether the request had its effect."""


@dataclass(frozen=True)
class Reply:
    """What was answered; `replayed`: the same request had been answered before."""

    status: int
    body: Any
    replayed: bool = False


class Caller:
    """One person's program. It knows no retries: whoever uses it decides what a lost connection means."""

    def __init__(self, port: int, actor: Actor) -> None:
        """Make a key for the person; `port` is the server's on this machine. Needs the application's context."""
        self._port = port
        self._token = create_token(actor, "A program of the tests")

    def send(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        key: str | None = None,
        hang_up: bool = False,
    ) -> Reply:
        """Send one request on a connection of its own; `key` is its Idempotency-Key. Raises `Lost`.

        With `hang_up` the connection is closed before the answer comes, as by a train that enters a tunnel.
        """
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Connection": "close"}
        if key:
            headers["Idempotency-Key"] = key
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
            if hang_up:
                raise Lost
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost from error
        finally:
            connection.close()
        replayed = response.getheader("Idempotent-Replayed") is not None
        return Reply(response.status, json.loads(content) if content else None, replayed)
