"""One's own municipality copied to practise in: what was entered comes along, no case does, and again it is brought up."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, geography, responsibility
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Scope
from backend.foundation.errors import NotAllowed, NotFound
from backend.geography import MunicipalityKind
from backend.setting_up import Copied, NotCopied, choose_code, copy_for_practice, report_for_practice
from tests.conftest import OpenSession
from tests.town import STORGATAN

SOURCE, COPY = "9901", "9902"
BOTH = Scope((SOURCE, COPY))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner(session: OpenSession) -> Session:
    return session(BOTH, "owner")


def copy(session: Session) -> Copied:
    return copy_for_practice(session, SOURCE, code=COPY, actor=SYSTEM, now=NOW)


def test_what_the_municipality_entered_comes_along(owner: Session) -> None:
    copied = copy(owner)
    town = geography.get_municipality(owner, COPY)
    assert (town.kind, town.slug, town.full_name) == (
        MunicipalityKind.PRACTICE,
        "ovning-angsby",
        "Ängsby kommun (övning)",
    )
    contracts = [[each.code for each in responsibility.list_contracts(owner, code)] for code in (SOURCE, COPY)]
    assert contracts[0] == contracts[1]
    editions = [responsibility.find_edition(owner, code, at=NOW) for code in (SOURCE, COPY)]
    assert editions[0] is not None
    assert editions[1] is not None
    assert editions[0].rules == editions[1].rules
    names = [{each.code: each.names for each in catalogue.list_categories(owner, code)} for code in (SOURCE, COPY)]
    assert names[0] == names[1]
    members = [{(m.email, m.role) for m in accounts.list_members(owner, code)} for code in (SOURCE, COPY)]
    assert members[0] == members[1]
    lon, lat = STORGATAN
    assert (
        geography.locate(owner, COPY, lon=lon, lat=lat).street
        == geography.locate(owner, SOURCE, lon=lon, lat=lat).street
    )
    assert copied.rows["contract"] == len(contracts[0])


def test_again_it_brings_what_has_changed(owner: Session) -> None:
    before = copy(owner)
    change = "UPDATE contract SET name = 'Nya driften' WHERE municipality = '9901' AND code = 'drift'"
    owner.execute(sa.text(change))
    assert copy(owner).rows == before.rows
    owner.expire_all()
    assert "Nya driften" in {each.name for each in responsibility.list_contracts(owner, COPY)}


def test_it_is_never_made_over_a_real_one(owner: Session) -> None:
    assert choose_code(owner, SOURCE) == COPY
    assert choose_code(owner, SOURCE, wanted="9950") == "9950"
    for wanted in ("0581", SOURCE):
        with pytest.raises(NotCopied):
            choose_code(owner, SOURCE, wanted=wanted)
    with pytest.raises(NotFound):
        choose_code(owner, "9950")


def test_made_up_reports_come_in_once_and_to_no_real_municipality(owner: Session, session: OpenSession) -> None:
    copy(owner)
    web = session(Scope((COPY,)), "web")
    assert report_for_practice(web, COPY, many=9, now=NOW) == 9
    assert report_for_practice(web, COPY, many=10, now=NOW) == 1
    opened = web.execute(sa.select(cases.Case.category).where(cases.Case.municipality == COPY)).scalars().all()
    assert len(opened) == 10
    assert "vag.potthal" in opened
    with pytest.raises(NotAllowed):
        report_for_practice(session(Scope(("0581",)), "web"), "0581", many=1, now=NOW)
