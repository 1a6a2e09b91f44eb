"""A practice municipality made of one's own: rules, categories, contracts, texts, people and places as they are, no case.

Rows keep their ids (every key begins with the municipality), so that what points at one another still does.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, geography
from backend.accounts.models import Membership
from backend.foundation import audit
from backend.foundation.actor import Actor
from backend.foundation.database import Base
from backend.foundation.errors import Conflict
from backend.geography import Contact, Municipality, MunicipalityKind

COPIED = (
    "authority", "unit", "area", "asset_class", "asset", "place_name", "road_line", "road_cell", "category_group",
    "category", "question", "contract", "contract_coverage", "body", "known_lack", "call_list_entry", "rule_edition",
    "rule_force", "message_text", "delivery_budget", "intake_ceiling",
)  # fmt: skip
"""The tables a municipality enters, each after those it points at. Rules of retention stay: they are decisions."""
FIRST_CODE, LAST_CODE = 9902, 9999


class NotCopied(Conflict):
    """The copy would be made over a municipality that is no practice one, or there is no code left."""


@dataclass(frozen=True)
class Copied:
    """The copy's code and its word in addresses, and how many rows of each table came."""

    code: str
    slug: str
    rows: dict[str, int]


def choose_code(session: Session, source: str, *, wanted: str | None = None) -> str:
    """The code of the copy: ``wanted``, else that of the copy there is, else the first that is free from 9902.

    Global. Raises ``NotFound`` for a source there is not, ``NotCopied``.
    """
    found = geography.find_municipality_by_slug(session, _slug(geography.get_municipality(session, source)))
    taken = {each.code: each.kind for each in geography.list_municipalities(session)}
    if wanted is None and found is not None:
        wanted = found.code
    free = (f"{number}" for number in range(FIRST_CODE, LAST_CODE + 1) if f"{number}" not in taken)
    code = wanted or next(free, None)
    if code is None or code == source:
        raise NotCopied("no_code_left", "Name the code of the copy, four figures that are no municipality's: --code")
    if taken.get(code, MunicipalityKind.PRACTICE) is not MunicipalityKind.PRACTICE:
        said = "{municipality} is no practice municipality: nothing was copied onto it."
        raise NotCopied("not_practice", said, municipality=code)
    return code


def copy_for_practice(session: Session, source: str, *, code: str, actor: Actor, now: datetime) -> Copied:
    """Make ``code`` (see ``choose_code``) a practice copy of ``source``; done again it brings what has changed since.

    Under the owner's role, in a scope that holds both. What was only made in the copy stays there. Audited in it.
    """
    town = geography.get_municipality(session, source)
    contact = Contact(town.phone, town.acute_phone, town.email, town.web_address, town.opening_hours)
    made = geography.add_municipality(
        session,
        code,
        slug=_slug(town),
        name=f"Övning {town.name}",
        full_name=f"{town.full_name} (övning)",
        kind=MunicipalityKind.PRACTICE,
        contact=contact,
    )
    session.execute(_GROUND, {"source": source, "code": code})
    session.expire(made)
    rows = {table: _copy(session, table, source=source, code=code) for table in COPIED}
    rows["membership"] = _copy_people(session, source=source, code=code)
    facts = {"source": source, "rows": rows}
    about = ("municipality", None)
    audit.record(session, code, actor=actor, act="copy_for_practice", subject=about, facts=facts, now=now)
    return Copied(code, made.slug, rows)


def _slug(town: Municipality) -> str:
    return f"ovning-{town.slug}"


def _copy(session: Session, name: str, *, source: str, code: str) -> int:
    table = Base.metadata.tables[name]
    columns = [column.name for column in table.columns if column.computed is None]
    keys = [column.name for column in table.primary_key]
    rest = [column for column in columns if column != "municipality"]
    changed = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    listed = ", ".join(rest)
    session.execute(
        sa.text(
            f"INSERT INTO {name} (municipality, {listed}) SELECT :code, {listed} FROM {name}"
            f" WHERE municipality = :source ON CONFLICT ({', '.join(keys)}) DO"
            f" {f'UPDATE SET {changed}' if changed else 'NOTHING'}"
        ),
        {"source": source, "code": code},
    )
    count = sa.text(f"SELECT count(*) FROM {name} WHERE municipality = :code")
    return int(session.execute(count, {"code": code}).scalar_one())


def _copy_people(session: Session, *, source: str, code: str) -> int:
    """The same people in the same roles: they sign in as ever, and choose where they are."""
    standing = sa.select(Membership).where(Membership.municipality == source, Membership.ended_at.is_(None))
    members = session.scalars(standing.order_by(Membership.id)).all()
    for each in members:
        accounts.add_membership(
            session,
            each.person_id,
            municipality=code,
            role=each.role,
            organisation_id=each.organisation_id,
            unit_id=each.unit_id,
        )
    return len(members)


_GROUND = sa.text(
    "UPDATE municipality c SET boundary = s.boundary, lon = s.lon, lat = s.lat, time_zone = s.time_zone,"
    " default_language = s.default_language, languages = s.languages FROM municipality s"
    " WHERE c.code = :code AND s.code = :source"
)
