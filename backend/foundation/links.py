"""Links that prove something: a token is recomputed per message and never stored; each has one purpose."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class LinkKeys:
    """The secrets links are made with, newest first, each with a one-letter id so that they can be changed."""

    secrets: tuple[tuple[str, bytes], ...]

    @classmethod
    def from_secrets(cls, *secrets: str) -> "LinkKeys":
        """The keys of these secrets, newest first.

        A key's id follows from its secret and not from its place, so that a token outlives every change of the others.
        """
        return cls(tuple((_id_of(secret), secret.encode()) for secret in secrets))

    def make_token(self, purpose: str, subject_id: UUID, version: int = 1) -> str:
        """The token for one purpose and subject: key id, then 128 bits as URL-safe text."""
        key_id, secret = self.secrets[0]
        return key_id + _seal(secret, key_id, purpose, subject_id, version)

    def proves(self, token: str, purpose: str, subject_id: UUID, version: int = 1) -> bool:
        """Whether ``token`` was made for this purpose, subject and version under any key still in use."""
        for key_id, secret in self.secrets:
            made = key_id + _seal(secret, key_id, purpose, subject_id, version)
            if hmac.compare_digest(made.encode(), token.encode()):
                return True
        return False


def _id_of(secret: str) -> str:
    return chr(ord("a") + hashlib.sha256(b"key id|" + secret.encode()).digest()[0] % 26)


def _seal(secret: bytes, key_id: str, purpose: str, subject_id: UUID, version: int) -> str:
    words = f"{key_id}|{purpose}|{subject_id}|{version}".encode()
    digest = hmac.new(secret, words, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
