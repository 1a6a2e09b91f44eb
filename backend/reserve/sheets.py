"""What stands on the sheets, read in one transaction into small frozen views. No reporter is among it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend import cases, catalogue, dispatch, geography
from backend.foundation.ids import show_reference

MOST_ACUTE = 200


@dataclass(frozen=True)
class FormSheet:
    """One blank form. ``letters`` are those of the reference, to be read aloud."""

    number: int
    reference: str
    letters: str


@dataclass(frozen=True)
class AcuteRow:
    """One open acute case. ``read_by`` is empty where nobody has acknowledged it."""

    reference: str
    category: str
    place: str
    position: str
    opened_at: datetime
    read_by: str


@dataclass(frozen=True)
class OnCall:
    """Somebody on a list, in the order they are called."""

    list_code: str
    position: int
    role: str
    phone: str
    mail: str


@dataclass(frozen=True)
class Sheets:
    """Everything that is printed."""

    municipality: str
    slug: str
    phone: str
    acute_phone: str
    tz: ZoneInfo
    written_at: datetime
    forms: tuple[FormSheet, ...]
    acute: tuple[AcuteRow, ...]
    on_call: tuple[OnCall, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]


def gather_sheets(session: Session, municipality: str, *, references: Sequence[str], now: datetime) -> Sheets:
    """What to print for the municipality, with a blank form for each of ``references``."""
    town = geography.get_municipality(session, municipality)
    acute = cases.list_open_acute(session, municipality, limit=MOST_ACUTE)
    names = catalogue.name_categories(session, municipality, {case.category for case in acute})
    groups = catalogue.list_groups(session, municipality)
    return Sheets(
        municipality=town.full_name,
        slug=town.slug,
        phone=town.phone or "",
        acute_phone=town.acute_phone or "",
        tz=ZoneInfo(town.time_zone),
        written_at=now,
        forms=tuple(_form(number, reference) for number, reference in enumerate(references, start=1)),
        acute=tuple(_acute(case, names) for case in acute),
        on_call=tuple(
            OnCall(each.list_code, each.position, str(each.role.get("sv", "")), each.phone or "", each.mail)
            for each in dispatch.list_call_list(session, municipality)
        ),
        categories=tuple((group.name("sv"), tuple(each.name("sv") for each in group.categories)) for group in groups),
    )


def _form(number: int, reference: str) -> FormSheet:
    return FormSheet(number, show_reference(reference), " ".join(reference))


def _acute(case: cases.Case, names: dict[str, dict[str, str]]) -> AcuteRow:
    return AcuteRow(
        reference=show_reference(case.reference),
        category=names.get(case.category, {}).get("sv", case.category),
        place=case.place,
        position=f"{case.latitude:.5f}, {case.longitude:.5f}",
        opened_at=case.opened_at,
        read_by=case.read_by_role or "",
    )
