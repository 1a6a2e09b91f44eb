"""Headers every answer carries: no script at all, no framing, no referrer, no copy kept by others."""

from flask import Flask, Response, request

import ui

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


def register(app: Flask, *, secure: bool) -> None:
    """Add the headers to every answer; a view that set one of them itself keeps its own."""

    def add(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        # Pages belong to one person; what the faces share belongs to nobody, and is asked for again when it changed.
        if not request.path.startswith(f"{ui.STATIC_PATH}/"):
            response.headers["Cache-Control"] = "no-store"
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(add)
