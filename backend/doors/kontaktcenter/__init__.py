"""The kontaktcenter's and the units' face: what needs a person, the case, deciding, ordering, approving, answering.

Also where staff sign in, and the page of the person on call whom an alarm has called. Every page works without
JavaScript and by keyboard alone; a list never moves under the finger.
"""

from flask import Flask

from backend.doors.kontaktcenter import (
    account_page,
    addresses_page,
    agreements_page,
    alarms_page,
    attention_page,
    bodies_page,
    call_lists_page,
    case_acts,
    case_page,
    cases_page,
    categories_page,
    convert_page,
    cut_off_page,
    deliveries_page,
    delivery_acts,
    disclosures_page,
    entrance,
    factors_page,
    going_live_page,
    hand_over_acts,
    held_page,
    incidents_page,
    joining_acts,
    lacks_page,
    looks_page,
    moving_page,
    on_call,
    order_acts,
    orders_page,
    phone_report,
    photo_page,
    problems_page,
    protocol_page,
    records_page,
    rendering_page,
    rule_draft_page,
    rules_page,
    second_factor_page,
    silent_page,
    tasks_page,
    taught_page,
    texts_page,
)
from backend.doors.kontaktcenter.room import pages

__all__ = ["register"]

_VIEWS = (
    entrance, attention_page, alarms_page, cases_page, case_page, case_acts, convert_page, rendering_page, held_page, joining_acts, order_acts, hand_over_acts, orders_page,
    addresses_page, photo_page, phone_report,
    deliveries_page, delivery_acts, tasks_page, on_call, moving_page, problems_page, silent_page,
    account_page, factors_page, second_factor_page, cut_off_page, looks_page, taught_page,
    rules_page, rule_draft_page, going_live_page,
    agreements_page, bodies_page, call_lists_page, lacks_page,
    records_page, protocol_page, disclosures_page, incidents_page,
    texts_page, categories_page,
)  # fmt: skip
"""The modules whose views stand in the room once they are imported."""


def register(app: Flask) -> None:
    """Open the kontaktcenter's pages on ``app``."""
    app.register_blueprint(pages)
