"""Addresses that come from data and are called by us: how they are written, and what an operator says of calling them.

``adapters/door_out.py`` is the one that calls; what is said here is checked when an address is entered and again there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from backend.foundation.errors import Invalid

LONGEST = 500
KEY_BEGINS = "LAGAT_OPEN311_KEY_"
_HOST = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*\Z|\[[0-9a-f:.]{2,45}\]\Z")
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*\Z")
_KEY_NAME = re.compile(r"[0-9]{4}_[A-Z0-9_]{1,60}\Z")


@dataclass(frozen=True)
class OutsideAddress:
    """An address without credentials, query or fragment. ``host`` in small letters, an IPv6 one without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a key is given for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def text(self) -> str:
        """As it is called."""
        return self.origin + self.path


def read_outside_address(text: str) -> OutsideAddress:
    """Read one strictly. Over HTTPS; without encryption only a literal address of loopback, for practice and tests.

    Raises ``Invalid``. What a browser would mend (backslashes, tabs, credentials before the host) is refused: two
    readers that mend differently would check one host and call another.
    """
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme, (parts.hostname or ""), parts.port
    except ValueError:
        raise _wrong() from None
    plain = len(text) <= LONGEST and text.isascii() and text.isprintable() and not set(text) & set(' \\"<>^`{|}?#')
    written = f"[{host}]" if ":" in host else host
    if not plain or "@" in parts.netloc or not _HOST.match(written) or not _PATH.match(parts.path) or port == 0:
        raise _wrong()
    if scheme not in ("http", "https") or (scheme == "http" and not _is_loopback(host)):
        raise _wrong()
    return OutsideAddress(scheme, host, port or (443 if scheme == "https" else 80), parts.path.rstrip("/"))


@dataclass(frozen=True)
class SystemKey:
    """A key at another's system, and the one origin it may be shown to, whatever address data says."""

    origin: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class OutsideSettings:
    """Whether addresses from data may be on loopback, how long another's system may take, and the keys there.

    ``keys`` by ``<municipality>_<BODY>``, from ``LAGAT_OPEN311_KEY_9901_ELNAT="https://open311.elnat.example key"``.
    """

    loopback: bool
    timeout_seconds: float
    keys: Mapping[str, SystemKey]

    @classmethod
    def read(
        cls, environment: Mapping[str, str], faults: dict[str, str], *, timeout_seconds: float
    ) -> "OutsideSettings":
        """From the environment; faults are added to ``faults`` by variable."""
        loopback = environment.get("LAGAT_DOOR_OUT_LOOPBACK", "no")
        if loopback not in ("yes", "no"):
            faults["LAGAT_DOOR_OUT_LOOPBACK"] = "must be yes or no"
        keys: dict[str, SystemKey] = {}
        for name, value in environment.items():
            if not name.startswith(KEY_BEGINS):
                continue
            address, _, key = value.strip().partition(" ")
            account = name.removeprefix(KEY_BEGINS)
            try:
                origin = read_outside_address(address).origin
            except Invalid:
                origin = ""
            if not (_KEY_NAME.match(account) and origin and key.strip()):
                faults[name] = 'must be named after municipality and body, and be "https://host key"'
                continue
            keys[account] = SystemKey(origin, key.strip())
        return cls(loopback == "yes", timeout_seconds, keys)


def name_account(municipality: str, body_code: str) -> str:
    """The name under which an operator sets the key of a municipality at a body: ``9901_ELNAT``."""
    return f"{municipality}_{re.sub(r'[^A-Z0-9]', '_', body_code.upper())}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong() -> Invalid:
    return Invalid(
        "outside_address_wrong",
        "Write the whole address: https://, without a user name or anything after a question mark.",
    )
