"""The same request with the same Idempotency-Key has its effect once, however often it is sent."""

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec

import sqlalchemy as sa
from flask import request

from forum.api.auth import Unauthorized, holder
from forum.core.clock import now
from forum.core.db import session
from forum.core.errors import Conflict, Invalid
from forum.core.operation import operation
from forum.core.text import N_
from forum.people.models import IdempotencyKey

P = ParamSpec("P")
Made = tuple[dict[str, Any], int, dict[str, str]]
KEPT_FOR = timedelta(days=1)
LONGEST = 200


def idempotent(view: Callable[P, Made]) -> Callable[P, Made]:
    """Let `view` run once per key and token. It answers (body, status, headers)."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Made:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        caller = holder()
        if caller is None:
            raise Unauthorized
        if not 0 < len(key) <= LONGEST:
            raise Invalid.one("Idempotency-Key", "too_long", N_("Use 1 to %(most)s characters."), most=LONGEST)
        run = operation(functools.partial(_once, caller.token_id, key, lambda: view(*args, **kwargs)))
        try:
            return run()
        except Conflict as conflict:
            # Another request with the same key was faster: what it made is the answer to this one too.
            if conflict.code != "pk_idempotency_keys":
                raise
            return run()

    return guarded


def _once(token_id: int, key: str, make: Callable[[], Made]) -> Made:
    """Return what was answered to this key before, else make it now and keep it, in one transaction."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.get_data()).hexdigest()
    session().execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < now() - KEPT_FOR))
    kept = session().get(IdempotencyKey, (token_id, key), populate_existing=True)
    if kept is not None:
        if kept.request != digest:
            text = N_("This key was used for another request. Take a new one.")
            raise Invalid.one("Idempotency-Key", "reused", text)
        headers = {"Location": kept.location} if kept.location else {}
        return kept.body, kept.status, headers | {"Idempotent-Replayed": "true"}
    kept = IdempotencyKey(token_id=token_id, key=key, request=digest)
    session().add(kept)
    session().flush()
    body, status, headers = make()
    kept.status, kept.body, kept.location = status, body, headers.get("Location")
    return body, status, headers
