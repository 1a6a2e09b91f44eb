"""The kontaktcenter's and the units' face: what needs a person, the case, deciding, ordering, approving, answering.

Also where staff sign in, and the page of the person on call whom an alarm has called. Every page works without
JavaScript and by keyboard alone; a list never moves under the finger.
"""

from flask import Flask

from backend.doors.kontaktcenter import (
    addresses_page,
    attention_page,
    case_acts,
    case_page,
    cases_page,
    deliveries_page,
    entrance,
    on_call,
    order_acts,
    phone_report,
    photo_page,
)
from backend.doors.kontaktcenter.room import pages

__all__ = ["register"]

_VIEWS = (
    entrance, attention_page, cases_page, case_page, case_acts, order_acts, addresses_page, photo_page, phone_report,
    deliveries_page, on_call,
)  # fmt: skip
"""The modules whose views stand in the room once they are imported."""


def register(app: Flask) -> None:
    """Open the kontaktcenter's pages on ``app``."""
    app.register_blueprint(pages)
