"""The portal's web process."""

import jinja2
from flask import Flask, Response, jsonify
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import ui
from contractor_portal import (
    account_views,
    act_views,
    addresses,
    browser_session,
    calls,
    codes,
    headers,
    language,
    limits,
    order_views,
    refusals,
    renewal,
    second_factor,
    sign_in,
)
from contractor_portal.act_forms import ACTS
from contractor_portal.backend_api import BackendApi
from contractor_portal.settings import PortalSettings

TEMPLATES = "templates"
MOST_BYTES = 64 * 1024 * 1024
"""What one request may hold: more than a photo may, so that one too large costs itself and never the words beside it."""


def create_app(settings: PortalSettings | None = None) -> Flask:
    """Build the application; without settings from the environment, as a server does it.

    Calls nothing: the backend may start later. Raises ``SettingsWrong`` naming every setting that is wrong.
    """
    settings = settings or PortalSettings.from_environment()
    app = Flask(
        "contractor_portal", static_folder=str(ui.static_folder), static_url_path=ui.STATIC_PATH, template_folder=None
    )
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        # A form may lie open a whole day; its token lives as long as the browser's cookie.
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no referrer, so there is none to compare.
        WTF_CSRF_SSL_STRICT=False,
    )
    calls.give_api(app, BackendApi(settings.api_address, timeout_seconds=settings.timeout_seconds))
    _set_up_templates(app)
    addresses.register(app)
    browser_session.register(app, settings)
    limits.register(app)
    CSRFProtect(app)
    language.register(app, secure=settings.uses_secure_cookies)
    headers.register(app, secure=settings.uses_secure_cookies)
    refusals.register(app)
    renewal.register(app)
    for room in (sign_in, second_factor, account_views, order_views, act_views):
        app.register_blueprint(room.pages)
    app.add_url_rule("/healthz", view_func=healthz)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    return app


def healthz() -> Response:
    """Whether this process answers. It does not ask the backend: a portal whose backend is down still gives words back."""
    return jsonify(portal="answers")


def _set_up_templates(app: Flask) -> None:
    """Let pages reach the frame and macros of ``ui``; a name nobody defined is an error."""
    own = jinja2.PackageLoader("contractor_portal", TEMPLATES)
    app.jinja_loader = jinja2.ChoiceLoader([own, jinja2.FileSystemLoader(str(ui.templates_folder))])
    app.context_processor(
        lambda: {
            "signed_in": browser_session.find_token() is not None,
            "act_words": {act: codes.ACTS[act] for act in ACTS},
        }
    )
    app.jinja_env.globals["module_url"] = ui.module_url
    app.jinja_options = {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
