"""Secrets that we hand out once and keep as digests only."""

import hashlib
import secrets


def new_secret() -> str:
    """Return a fresh secret of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what we keep of a secret. It is random and long, so a fast digest is enough; passwords are not."""
    return hashlib.sha256(secret.encode()).hexdigest()
