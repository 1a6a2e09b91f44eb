"""The web process for tests: built once in a run for such settings, and given a house of its own each time."""

from flask import Flask

from backend.app import create_app
from backend.doors.shared.house import House, give_house
from backend.foundation.database import Database
from backend.foundation.settings import Settings

_built: dict[tuple[object, ...], Flask] = {}


def open_app(settings: Settings, database: Database) -> Flask:
    """The web process over ``database``. Who asks next with alike settings gets the same app, with another house.

    Where two with the same settings must stand beside each other, call ``create_app``.
    """
    decides = (settings.mode, settings.session_secret, settings.web_address, settings.trusted_proxies)
    if decides not in _built:
        _built[decides] = create_app(settings, database)
    give_house(_built[decides], House(settings, database))
    return _built[decides]
