"""Running the migrations. Alembic's settings are here in code; there is no alembic.ini."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool

FOLDER = Path(__file__).parent

Tell = Callable[[str, str, bool], None]
"""Called with the revision, what it does and whether it went up, after each step."""


def upgrade(url: str, *, revision: str = "head", tell: Tell = lambda *_: None) -> None:
    """Bring the database at ``url`` (the owner's) up to ``revision``. Each step is its own transaction."""
    command.upgrade(_config(url, tell), revision)


def downgrade(url: str, *, revision: str, tell: Tell = lambda *_: None) -> None:
    """Take the database at ``url`` (the owner's) back to ``revision``; "base" takes everything away."""
    command.downgrade(_config(url, tell), revision)


def find_last_before_release(url: str) -> str | None:
    """The newest revision that may run while the previous release still serves; None when there is none to run."""
    script = ScriptDirectory.from_config(_config(url))
    applied = find_revision(url)
    allowed = None
    for step in reversed(list(script.iterate_revisions("head", applied or "base"))):
        if step.module.release != "before":
            break
        allowed = step.revision
    return allowed


def find_revision(url: str) -> str | None:
    """The revision the database is at; None when nothing was ever run."""
    with sa.create_engine(url, poolclass=NullPool).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this code needs."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    if head is None:
        raise LookupError("There is no migration")
    return head


def fingerprint() -> str:
    """A short digest of everything a migration is made of: two databases with the same one have the same schema."""
    digest = hashlib.sha256()
    for file in sorted(FOLDER.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _config(url: str, tell: Tell = lambda *_: None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes.update(url=url, tell=tell)
    return config
