"""Adding people and cutting them off."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts
from backend.accounts import OrganisationKind, Role, SessionKind
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.database import GLOBAL, Scope
from backend.foundation.errors import Invalid, NotFound
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

ANGSBY = Scope(("9901",))
ADMIN = Actor(ActorKind.STAFF, UUID(int=7))


@pytest.fixture(scope="module")
def database_urls(bare_urls: DatabaseUrls) -> DatabaseUrls:
    """No municipality is there yet."""
    return bare_urls


def add_cleo(session: Session) -> tuple[UUID, UUID]:
    """Cleo manages Cleos Ljus AB, which works in two municipalities: (person, organisation)."""
    firm = accounts.add_organisation(session, code="cleo", name="Cleos Ljus AB", kind=OrganisationKind.CONTRACTOR)
    cleo = accounts.add_person(session, name="Cleo Berg", email="cleo@ljus.example")
    for municipality in ("9901", "0581"):
        accounts.add_membership(session, cleo, municipality=municipality, role=Role.MANAGER, organisation_id=firm)
    return cleo, firm


def add_street_unit(session: Session) -> tuple[UUID, UUID]:
    authority = accounts.add_authority(session, "9901", code="tekniska", name="Tekniska nämnden")
    unit = accounts.add_unit(
        session, "9901", code="gata", name="Gatuenheten", public_name={"sv": "Gatuenheten", "en": "Streets"},
        authority_id=authority, mail="gata@angsby.example",
    )  # fmt: skip
    return authority, unit


def test_adding_the_same_twice_changes_nothing(session: OpenSession) -> None:
    opened = session(ANGSBY)
    assert add_cleo(opened) == add_cleo(opened)
    assert add_street_unit(opened) == add_street_unit(opened)
    assert opened.execute(sa.text("SELECT count(*) FROM membership")).scalar_one() == 2


def test_an_officer_gets_the_authority_of_the_unit(session: OpenSession) -> None:
    opened = session(ANGSBY)
    authority, unit = add_street_unit(opened)
    person = accounts.add_person(opened, name="Eva Ek", email="eva@angsby.example")
    accounts.add_membership(opened, person, municipality="9901", role=Role.OFFICER, unit_id=unit)
    token = accounts.start_session(opened, person, kind=SessionKind.BROWSER)
    caller = accounts.find_caller(opened, token)
    assert caller is not None
    assert (caller.memberships[0].unit_id, caller.memberships[0].authority_id) == (unit, authority)


@pytest.mark.parametrize("role", [Role.CREW, Role.OFFICER])
def test_a_role_without_what_it_is_held_for_is_refused(session: OpenSession, role: Role) -> None:
    opened = session(ANGSBY)
    person = accounts.add_person(opened, name="Eva Ek", email="eva@angsby.example")
    with pytest.raises(Invalid):
        accounts.add_membership(opened, person, municipality="9901", role=role)


def test_what_is_no_mail_address_is_refused(session: OpenSession) -> None:
    for address in ("eva", "eva@", "@angsby.example", "e va@angsby.example"):
        with pytest.raises(Invalid):
            accounts.add_person(session(ANGSBY), name="Eva", email=address)


def test_an_admin_is_added_once(session: OpenSession) -> None:
    opened = session(ANGSBY, "owner")
    first = accounts.add_admin(opened, municipality="9901", name="Ada", email="ada@angsby.example")
    assert accounts.add_admin(opened, municipality="9901", name="Ada", email="ADA@angsby.example") == first
    assert [each.person_id for each in accounts.list_members(opened, "9901", roles=[Role.ADMIN])] == [first]


def test_members_of_a_firm_are_listed_by_name(session: OpenSession) -> None:
    opened = session(ANGSBY)
    cleo, firm = add_cleo(opened)
    adam = accounts.add_person(opened, name="Adam", email="adam@ljus.example", language="pl")
    accounts.add_membership(opened, adam, municipality="9901", role=Role.CREW, organisation_id=firm)
    listed = accounts.list_members(opened, "9901", organisation_id=firm)
    assert [each.name for each in listed] == ["Adam", "Cleo Berg"]
    assert [each.code for each in accounts.list_organisations(opened, "9901")] == ["cleo"]
    assert accounts.name_people(opened, [cleo]) == {cleo: "Cleo Berg"}


def test_a_firm_sees_no_unit(session: OpenSession) -> None:
    opened = session(ANGSBY)
    add_street_unit(opened)
    assert len(accounts.list_units(opened, "9901")) == 1
    assert accounts.list_units(session(Scope(("9901",), firm=UUID(int=1))), "9901") == []


def test_one_act_cuts_a_person_off_everywhere(session: OpenSession) -> None:
    opened = session(ANGSBY)
    cleo, _ = add_cleo(opened)
    token = accounts.start_session(opened, cleo, kind=SessionKind.BEARER)
    accounts.cut_off_person(opened, cleo, municipality="9901", actor=ADMIN, now=clock.now(opened))
    assert accounts.find_caller(opened, token) is None
    again = accounts.start_session(opened, cleo, kind=SessionKind.BEARER)
    assert accounts.find_caller(opened, again) is None
    both = session(Scope(("0581", "9901")))
    audited = both.execute(sa.text("SELECT municipality FROM audit_entry WHERE act = 'cut_off_person' ORDER BY 1"))
    assert list(audited.scalars()) == ["0581", "9901"]


def test_cutting_a_firm_off_ends_its_peoples_roles_and_sessions_and_leaves_the_scope(session: OpenSession) -> None:
    opened = session(ANGSBY)
    cleo, firm = add_cleo(opened)
    token = accounts.start_session(opened, cleo, kind=SessionKind.BEARER)
    accounts.cut_off_organisation(opened, firm, municipality="9901", actor=ADMIN, now=clock.now(opened))
    assert accounts.find_caller(opened, token) is None
    assert accounts.list_members(opened, "9901", organisation_id=firm) == []
    assert accounts.get_organisation(opened, firm).revoked
    dag = accounts.add_person(opened, name="Dag", email="dag@ljus.example")
    accounts.add_membership(opened, dag, municipality="9901", role=Role.CREW, organisation_id=firm)
    assert accounts.list_members(opened, "9901", organisation_id=firm) == []
    assert opened.info["scope"] == ANGSBY


def test_a_municipality_cuts_off_only_those_who_work_there(session: OpenSession) -> None:
    opened = session(GLOBAL)
    cleo, firm = add_cleo(opened)
    with pytest.raises(NotFound):
        accounts.cut_off_person(opened, cleo, municipality="0180", actor=ADMIN, now=clock.now(opened))
    with pytest.raises(NotFound):
        accounts.cut_off_organisation(opened, firm, municipality="0180", actor=ADMIN, now=clock.now(opened))
