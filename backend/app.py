"""The web process: citizens, kontaktcenter and the API in one Flask application."""

import importlib
import pkgutil
from types import ModuleType

import jinja2
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import ui
from backend import doors
from backend.doors import shared
from backend.doors.shared import PUBLIC, door
from backend.doors.shared.house import House, give_house
from backend.foundation.database import Database
from backend.foundation.logs import set_up_logs
from backend.foundation.settings import Settings

MOST_BYTES = 20 * 1024 * 1024
"""What one request may hold: a photo as a phone takes it."""


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Build the application; without arguments from the environment, as a server does it.

    Touches no database: that is looked at when the first request comes. Raises ``Invalid`` naming every setting that
    is wrong.
    """
    if settings is None:
        set_up_logs()
        settings = Settings.from_environment()
    app = Flask("backend", static_folder=str(ui.static_folder), static_url_path=ui.STATIC_PATH, template_folder=None)
    app.config.update(
        SECRET_KEY=settings.session_secret, MAX_CONTENT_LENGTH=MOST_BYTES, SESSION_COOKIE_NAME="lagat_form"
    )
    door(PUBLIC, limit="1200/minute")(app.view_functions["static"])
    give_house(app, House(settings, database or Database(settings.database_url_web)))
    set_up_templates(app)
    shared.register(app)
    for package in list_doors():
        package.register(app)
    if settings.trusted_proxies:
        # The client's address and scheme are believed from exactly so many proxies in front; the host never is.
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    return app


def list_doors() -> list[ModuleType]:
    """The doors of this house, by name; each registers its own views."""
    names = sorted(module.name for module in pkgutil.iter_modules(doors.__path__, "backend.doors."))
    return [importlib.import_module(name) for name in names if not name.endswith(".shared")]


def set_up_templates(app: Flask) -> None:
    """Let every template reach the frame and macros of ``ui``; a name nobody defined is an error."""
    app.jinja_loader = jinja2.FileSystemLoader([str(ui.templates_folder), str(shared.TEMPLATES)])
    app.jinja_options = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals["module_url"] = ui.module_url
