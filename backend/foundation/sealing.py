"""Texts the database keeps and whoever reads the database cannot: sealed with the installation's own secrets."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from backend.foundation.links import LinkKeys


class SealBroken(Exception):
    """Sealed for another purpose, with secrets no longer in use, or changed since."""


def seal_text(keys: LinkKeys, purpose: str, text: str) -> str:
    """``text`` sealed for ``purpose`` with the newest of ``keys``."""
    return _box(keys, purpose).encrypt(text.encode()).decode()


def open_sealed(keys: LinkKeys, purpose: str, sealed: str) -> str:
    """The text inside, sealed with any of ``keys``. Raises ``SealBroken``."""
    try:
        return _box(keys, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken from error


def _box(keys: LinkKeys, purpose: str) -> MultiFernet:
    made = (hmac.new(secret, f"seal|{purpose}".encode(), hashlib.sha256).digest() for _, secret in keys.secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
