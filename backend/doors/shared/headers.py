"""Headers every answer carries: no inline script or style, no framing, no referrer, no copy kept by others."""

from flask import Flask, Response, g, request

from backend.doors.shared.access import Door
from backend.doors.shared.browser_session import is_api_request, uses_secure_cookies
from backend.doors.shared.house import current_house

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=()",
}


def register(app: Flask) -> None:
    """Add the headers to every answer; a view that set one of them itself keeps its own."""

    def add(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy())
        response.headers.setdefault("Cache-Control", _caching())
        if _is_built_module(response):  # its name changes with its content
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if uses_secure_cookies(current_house().settings):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(add)


def _policy() -> str:
    """Ours alone; a page with a map may also call the base map's host, where the installation has one of others'."""
    if is_api_request():
        return "default-src 'none'; frame-ancestors 'none'"
    if not (origin := g.get("base_map_origin", "")):
        return CONTENT_SECURITY_POLICY
    wider = CONTENT_SECURITY_POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}")
    return wider.replace("img-src 'self'", f"img-src 'self' {origin}")


def _caching() -> str:
    """Public pages are asked for again before they are shown again; pages of a token or a session are never kept."""
    declared: Door | None = g.get("door")
    return "no-cache" if declared is not None and declared.keep else "no-store"


def _is_built_module(response: Response) -> bool:
    return request.endpoint == "static" and "/build/" in request.path and response.status_code == 200
