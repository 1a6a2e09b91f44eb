"""What stands around every page of the console: whose municipality, who is signed in, what they may do, what time it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.accounts import Right, Role, UnitView, has_right
from backend.doors.kontaktcenter.words import ROLES, word_for
from backend.doors.shared import current_caller, current_house, current_language
from backend.doors.shared.phones import PhoneNumbers
from backend.foundation import clock


@dataclass(frozen=True)
class Frame:
    """The console as one caller sees it in one municipality. ``own_units`` are the codes of the caller's own units.

    ``swedish_units`` are the units' names as decisions keep them.
    """

    code: str
    municipality: str
    kind: str
    phone: str | None
    acute_phone: str | None
    name: str
    role: Role
    role_words: str
    rights: frozenset[Right]
    own_units: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    swedish_units: frozenset[str]
    now: datetime
    has_sms: bool

    def may(self, right: str) -> bool:
        """Whether the caller has the right of that name here."""
        return Right(right) in self.rights

    def unit_name(self, code: str | None) -> str:
        """What people call a unit; empty for none."""
        return dict(self.units).get(code or "", code or "")


def build_frame(session: Session, municipality_code: str) -> Frame:
    """The frame for the caller behind this request; one statement.

    The municipality's name and numbers are those this process keeps for when the database is down.
    """
    caller = current_caller()
    here = [each for each in caller.memberships if each.municipality == municipality_code]
    rights = frozenset(right for each in here for right in Right if has_right(each.role, right))
    town = current_house().phones.find(municipality_code) or _read_numbers(session, municipality_code)
    units = accounts.list_units(session, municipality_code)
    role = _main_role([each.role for each in here])
    return Frame(
        code=municipality_code,
        municipality=town.municipality,
        kind=town.kind,
        phone=town.phone,
        acute_phone=town.acute_phone,
        name=caller.name,
        role=role,
        role_words=word_for(ROLES, role),
        rights=rights,
        own_units=_own_units(units, {each.unit_id for each in here}),
        units=tuple((unit.code, unit.name_in(current_language())) for unit in units),
        swedish_units=frozenset(unit.name_in("sv") for unit in units),
        now=clock.now(session),
        has_sms=current_house().settings.sms.is_set_up,
    )


def _read_numbers(session: Session, municipality_code: str) -> PhoneNumbers:
    town = geography.get_municipality(session, municipality_code)
    return PhoneNumbers(town.name, town.phone, town.acute_phone, town.kind.value)


def name_categories(session: Session, municipality_code: str) -> dict[str, str]:
    """Code → name of every category there is or was, in the reader's language."""
    every = catalogue.list_categories(session, municipality_code, include_hidden=True, include_retired=True)
    return {each.code: each.name(current_language()) for each in every}


def public_role(municipality_code: str) -> str:
    """The role code under which the caller's acts are told to reporters."""
    return _main_role([each.role for each in current_caller().memberships if each.municipality == municipality_code])


def _main_role(roles: list[Role]) -> Role:
    """Of several roles the one people know the caller by."""
    order = (Role.HEAD, Role.OFFICER, Role.AGENT, Role.ADMIN, Role.MANAGER, Role.CREW)
    return min(roles, key=order.index)


def _own_units(units: list[UnitView], ids: set[object]) -> tuple[str, ...]:
    return tuple(unit.code for unit in units if unit.id in ids)
