"""Forms of signed-in faces carry a token, so that no other site can send them with the reader's cookie."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

_protection = CSRFProtect()


def check_csrf() -> None:
    """Raise ``CSRFError`` where a form or a module's request lacks this browser's token. GET needs none."""
    _protection.protect()


def register(app: Flask) -> None:
    """Give templates ``csrf_token()``; which views check it is said by their door."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        # A form may lie open a whole day; the token lives as long as the browser's session.
        WTF_CSRF_TIME_LIMIT=None,
        # Our pages send no referrer, so there is none to compare.
        WTF_CSRF_SSL_STRICT=False,
    )
    _protection.init_app(app)
