"""Units with their authorities and heads, firms, and people with their roles."""

import sqlalchemy as sa

from backend import accounts
from backend.accounts import OrganisationKind
from backend.accounts.models import Authority, Membership, Organisation, Unit
from backend.accounts.rights import FIRM_ROLES, UNIT_ROLES
from backend.setting_up.folder import Line
from backend.setting_up.laying import Laid, lay
from backend.setting_up.work import Work, in_languages

UNITS, FIRMS, PEOPLE = "units.csv", "firms.csv", "people.csv"


def lay_units(work: Work) -> None:
    """Each unit under its authority; a head is laid with the people."""
    for line in work.are_once(UNITS, "code"):
        cells = line.cells
        key = {"municipality": work.municipality, "code": cells["authority"]}
        authority, _ = lay(work.session, Authority, key=key, values={"name": cells["authority_name"]})
        values = {
            "name": cells["name"],
            "public_name": in_languages(cells["name"], cells["name_en"]),
            "authority_id": authority.id,
            "mail": cells["mail"],
            "phone": cells["phone"],
        }
        key = {"municipality": work.municipality, "code": cells["code"]}
        work.count(UNITS, lay(work.session, Unit, key=key, values=values)[1])


def lay_firms(work: Work) -> None:
    """Firms are everybody's: one that is there keeps its name."""
    before = work.ids_by_code(Organisation)
    for line in work.are_once(FIRMS, "code"):
        kind = OrganisationKind.MUNICIPALITY if line.cells["in_house"] else OrganisationKind.CONTRACTOR
        code = line.cells["code"]
        accounts.add_organisation(work.session, code=code, name=line.cells["name"], kind=kind)
        work.count(FIRMS, Laid.SAME if code in before else Laid.NEW)


def lay_people(work: Work) -> None:
    """Each person's role; a person who is there keeps name and language, and nobody's role is taken away."""
    units, firms = work.ids_by_code(Unit), work.ids_by_code(Organisation)
    for line in work.are_once(PEOPLE, "mail", "role", "unit", "firm"):
        if _is_possible(work, line) and work.is_known(line, "unit", units) and work.is_known(line, "firm", firms):
            cells = line.cells
            before = _count_memberships(work)
            person_id = accounts.add_person(
                work.session, name=cells["name"], email=cells["mail"], language=cells["language"]
            )
            accounts.add_membership(
                work.session,
                person_id,
                municipality=work.municipality,
                role=cells["role"],
                organisation_id=firms.get(cells["firm"]),
                unit_id=units.get(cells["unit"]),
            )
            work.count(PEOPLE, Laid.NEW if _count_memberships(work) > before else Laid.SAME)
    _set_heads(work)


def _count_memberships(work: Work) -> int:
    here = sa.select(sa.func.count()).where(Membership.municipality == work.municipality)
    return work.session.execute(here).scalar_one()


def _is_possible(work: Work, line: Line) -> bool:
    role = line.cells["role"]
    for column, roles in (("firm", FIRM_ROLES), ("unit", UNIT_ROLES)):
        if (line.cells[column] is not None) != (role in roles):
            needs = "needs one" if role in roles else "has none"
            work.faults.append(line.fault(column, f"The role {role.value} {needs}."))
            return False
    return True


def _set_heads(work: Work) -> None:
    units = work.ids_by_code(Unit)
    for line in work.files.of(UNITS):
        if not line.cells["head"]:
            continue
        person = accounts.find_person_by_email(work.session, line.cells["head"])
        if person is None:
            work.faults.append(line.fault("head", "Nobody has this address; name the person in people.csv."))
            continue
        unit_id = units[line.cells["code"]]
        accounts.set_head(work.session, unit_id, municipality=work.municipality, person_id=person.id)
