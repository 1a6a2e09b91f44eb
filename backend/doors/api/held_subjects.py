"""What a legal hold is about: cases, a person, or what a search finds."""

from typing import Any

from sqlalchemy.orm import Session

from backend import cases, retention
from backend.doors.api.acting import Body
from backend.foundation.errors import Invalid
from backend.foundation.ids import read_reference
from backend.retention import Criteria


def read_held(session: Session, municipality: str, body: Body) -> dict[str, Any]:
    """The one of the three the body names, as ``NewHold`` takes it. Raises ``Invalid``, not found for a case not seen."""
    given = [name for name in ("references", "person", "search") if body.get(name)]
    if len(given) != 1:
        said = "Say one of cases, a person and a search."
        raise Invalid("hold_of_one_thing", said, fields={"references": said})
    if "person" in given:
        return {"recipient_key": retention.key_of(municipality, body["person"])}
    if "search" in given:
        said_so = body["search"]
        lists = {name: tuple(said_so[name]) for name in ("categories", "states")}
        return {"criteria": Criteria(**(said_so | lists))}
    found = [cases.get_case_by_reference(session, municipality, read_reference(each)) for each in body["references"]]
    return {"case_ids": tuple(sorted({case.id for case in found}))}
