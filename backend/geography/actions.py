"""What changes geography: the 290 written down, a municipality added."""

import csv
import re
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from backend.foundation.errors import Conflict, Invalid
from backend.geography.models import Municipality, MunicipalityKind
from backend.geography.queries import find_municipality_by_slug

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Contact:
    """How people reach a municipality. ``opening_hours`` maps "monday" … to lists of [from, to] in local time."""

    phone: str | None = None
    acute_phone: str | None = None
    email: str | None = None
    web_address: str | None = None
    opening_hours: dict[str, Any] | None = None


def list_known_municipalities() -> list[dict[str, str]]:
    """The 290 of Statistics Sweden: ``code``, ``slug``, ``name``, ``full_name``, ``county``, by code. Facts, from our file."""
    with (files("backend.geography") / "data" / "municipalities.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def seed_municipalities(session: Session) -> int:
    """Write down the 290 as inactive; those already there are left alone. Returns how many were new.

    Under the owner's role, as every act here.
    """
    rows = [
        {
            "code": known["code"],
            "slug": known["slug"],
            "name": known["name"],
            "full_name": known["full_name"],
            "name_en": _name_in_english(known["name"]),
        }
        for known in list_known_municipalities()
    ]
    statement = insert(Municipality).on_conflict_do_nothing().returning(Municipality.code)
    return len(session.execute(statement, rows).all())


def add_municipality(
    session: Session,
    code: str,
    *,
    slug: str | None = None,
    name: str | None = None,
    full_name: str | None = None,
    kind: MunicipalityKind | None = None,
    contact: Contact | None = None,
) -> Municipality:
    """Let a municipality use Lagat: made where it is new, else made active, with what is given changed and the rest kept.

    Names and slugs of the 290 are known; another's ``full_name`` is "NAME kommun" unless given. Raises ``Invalid``
    for a code that is not four figures, a slug of other than a–z, 0–9 and single hyphens, or an unknown code without
    a name; ``Conflict`` where the slug is another's.
    """
    if not _CODE.fullmatch(code):
        raise Invalid("municipality_code_wrong", "A municipality's code is four figures, for example 0581.")
    found = session.get(Municipality, code) or _make(session, code, name)
    if slug is not None:
        _take_slug(session, found, slug)
    if name is not None:
        found.name, found.full_name, found.name_en = name, f"{name} kommun", _name_in_english(name)
    found.full_name = full_name or found.full_name
    found.kind = kind or found.kind
    for field, value in asdict(contact or Contact()).items():
        if value is not None:
            setattr(found, field, value)
    found.active = True
    session.flush()
    return found


def _make(session: Session, code: str, name: str | None) -> Municipality:
    known = next((each for each in list_known_municipalities() if each["code"] == code), None)
    if known is None and name is None:
        raise Invalid(
            "municipality_unknown", "{municipality} is none of the 290. Give it a name: --name NAME", municipality=code
        )
    spoken = known["name"] if known else str(name)
    made = Municipality(
        code=code,
        slug=known["slug"] if known else code,
        name=spoken,
        full_name=known["full_name"] if known else f"{spoken} kommun",
        name_en=_name_in_english(spoken),
        kind=MunicipalityKind.REAL,
    )
    session.add(made)
    return made


def _take_slug(session: Session, municipality: Municipality, slug: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise Invalid("municipality_slug_wrong", "A slug is small letters a–z, figures and single hyphens: norrkoping.")
    with session.no_autoflush:
        owner = find_municipality_by_slug(session, slug)
    if owner is not None and owner.code != municipality.code:
        raise Conflict("municipality_slug_taken", "The slug {slug} belongs to {name}.", slug=slug, name=owner.name)
    municipality.slug = slug


def _name_in_english(name: str) -> str:
    return f"{name} Municipality"
