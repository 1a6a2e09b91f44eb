"""Logs: one JSON object a line on standard error, with the trace; no personal data and no tokens."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from backend.foundation.tracing import current_traceparent

_STANDARD = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# Whatever looks like the token of a link or an address of a person is masked, wherever it came from.
_MASKED = (
    (re.compile(r"(/(?:arende/[^/\s]{1,40}|(?:svar|larm)/[^/\s]{1,40}/\d+)/)[A-Za-z0-9_-]{20,}"), r"\1…"),
    (re.compile(r"(/callbacks/[a-z]+/\d{4}/[^/\s]{1,40}/)[A-Za-z0-9_-]{20,}"), r"\1…"),
    (re.compile(r"(?:\+|%2B)[1-9]\d{7,14}\b"), "+…"),
    (re.compile(r"([?&/]t[=/])[A-Za-z0-9_-]{16,}"), r"\1…"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "…@…"),
    (re.compile(r"(?i)bearer\s+[^\s\"']+"), "Bearer …"),
)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        words: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
            "traceparent": current_traceparent(),
        }
        words |= {key: str(value) for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            words["error"] = self.formatException(record.exc_info)
        # Masked before they become JSON: no pattern may eat the half of an escape.
        masked = {key: mask(value) if isinstance(value, str) else value for key, value in words.items()}
        return json.dumps(masked, ensure_ascii=False)


def mask(text: str) -> str:
    """``text`` without tokens and addresses."""
    for pattern, replacement in _MASKED:
        text = pattern.sub(replacement, text)
    return text


def set_up_logs(level: str = "INFO") -> None:
    """Send every log line to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
