"""The citizens' door: report a fault, follow it, answer whether it is mended. No sign-in, and no JavaScript needed."""

from flask import Flask

from backend.doors.citizen import (
    find_page,
    follow_page,
    follow_writing,
    report_page,
    report_sending,
    start_page,
    verdict,
)
from backend.doors.citizen.room import pages

__all__ = ["register"]

_VIEWS = (find_page, follow_page, follow_writing, report_page, report_sending, start_page, verdict)
"""The modules whose views stand on the blueprint once they are imported."""


def register(app: Flask) -> None:
    """Open the citizens' pages on ``app``."""
    app.register_blueprint(pages)
