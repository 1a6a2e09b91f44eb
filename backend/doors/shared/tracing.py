"""W3C trace context in and out: a caller's ``traceparent`` goes on, every answer says under which trace it was made."""

from flask import Flask, Response, request

from backend.foundation.tracing import current_traceparent, enter_trace


def register(app: Flask) -> None:
    """Enter a trace before each request and tell it after."""

    def enter() -> None:
        enter_trace(request.headers.get("traceparent"))

    def tell(response: Response) -> Response:
        response.headers["traceparent"] = current_traceparent() or ""
        return response

    app.before_request(enter)
    app.after_request(tell)


def current_trace_id() -> str:
    """The 32 hexadecimal digits a reader can give us to find what happened."""
    return (current_traceparent() or "-" * 55)[3:35]
