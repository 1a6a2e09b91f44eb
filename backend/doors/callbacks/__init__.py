"""What other systems call back to tell: what became of an SMS. Proven by the address they were given, and by nothing else.

The address holds a token made of our own delivery's id. A forged one answers as any address that is not there, before
the database is asked. What is told is stored first, in a transaction of its own, and then the fate follows: should that
fail, the provider tells it again and nothing is lost in between.
"""

from uuid import UUID

from flask import Blueprint, Flask, request

from backend import deliveries
from backend.doors.shared import REPORTER_LINK, current_house, door, message_links, transaction
from backend.foundation import clock
from backend.foundation.database import Scope
from backend.foundation.errors import NotFound

__all__ = ["register"]

pages = Blueprint("callbacks", __name__)
MOST_BYTES = 10_000
# A provider calls from a few addresses for every SMS of a storm; the token, not the number of calls, is the lock.
MOST_CALLS = "6000/minute"


@pages.post("/callbacks/sms/<municipality:municipality_code>/<uuid:delivery_id>/<token>")
@door(REPORTER_LINK, limit=MOST_CALLS)
def take_sms_report(municipality_code: str, delivery_id: UUID, token: str) -> tuple[str, int]:
    """Keep what the provider says of one SMS, form-encoded: ``id``, ``status``, perhaps ``delivered``."""
    purpose = message_links.sms_callback_purpose(municipality_code)
    if not current_house().settings.secrets.proves(token, purpose, delivery_id):
        raise NotFound("not_found", "There is no such page.")
    request.max_content_length = MOST_BYTES
    said = request.form.to_dict()
    scope = Scope((municipality_code,))
    with transaction(scope) as session:
        deliveries.store_report(session, municipality_code, delivery_id, said=said, now=clock.now(session))
    with transaction(scope) as session:
        deliveries.follow_reports(session, municipality_code, delivery_id, now=clock.now(session))
    return "", 204


def register(app: Flask) -> None:
    """Open the callbacks on ``app``."""
    app.register_blueprint(pages)
