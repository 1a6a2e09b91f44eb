"""Mobile numbers in forms: read as this installation sends SMS, refused in the reader's language."""

from flask_babel import gettext

from backend.deliveries import read_mobile
from backend.doors.shared.house import current_house
from backend.foundation.errors import Invalid


def read_own_mobile(text: str | None) -> str | None:
    """The number as E.164, None where nothing was written. Raises ``Invalid`` at ``mobile``."""
    if not text or not text.strip():
        return None
    return read_mobile(text, open_prefixes=current_house().settings.sms.open_prefixes)


def find_fault_of_mobile(text: str) -> str:
    """What is wrong with the number, in the reader's language; empty where nothing is."""
    try:
        read_own_mobile(text)
    except Invalid as refusal:
        return str(gettext(refusal.message))
    return ""
