"""Secrets that we hand out once and keep as digests only."""

import base64
import hashlib
import hmac
import secrets

from forum import config

CODE_DIGITS = 6


def new_secret() -> str:
    """Return a fresh secret of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what we keep of a secret. It is random and long, so a fast digest is enough; passwords are not."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    """Return six random digits, short enough to be typed; only few tries and little time make them safe."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def keyed_digest(*parts: str) -> str:
    """Return what we keep of something that could be guessed: useless without the site's own key."""
    return _keyed(*parts).hexdigest()


def derived_secret(*parts: str) -> str:
    """Return a secret as `new_secret` does, always the same for the same parts, one of which nobody can guess."""
    return base64.urlsafe_b64encode(_keyed("secret", *parts).digest()).decode().rstrip("=")


def _keyed(*parts: str) -> hmac.HMAC:
    key = config.kept_key(config.current(), "secret_key").encode()
    return hmac.new(key, "\x00".join(parts).encode(), hashlib.sha256)
