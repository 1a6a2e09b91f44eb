"""``python -m backend.doors.api.document`` writes ``openapi.yaml`` anew, from the routes."""

from pathlib import Path

import yaml
from flask import Flask

from backend.doors import api, shared
from backend.doors.api.profile import make_document
from backend.doors.shared.house import House, give_house
from backend.foundation.database import Database
from backend.foundation.settings import Settings

FILE = Path(__file__).parents[3] / "openapi.yaml"


def write_document(app: Flask) -> str:
    """The document as YAML, the same for the same routes."""
    return str(yaml.safe_dump(make_document(app), allow_unicode=True, sort_keys=False, width=120))


def make_app_without_database() -> Flask:
    """An app of the API alone to read routes from; nothing it is built with is real."""
    environment = {
        "LAGAT_MODE": "test",
        "LAGAT_LINK_SECRET": "-" * 32,
        "LAGAT_SESSION_SECRET": "-" * 32,
        "LAGAT_WEB_ADDRESS": "https://felanmalan.example.se",
        "LAGAT_PORTAL_ADDRESS": "https://entreprenor.example.se",
        "DATABASE_URL": "postgresql:///none",
    }
    settings = Settings.from_environment(environment)
    app = Flask("backend", static_folder=None)
    give_house(app, House(settings, Database(settings.database_url_web)))
    shared.register(app)
    api.register(app)
    return app


if __name__ == "__main__":
    FILE.write_text(write_document(make_app_without_database()), encoding="utf-8")
