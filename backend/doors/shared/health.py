"""``GET /healthz``: whether this process can serve. For the proxy and the operator; says nothing of cases."""

from functools import lru_cache

import sqlalchemy as sa
from flask import Flask, Response, jsonify

from backend.doors.shared.access import PUBLIC, door
from backend.doors.shared.house import current_house
from backend.foundation.errors import LagatError
from migrations import run as migrations


def register(app: Flask) -> None:
    """Serve ``/healthz``."""

    @app.get("/healthz")
    @door(PUBLIC, limit="600/minute", keep=False)
    def healthz() -> tuple[Response, int]:
        """200 where the database answers and is at the newest revision, else 503 with what is wrong."""
        try:
            found = _find_revision()
        except LagatError as error:
            return jsonify(database=error.code, migrations="unknown"), 503
        at_head = found == _newest_revision()
        told = "at_head" if at_head else f"at {found}, this code needs {_newest_revision()}"
        return jsonify(database="answers", migrations=told), 200 if at_head else 503


def _find_revision() -> str | None:
    # A database that is not migrated yet has not even the functions a transaction begins with.
    with current_house().database.glance() as session:
        if session.scalar(sa.text("SELECT to_regclass('alembic_version')")) is None:
            return None
        found = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(found)


@lru_cache(maxsize=1)
def _newest_revision() -> str:
    return migrations.newest_revision()
