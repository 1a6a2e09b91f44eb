"""One act for whatever is cut off, the same from page and API."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from backend import accounts
from backend.foundation import clock
from backend.foundation.actor import Actor


class Subject(StrEnum):
    """What can be cut off."""

    PERSON = "person"
    ORGANISATION = "organisation"
    DEVICE = "device"
    KEY = "key"


def cut_off(session: Session, what: Subject, subject_id: UUID, *, municipality: str, actor: Actor) -> None:
    """From the next call on nothing works that it held, anywhere; audited. Raises ``NotFound``."""
    act = {
        Subject.PERSON: accounts.cut_off_person,
        Subject.ORGANISATION: accounts.cut_off_organisation,
        Subject.DEVICE: accounts.cut_off_device,
        Subject.KEY: accounts.cut_off_key,
    }[what]
    act(session, subject_id, municipality=municipality, actor=actor, now=clock.now(session))
