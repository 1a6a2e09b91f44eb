"""The portal's settings: one frozen object from the environment; every fault is told at once, at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MODES = ("production", "demo", "test")
SHORTEST_SECRET = 32


class SettingsWrong(Exception):
    """``faults`` maps each variable that is wrong to the reason."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Settings are wrong: " + "; ".join(f"{name} {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True)
class PortalSettings:
    """Everything an installation decides about its portal.

    ``api_address``: where the backend answers, without ``/api/v1`` and trailing slash. ``LAGAT_PORTAL_API_ADDRESS``
    where the portal reaches it by another way than people do, else ``LAGAT_WEB_ADDRESS``.
    ``address`` (``LAGAT_PORTAL_ADDRESS``): where people reach the portal; decides whether cookies need HTTPS.
    ``secret`` (``LAGAT_PORTAL_SECRET``): signs the portal's cookie; the portal's own, shared by its processes alone.
    ``timeout_seconds`` (``LAGAT_PORTAL_TIMEOUT_SECONDS``): how long an answer of the API is waited for; a photo gets
    four times as long. ``trusted_proxies`` (``LAGAT_TRUSTED_PROXIES``): how many proxies stand in front.
    """

    mode: str
    api_address: str
    address: str
    secret: str
    timeout_seconds: float = 10.0
    trusted_proxies: int = 0

    @property
    def uses_secure_cookies(self) -> bool:
        """Whether cookies travel over HTTPS alone: always, but in a demonstration or test on loopback."""
        return self.mode == "production" or not (self.address.startswith("http://") and self.is_on_loopback)

    @property
    def is_on_loopback(self) -> bool:
        """Whether nobody outside this machine reaches the portal."""
        return urlsplit(self.address).hostname in LOOPBACK

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "PortalSettings":
        """Read the environment. Raises ``SettingsWrong`` naming every variable that is wrong."""
        faults: dict[str, str] = {}
        mode = environment.get("LAGAT_MODE", "production")
        if mode not in MODES:
            faults["LAGAT_MODE"] = "must be one of " + ", ".join(MODES)
        api_name = "LAGAT_PORTAL_API_ADDRESS" if environment.get("LAGAT_PORTAL_API_ADDRESS") else "LAGAT_WEB_ADDRESS"
        settings = cls(
            mode=mode,
            api_address=_read_address(environment, api_name, faults, mode=mode),
            address=_read_address(environment, "LAGAT_PORTAL_ADDRESS", faults, mode=mode),
            secret=environment.get("LAGAT_PORTAL_SECRET", ""),
            timeout_seconds=_read_number(environment, "LAGAT_PORTAL_TIMEOUT_SECONDS", 10.0, faults),
            trusted_proxies=int(_read_number(environment, "LAGAT_TRUSTED_PROXIES", 0.0, faults)),
        )
        if len(settings.secret) < SHORTEST_SECRET:
            faults["LAGAT_PORTAL_SECRET"] = f"must be set, at least {SHORTEST_SECRET} characters"
        if settings.mode == "demo" and not settings.is_on_loopback:
            faults.setdefault("LAGAT_PORTAL_ADDRESS", "must be on loopback in a demonstration")
        if faults:
            raise SettingsWrong(faults)
        return settings


def _read_address(environment: Mapping[str, str], name: str, faults: dict[str, str], *, mode: str) -> str:
    """An address; in production over HTTPS, but for the backend's own on this machine, which no network carries."""
    value = environment.get(name, "").rstrip("/")
    stays_here = name == "LAGAT_PORTAL_API_ADDRESS" and urlsplit(value).hostname in LOOPBACK
    may_be_plain = mode != "production" or stays_here
    if not value.startswith(("http://", "https://") if may_be_plain else "https://"):
        faults[name] = "must be set and begin with https://"
    return value


def _read_number(environment: Mapping[str, str], name: str, default: float, faults: dict[str, str]) -> float:
    try:
        value = float(environment.get(name, default))
    except ValueError:
        value = -1.0
    if value < 0:
        faults[name] = "must be a number, not negative"
    return value
