"""Which installation a command works on: the one the environment names, else the private one of this folder.

With ``DATABASE_URL`` the environment alone decides. Without it, everything is kept under ``var`` (or ``LAGAT_VAR``):
the private cluster, photos, mail and secrets made once. That installation is a demonstration and listens on loopback.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backend.foundation.cluster import Cluster, ensure_cluster
from backend.foundation.settings import Settings

ROOT = Path(__file__).parents[2]
WEB_PORT, PORTAL_PORT, MAIL_PORT, SMS_PORT = 8080, 8081, 8025, 8026
SECRETS = ("LAGAT_LINK_SECRET", "LAGAT_SESSION_SECRET", "LAGAT_PORTAL_SECRET")


@dataclass
class Installation:
    """What a command needs: the whole environment of its processes, and the private cluster where there is one."""

    var: Path
    environment: dict[str, str]
    cluster: Cluster | None = field(default=None)

    @property
    def settings(self) -> Settings:
        """The settings of this installation. Raises ``Invalid`` naming every variable that is wrong."""
        return Settings.from_environment(self.environment)


def find_var() -> Path:
    """The folder of everything the private installation keeps."""
    return Path(os.environ.get("LAGAT_VAR") or ROOT / "var").resolve()


def is_private() -> bool:
    """Whether this folder's own installation is meant: no database is named in the environment."""
    return not any(name.startswith("DATABASE_URL") and value for name, value in os.environ.items())


@contextmanager
def open_installation() -> Iterator[Installation]:
    """The installation of this command; a private cluster that had to be started for it is stopped after it."""
    if not is_private():
        yield Installation(find_var(), dict(os.environ))
        return
    cluster = ensure_cluster(find_var())
    try:
        yield Installation(find_var(), private_environment(cluster), cluster)
    finally:
        cluster.stop()


def private_environment(cluster: Cluster, **ports: int) -> dict[str, str]:
    """The environment of the private installation on ``cluster``; ``ports`` as of ``private_settings``."""
    urls = {
        "DATABASE_URL": cluster.url("owner"),
        "DATABASE_URL_WEB": cluster.url("web"),
        "DATABASE_URL_WORKER": cluster.url("worker"),
        "DATABASE_URL_BACKUP": cluster.url("backup"),
    }
    return private_settings(**ports) | urls


def private_settings(
    *, web_port: int = WEB_PORT, portal_port: int = PORTAL_PORT, mail_port: int = MAIL_PORT, sms_port: int = 0
) -> dict[str, str]:
    """The private installation's settings but for its database; a variable the caller set goes before ours.

    Without ``sms_port`` nobody listens there, and no SMS is offered or sent.
    """
    var = find_var()
    defaults = {
        "LAGAT_MODE": "demo",
        "LAGAT_WEB_ADDRESS": f"http://127.0.0.1:{web_port}",
        "LAGAT_PORTAL_ADDRESS": f"http://127.0.0.1:{portal_port}",
        "LAGAT_SMTP_HOST": "127.0.0.1",
        "LAGAT_SMTP_PORT": str(mail_port),
        "LAGAT_MAIL_FROM": "felanmalan@angsby.example",
        "LAGAT_PHOTO_FOLDER": str(var / "photos"),
        "LAGAT_RESERVE_FOLDER": str(var / "reserve"),
        "LAGAT_MAIL_FOLDER": str(var / "mail"),
    }
    if sms_port:
        defaults |= {
            "LAGAT_SMS_ADDRESS": f"http://127.0.0.1:{sms_port}",
            "LAGAT_SMS_USER": "practice",
            "LAGAT_SMS_PASSWORD": "practice",
            "LAGAT_SMS_FROM": "Angsby",
            "LAGAT_SMS_FOLDER": str(var / "sms"),
        }
    return defaults | _kept_secrets(var / "secrets.json") | dict(os.environ)


def _kept_secrets(file: Path) -> dict[str, str]:
    """The secrets of the private installation, made at the first start, readable by its owner alone."""
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if set(kept) != set(SECRETS):
        kept = {name: kept.get(name) or secrets.token_urlsafe(32) for name in SECRETS}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept, indent=1))
    return kept
