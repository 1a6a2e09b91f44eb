"""W3C trace context: one id that follows a report through web, outbox, worker and mail."""

import re
import secrets
from contextvars import ContextVar

_FORM = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current_traceparent() -> str | None:
    """The trace this work belongs to, or None outside any."""
    return _current.get()


def enter_trace(traceparent: str | None) -> str:
    """Go on under ``traceparent`` where it is well-formed, else begin a trace; returns what is now current."""
    if traceparent is not None and _FORM.match(traceparent):
        trace_id = traceparent[3:35]
    else:
        trace_id = secrets.token_hex(16)
    entered = f"00-{trace_id}-{secrets.token_hex(8)}-01"
    _current.set(entered)
    return entered
