"""`serve`, `worker` and `portal`: the three processes of an installation, and what is checked before they start."""

import os
import sys
from collections.abc import Mapping

import click
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from backend.commands.installation import PORTAL_PORT, WEB_PORT, is_private, open_installation, private_settings
from backend.foundation.children import run_in_front
from backend.foundation.errors import Unavailable
from backend.foundation.settings import Settings
from migrations import run as migrations

LOOPBACK = ("127.0.0.1", "::1", "localhost")
KEEPS_WHAT_IT_ACKNOWLEDGES = ("fsync", "full_page_writes", "synchronous_commit")
# The portal talks to the backend over HTTP only: it gets no address of the database and none of its secrets.
PORTAL_MAY_KNOW = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "PYTHONUTF8")
PORTAL_SETTINGS = ("LAGAT_MODE", "LAGAT_WEB_ADDRESS", "LAGAT_PORTAL_ADDRESS", "LAGAT_TRUSTED_PROXIES")


def web_command(host: str, port: int, *, workers: int = 2, threads: int = 8) -> list[str]:
    """The program that serves citizens, kontaktcenter and API."""
    return _gunicorn("backend.app:create_app()", host, port, workers=workers, threads=threads)


def portal_command(host: str, port: int, *, workers: int = 1, threads: int = 8) -> list[str]:
    """The program that serves contractors."""
    return _gunicorn("contractor_portal.app:create_app()", host, port, workers=workers, threads=threads)


def worker_command() -> list[str]:
    """The program that reacts, sends and keeps the clock."""
    return [sys.executable, "-m", "backend.worker"]


def portal_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What the portal's process may know of ``environment``."""
    kept = {name: environment[name] for name in PORTAL_MAY_KNOW + PORTAL_SETTINGS if name in environment}
    kept |= {name: value for name, value in environment.items() if name.startswith("LAGAT_PORTAL_")}
    return kept


def refuse_unsafe(settings: Settings) -> None:
    """Refuse to serve on a database that could lose what it acknowledged, as a superuser, or not migrated.

    Raises ``Unavailable`` with the remedy.
    """
    try:
        revision = migrations.find_revision(settings.database_url_web)
        with sa.create_engine(settings.database_url_web, poolclass=NullPool).connect() as connection:
            is_superuser = connection.scalar(sa.text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
            off = [name for name in KEEPS_WHAT_IT_ACKNOWLEDGES if connection.scalar(sa.text(f"SHOW {name}")) == "off"]
    except sa.exc.OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise Unavailable("database_down", "The database does not answer: {said}", said=said) from error
    if is_superuser:
        raise Unavailable("superuser", "The web role is a superuser; let DATABASE_URL_WEB name lagat_web.")
    if off:
        raise Unavailable("forgetful", "The database may lose acknowledged reports: turn on {off}.", off=", ".join(off))
    if revision != migrations.newest_revision():
        raise Unavailable("not_migrated", "The database is at revision {at}. Run: ./lagat migrate", at=str(revision))


def refuse_public_demo(settings: Settings, host: str) -> None:
    """A demonstration has no real sign-in: it refuses any address but loopback."""
    if not settings.is_production and host not in LOOPBACK:
        raise click.UsageError(f"A demonstration listens on loopback only, not on {host}. Set LAGAT_MODE=production.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=WEB_PORT, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--threads", default=8, show_default=True, help="Threads of each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve citizens, kontaktcenter, units and the API. Put a proxy such as nginx in front on a public machine."""
    with open_installation() as installation:
        settings = installation.settings
        refuse_public_demo(settings, host)
        refuse_unsafe(settings)
        _run(web_command(host, port, workers=workers, threads=threads), installation.environment)


@click.command()
def worker() -> None:
    """React to events, send what is due and keep the clock. Run one or several."""
    with open_installation() as installation:
        refuse_unsafe(installation.settings)
        _run(worker_command(), installation.environment)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=PORTAL_PORT, show_default=True)
def portal(host: str, port: int) -> None:
    """Serve contractors. Needs LAGAT_WEB_ADDRESS, LAGAT_PORTAL_ADDRESS and LAGAT_PORTAL_SECRET, and no database."""
    known = private_settings() if is_private() and "LAGAT_PORTAL_ADDRESS" not in os.environ else dict(os.environ)
    _run(portal_command(host, port), portal_environment(known))


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    sys.exit(run_in_front(command, environment=environment))


def _gunicorn(app: str, host: str, port: int, *, workers: int, threads: int) -> list[str]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", app, "--bind", address, "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--graceful-timeout", "10",
        "--keep-alive", "5", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
