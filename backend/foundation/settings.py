"""The settings: one frozen object from the environment; every fault is told at once, at start."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from backend.foundation.base_map import BaseMap
from backend.foundation.errors import Invalid
from backend.foundation.links import LinkKeys
from backend.foundation.outside import OutsideSettings


@dataclass(frozen=True)
class SmsSettings:
    """Where and how SMS are sent. ``address`` is empty where none are.

    ``segment_ore`` is what a segment is believed to cost until the provider says; ``open_prefixes`` are countries
    beside Sweden that get SMS; ``folder`` is the practice provider's, for the postbox of a demonstration.
    """

    address: str
    user: str
    password: str
    sender: str
    timeout_seconds: float
    segment_ore: float
    open_prefixes: tuple[str, ...]
    folder: Path | None

    @property
    def is_set_up(self) -> bool:
        """Whether this installation can send SMS."""
        return bool(self.address)

    @classmethod
    def read(cls, read: "_Reader", *, is_production: bool) -> "SmsSettings":
        """From the environment; faults are gathered by ``read``."""
        environment = read.environment
        return cls(
            address=read.provider("LAGAT_SMS_ADDRESS", is_production=is_production),
            user=environment.get("LAGAT_SMS_USER", ""),
            password=environment.get("LAGAT_SMS_PASSWORD", ""),
            sender=read.sms_sender("LAGAT_SMS_FROM", "Lagat"),
            timeout_seconds=read.number("LAGAT_SMS_TIMEOUT_SECONDS", 30.0),
            segment_ore=read.number("LAGAT_SMS_SEGMENT_ORE", 40.0, least=0),
            open_prefixes=read.prefixes("LAGAT_SMS_OPEN_PREFIXES"),
            folder=Path(environment["LAGAT_SMS_FOLDER"]) if environment.get("LAGAT_SMS_FOLDER") else None,
        )


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides. Names in the environment are ``LAGAT_`` and the field in capitals.

    ``mode`` is production, demo or test; a simulated clock, made-up data and replays are refused in
    production; a practice copy of a real municipality is not, for nothing of it leaves the house. ``web_address`` and ``portal_address`` begin every link in a message and carry no trailing slash.
    ``second_factor``: "required" of staff and firms' managers, or "offered" to them.
    """

    mode: str
    database_url_owner: str
    database_url_web: str
    database_url_worker: str
    database_url_backup: str
    secrets: LinkKeys
    session_secret: str
    web_address: str
    portal_address: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_security: str
    mail_from: str
    mail_timeout_seconds: float
    delivery_lease_seconds: float
    reaction_lease_seconds: float
    worker_poll_seconds: float
    tick_seconds: float
    photo_folder: Path
    record_folder: Path
    erasure_ledger: Path
    mail_folder: Path | None
    reserve_folder: Path
    reserve_seconds: float
    trusted_proxies: int
    second_factor: str
    sms: SmsSettings
    outside: OutsideSettings
    base_map: BaseMap

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this installation."""
        return self.mode == "production"

    @property
    def requires_second_factor(self) -> bool:
        """Whether staff and firms' managers get no further than setting up a second factor without one."""
        return self.second_factor == "required"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the environment. Raises ``Invalid`` whose ``fields`` name every variable that is wrong, and why."""
        read = _Reader(environment)
        mode = read.choice("LAGAT_MODE", "production", ("production", "demo", "test"))
        secrets = [read.secret("LAGAT_LINK_SECRET")]
        if environment.get("LAGAT_LINK_SECRET_EARLIER"):
            secrets.append(read.secret("LAGAT_LINK_SECRET_EARLIER"))
        mail_timeout = read.number("LAGAT_MAIL_TIMEOUT_SECONDS", 600.0)
        lease = read.number("LAGAT_DELIVERY_LEASE_SECONDS", mail_timeout + 60)
        settings = cls(
            mode=mode,
            database_url_owner=read.database_url("OWNER"),
            database_url_web=read.database_url("WEB"),
            database_url_worker=read.database_url("WORKER"),
            database_url_backup=read.database_url("BACKUP"),
            secrets=LinkKeys.from_secrets(*secrets),
            session_secret=read.secret("LAGAT_SESSION_SECRET"),
            web_address=read.address("LAGAT_WEB_ADDRESS", mode=mode),
            portal_address=read.address("LAGAT_PORTAL_ADDRESS", mode=mode),
            smtp_host=environment.get("LAGAT_SMTP_HOST", "127.0.0.1"),
            smtp_port=int(read.number("LAGAT_SMTP_PORT", 25)),
            smtp_user=environment.get("LAGAT_SMTP_USER", ""),
            smtp_password=environment.get("LAGAT_SMTP_PASSWORD", ""),
            smtp_security=read.choice("LAGAT_SMTP_SECURITY", "none", ("none", "starttls", "tls")),
            mail_from=environment.get("LAGAT_MAIL_FROM", "felanmalan@lagat.invalid"),
            mail_timeout_seconds=mail_timeout,
            delivery_lease_seconds=lease,
            reaction_lease_seconds=read.number("LAGAT_REACTION_LEASE_SECONDS", 60.0),
            worker_poll_seconds=read.number("LAGAT_WORKER_POLL_SECONDS", 0.5),
            tick_seconds=read.number("LAGAT_TICK_SECONDS", 5.0),
            photo_folder=(photo_folder := Path(environment.get("LAGAT_PHOTO_FOLDER", "var/photos"))),
            record_folder=read.beside(photo_folder, "LAGAT_RECORD_FOLDER", "records"),
            erasure_ledger=read.beside(photo_folder, "LAGAT_ERASURE_LEDGER", "erasures.ledger"),
            mail_folder=Path(environment["LAGAT_MAIL_FOLDER"]) if environment.get("LAGAT_MAIL_FOLDER") else None,
            reserve_folder=Path(environment.get("LAGAT_RESERVE_FOLDER", "var/reserve")),
            reserve_seconds=read.number("LAGAT_RESERVE_SECONDS", 900.0),
            trusted_proxies=int(read.number("LAGAT_TRUSTED_PROXIES", 0, least=0)),
            second_factor=read.choice(
                "LAGAT_SECOND_FACTOR", "required" if mode == "production" else "offered", ("required", "offered")
            ),
            sms=SmsSettings.read(read, is_production=mode == "production"),
            outside=OutsideSettings.read(
                environment,
                read.faults,
                timeout_seconds=read.number("LAGAT_OPEN311_TIMEOUT_SECONDS", min(60.0, lease / 5)),
            ),
            base_map=BaseMap.read(environment, read.faults),
        )
        for shorter, fault in settings._lengths_of_a_delivery():
            if lease <= shorter:
                read.faults["LAGAT_DELIVERY_LEASE_SECONDS"] = f"must be longer than {fault}"
        if read.faults:
            told = "; ".join(f"{name} {fault}" for name, fault in read.faults.items())
            raise Invalid("settings_wrong", "Settings are wrong: {told}", fields=read.faults, told=told)
        return settings

    def _lengths_of_a_delivery(self) -> tuple[tuple[float, str], ...]:
        """How long a sender may hold one in hand by each channel: before that nobody else takes it for dead."""
        return (
            (self.mail_timeout_seconds, "LAGAT_MAIL_TIMEOUT_SECONDS"),
            (self.sms.timeout_seconds, "LAGAT_SMS_TIMEOUT_SECONDS"),
            # One delivery by Open311 asks at most four times: the request, its number, and twice what became of it.
            (4 * self.outside.timeout_seconds, "four times LAGAT_OPEN311_TIMEOUT_SECONDS"),
        )


class _Reader:
    """Reads variables and gathers every fault."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.faults: dict[str, str] = {}

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.environment.get(name, default)
        if value not in allowed:
            self.faults[name] = "must be one of " + ", ".join(allowed)
        return value

    def number(self, name: str, default: float, *, least: float = 0.001) -> float:
        try:
            value = float(self.environment.get(name, default))
        except ValueError:
            self.faults[name] = "must be a number"
            return default
        if not (math.isfinite(value) and value >= least):
            self.faults[name] = "must be a number, zero or more" if least == 0 else "must be a number above zero"
            return default
        return value

    def beside(self, folder: Path, name: str, ending: str) -> Path:
        """A path, or one beside ``folder`` that begins with its name."""
        own = self.environment.get(name, "")
        return Path(own) if own else folder.with_name(f"{folder.name}-{ending}")

    def secret(self, name: str) -> str:
        value = self.environment.get(name, "")
        if len(value) < 32:
            self.faults[name] = "must be set, at least 32 characters"
        return value

    def address(self, name: str, *, mode: str) -> str:
        """Where people come to: over HTTPS, but in demonstrations and tests."""
        value = self.environment.get(name, "").rstrip("/")
        if not value.startswith("https://" if mode == "production" else ("http://", "https://")):
            self.faults[name] = "must be set and begin with https://"
        return value

    def provider(self, name: str, *, is_production: bool) -> str:
        """Where a provider is called, or nothing. Without encryption only on loopback, and not in production."""
        value = self.environment.get(name, "").rstrip("/")
        loopback = value.startswith(("http://127.0.0.1:", "http://[::1]:")) and not is_production
        if value and not (value.startswith("https://") or loopback):
            self.faults[name] = "must begin with https://"
        return value

    def sms_sender(self, name: str, default: str) -> str:
        value = self.environment.get(name, default)
        if not re.fullmatch(r"[A-Za-z0-9]{1,11}|\+[1-9][0-9]{7,14}", value):
            self.faults[name] = "must be at most 11 letters a-z and digits, or a number like +46701740605"
        return value

    def prefixes(self, name: str) -> tuple[str, ...]:
        found = tuple(each.strip() for each in self.environment.get(name, "").split(",") if each.strip())
        if not all(re.fullmatch(r"\+[1-9][0-9]{0,3}", each) for each in found):
            self.faults[name] = "must be prefixes such as +47,+45"
        return found

    def database_url(self, role: str) -> str:
        """``DATABASE_URL_<ROLE>``, else ``DATABASE_URL`` with its user replaced by ``lagat_<role>``."""
        own = self.environment.get(f"DATABASE_URL_{role}")
        shared = self.environment.get("DATABASE_URL")
        if not own and not shared:
            self.faults["DATABASE_URL"] = "must be set"
            return ""
        try:
            url = make_url(own or str(shared)).set(drivername="postgresql+psycopg")
        except ArgumentError:
            name = f"DATABASE_URL_{role}" if own else "DATABASE_URL"
            self.faults[name] = "must be an address such as postgresql://user@host/name"
            return ""
        if not own and role != "OWNER":
            url = url.set(username=f"lagat_{role.lower()}")
        return url.render_as_string(hide_password=False)
