"""A town laid from a folder of files: all of it or nothing, dry first, and done again it changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import geography, responsibility, retention
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Scope
from backend.geography import AreaKind, MunicipalityKind
from backend.geography.models import Area
from backend.setting_up import Counts, Laid, TownWrong, import_town, read_folder
from tests.conftest import OpenSession
from tests.rules.test_town_files import TOWN, copy_town, replace_in

CODE = "9902"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def owner(session: OpenSession) -> Session:
    opened = session(Scope((CODE,)), "owner")
    geography.add_municipality(opened, CODE, slug="nyby", name="Nyby", kind=MunicipalityKind.PRACTICE)
    geography.lay_boundary(opened, geography.read_boundary(TOWN / "boundary.geojson", CODE))
    halves = (("norr", 58.45, 58.50), ("soder", 58.40, 58.45))
    for code, south, north in halves:
        shape = sa.func.ST_Multi(sa.func.ST_MakeEnvelope(18.9, south, 19.1, north, 4326))
        values = {"code": code, "name": code, "kind": AreaKind.DISTRICT, "boundary": shape}
        opened.execute(sa.insert(Area).values(municipality=CODE, **values))
    return opened


def lay(session: Session, folder: Path = TOWN, *, dry_run: bool = False) -> Counts:
    return import_town(session, CODE, read_folder(folder), dry_run=dry_run, actor=SYSTEM, now=NOW)


def faults_of(session: Session, folder: Path) -> list[str]:
    with pytest.raises(TownWrong) as raised:
        lay(session, folder)
    return [str(fault) for fault in raised.value.faults]


def test_a_dry_run_says_what_would_come_and_changes_nothing(owner: Session) -> None:
    counts = lay(owner, dry_run=True)
    assert counts["contracts.csv"] == {Laid.NEW: 4}
    assert not responsibility.list_contracts(owner, CODE)
    assert geography.get_municipality(owner, CODE).phone is None


def test_all_of_it_is_laid_and_again_it_is_the_same(owner: Session) -> None:
    lay(owner)
    town = geography.get_municipality(owner, CODE)
    assert (town.acute_phone, town.opening_hours["friday"]) == ("0999-12 34 99", [["08:00", "15:00"]])
    edition = responsibility.find_edition(owner, CODE, at=NOW)
    assert edition is not None
    assert len(edition.rules) == 7
    assert [rule.is_active for rule in retention.list_rules(owner, CODE)] == [True, True]
    again = lay(owner)
    assert all(set(became) <= {Laid.SAME} or not any(became.values()) for became in again.values()), again
    assert len(retention.list_rules(owner, CODE)) == 2


def test_what_differs_is_changed_and_the_rest_stays(owner: Session, tmp_path: Path) -> None:
    lay(owner)
    town = copy_town(tmp_path)
    replace_in(town / "contracts.csv", "vag|vinter|trafik;soder", "vag|vinter;soder")
    replace_in(town / "retention.csv", "originals;90", "originals;60")
    replace_in(town / "rules.csv", "vatten;;;va;;;;unit;va;;;\n", "")
    counts = lay(owner, town)
    assert counts["contracts.csv"] == {Laid.SAME: 3, Laid.CHANGED: 1}
    assert counts["retention.csv"] == {Laid.SAME: 1, Laid.CHANGED: 1}
    assert counts["rules.csv"] == {Laid.CHANGED: 6}
    standing = [rule.after_days for rule in retention.list_rules(owner, CODE) if rule.is_active]
    assert sorted(days for days in standing if days) == [60, 730]
    assert [each.number for each in responsibility.list_editions(owner, CODE)] == [2, 1]


def test_codes_nobody_knows_are_told_by_row_and_nothing_is_laid(owner: Session, tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    replace_in(town / "contracts.csv", "gator-norr;Gator i norr;cleo-drift;gata", "gator-norr;Gator i norr;dag;vagar")
    replace_in(town / "call_list.csv", "park;1", "parken;1")
    replace_in(town / "people.csv", "head;gata;", "head;;")
    replace_in(town / "retention.csv", "2026-01-15;ja", "2027-01-15;ja")
    told = faults_of(owner, town)
    assert "contracts.csv, row 3, firm: There is no dag here." in told
    assert "contracts.csv, row 3, unit: There is no vagar here." in told
    assert "call_list.csv, row 6, list: There is no parken here." in told
    assert "people.csv, row 3, unit: The role head needs one." in told
    assert "retention.csv, row 2, decided_on: The decision must have been taken." in told
    assert not responsibility.list_contracts(owner, CODE)


def test_rules_are_told_by_row_and_a_test_that_fails_by_name(owner: Session, tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    replace_in(town / "rules.csv", ";unit;va;", ";unit;vatten;")
    assert "rules.csv, row 7, unit: There is no such code here." in faults_of(owner, town)
    replace_in(town / "rules.csv", ";unit;vatten;", ";unit;va;")
    replace_in(town / "rule_tests.toml", 'contract = "gator-norr"', 'contract = "park"')
    [told] = faults_of(owner, town)
    assert told.startswith("rule_tests.toml")
    assert "Potthål i norr går till Cleo" in told


def test_a_bodys_own_system_is_laid_and_one_entered_otherwise_stands(owner: Session, tmp_path: Path) -> None:
    town = copy_town(tmp_path)
    bodies = town / "bodies.csv"
    before = bodies.read_text(encoding="utf-8")
    heading = "code;name;way;open311_url;jurisdiction;open311_services;mail;valid_from\n"
    row = "elnat;Nyby Elnät;open311;https://open311.elnat.example/v2;elnat.example;{};fel@elnat.example;2026-01-01\n"
    bodies.write_text(heading + row.format("belysning=LAMP | rymdfart=X"), encoding="utf-8")
    assert "bodies.csv, row 2, open311_services: There is no rymdfart here." in faults_of(owner, town)
    bodies.write_text(heading + row.format("belysning=LAMP | *=OTHER"), encoding="utf-8")
    lay(owner, town)
    bodies.write_text(before, encoding="utf-8")
    lay(owner, town)
    body = responsibility.get_body(owner, CODE, "elnat")
    assert (body.open311, body.jurisdiction) == ("https://open311.elnat.example:443/v2", "elnat.example")
    assert body.services == {"belysning": "LAMP", "*": "OTHER"}
