"""The web process: citizens, kontaktcenter and the API in one Flask application."""

from types import ModuleType

import jinja2
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import ui
from backend.doors import api, callbacks, citizen, kontaktcenter, postbox, shared
from backend.doors.shared import PUBLIC, door
from backend.doors.shared.browser_session import uses_secure_cookies
from backend.doors.shared.house import House, give_house
from backend.foundation.database import Database
from backend.foundation.keeping import A_WHILE
from backend.foundation.logs import set_up_logs
from backend.foundation.settings import Settings

DOORS: tuple[ModuleType, ...] = (api, callbacks, citizen, kontaktcenter)
"""Every door, by its package: each has ``register(app)``, and a new one is a line here."""

DOORS_OF_DEMONSTRATIONS: tuple[ModuleType, ...] = (postbox,)
"""Doors that show what nobody may see in production."""

MOST_BYTES = 26 * 1024 * 1024
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
        SECRET_KEY=settings.session_secret,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        SESSION_COOKIE_NAME="lagat_form",
        SESSION_COOKIE_SECURE=uses_secure_cookies(settings),
        SESSION_COOKIE_SAMESITE="Lax",
    )
    door(PUBLIC, limit="1200/minute")(app.view_functions["static"])
    give_house(app, House(settings, database or Database(settings.database_url_web, keeps_for=A_WHILE)))
    set_up_templates(app)
    shared.register(app)
    for package in DOORS if settings.is_production else (*DOORS, *DOORS_OF_DEMONSTRATIONS):
        package.register(app)
    if settings.trusted_proxies:
        # The client's address and scheme are believed from exactly so many proxies in front; the host never is.
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    return app


def set_up_templates(app: Flask) -> None:
    """Let every template reach the frame and macros of ``ui``; a name nobody defined is an error."""
    app.jinja_loader = jinja2.FileSystemLoader([str(ui.templates_folder), str(shared.TEMPLATES)])
    app.jinja_options = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals["module_url"] = ui.module_url
