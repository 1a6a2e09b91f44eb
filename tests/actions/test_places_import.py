"""Importing places on real PostgreSQL: made, changed, ended, told by row, and whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import geography
from backend.foundation.actor import SYSTEM
from backend.foundation.database import Database, Scope
from backend.foundation.errors import Invalid
from backend.geography import PlaceName
from backend.geography.importing import ImportReport, Kind, Order, import_places, read_file, read_profile
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls


class Bring(Protocol):
    """Imports a text."""

    def __call__(self, words: str, order: Order | None = None, *, dry_run: bool = False) -> ImportReport: ...


ANGSBY = Scope(("9901",))
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HEAD = "id,lon,lat,street,number\n"
THREE = HEAD + "a,18.60,58.20,Nygatan,1\nb,18.601,58.20,Nygatan,2\nc,18.602,58.20,Nygatan,3 B\n"


@pytest.fixture(scope="module", autouse=True)
def _laid_out(database_urls: DatabaseUrls) -> None:
    owner = Database(database_urls.owner)
    with owner.transaction(ANGSBY) as session:
        geography.seed_angsby_geography(session)
    owner.close()


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(ANGSBY, "owner")


@pytest.fixture
def bring(angsby: Session, tmp_path: Path) -> Bring:
    """Import a text as a CSV of Ängsby's addresses, or of what the order says."""

    def act(words: str, order: Order | None = None, *, dry_run: bool = False) -> ImportReport:
        path = tmp_path / "file.csv"
        path.write_text(words, encoding="utf-8")
        order = order or Order(Kind.ADDRESSES, read_profile("general", Kind.ADDRESSES))
        return import_places(angsby, "9901", read_file(path), order, dry_run=dry_run, actor=SYSTEM, now=NOW)

    return act


def names(session: Session) -> set[str]:
    """What stands of the addresses that came from a file."""
    query = sa.select(PlaceName.name).where(
        PlaceName.municipality == "9901", PlaceName.source == "addresses", PlaceName.ended_at.is_(None)
    )
    return set(session.scalars(query))


def test_addresses_and_their_street_are_made_and_found(angsby: Session, bring: Bring) -> None:
    report = bring(THREE)
    assert report.differences["place_name"].made == 4
    assert names(angsby) == {"Nygatan", "Nygatan 1", "Nygatan 2", "Nygatan 3 B"}
    assert geography.search_places(angsby, "9901", "nygatan 3b")[0].name == "Nygatan 3 B"


def test_a_dry_run_tells_the_same_and_writes_nothing(angsby: Session, bring: Bring) -> None:
    report = bring(THREE, dry_run=True)
    assert report.differences["place_name"].made == 4
    assert names(angsby) == set()
    assert not angsby.scalar(sa.text("SELECT count(*) FROM audit_entry WHERE act = 'import_places'"))


def test_done_again_nothing_changes(bring: Bring) -> None:
    bring(THREE)
    again = bring(THREE).differences["place_name"]
    assert (again.made, again.changed, again.ended, again.same) == (0, 0, 0, 4)


def test_what_moved_is_changed_what_is_gone_is_ended_and_what_comes_back_stands_again(
    angsby: Session, bring: Bring
) -> None:
    bring(THREE)
    found = bring(HEAD + "a,18.6005,58.20,Nygatan,1\nb,18.601,58.20,Nygatan,2\n").differences["place_name"]
    assert (found.made, found.changed, found.ended) == (0, 2, 1)  # the street's middle moved with it
    assert "Nygatan 3 B" not in names(angsby)
    assert geography.search_places(angsby, "9901", "Nygatan 3 B")[0].name != "Nygatan 3 B"
    assert bring(THREE).differences["place_name"].changed == 3
    assert "Nygatan 3 B" in names(angsby)


def test_rows_that_cannot_be_used_are_told_by_their_number(bring: Bring) -> None:
    report = bring(THREE + "d,,58.2,Nygatan,4\ne,18.60,58.20,Nygatan,hus\nf,17.0,58.20,Nygatan,6\n")
    assert [each.number for each in report.refusals] == [4, 5, 6]
    assert "outside the municipality" in report.refusals[2].reason


def test_what_has_no_usable_row_is_refused_and_ends_nothing(angsby: Session, bring: Bring) -> None:
    bring(THREE)
    with pytest.raises(Invalid):
        bring(HEAD + "a,18.60,58.20,Nygatan,hus\n")
    assert len(names(angsby)) == 4


def test_a_file_that_would_end_most_of_what_stands_asks_first(angsby: Session, bring: Bring) -> None:
    bring(HEAD + "".join(f"{n},18.60,58.20,Nygatan,{n}\n" for n in range(1, 41)))
    with pytest.raises(Invalid, match="--may-end-many"):
        bring(THREE)
    assert len(names(angsby)) == 41


def test_latitude_before_longitude_is_refused_and_taken_when_said(angsby: Session, bring: Bring) -> None:
    swapped = HEAD + "a,58.20,18.60,Nygatan,1\n"
    with pytest.raises(Invalid, match="have changed places"):
        bring(swapped)
    order = Order(Kind.ADDRESSES, read_profile("general", Kind.ADDRESSES), swap_axes=True)
    bring(swapped, order)
    assert "Nygatan 1" in names(angsby)


def test_a_class_of_assets_is_closed_unless_opened(angsby: Session, bring: Bring) -> None:
    words = "number,lon,lat\n77,18.60,58.20\n"
    order = Order(Kind.ASSETS, read_profile("general", Kind.ASSETS), asset_class="valve")
    bring(words, order)
    here: dict[str, Any] = {"lon": 18.60, "lat": 58.20, "metres": 5.0, "kind": "valve"}
    assert [each.number for each in geography.list_assets_near(angsby, "9901", **here)] == ["77"]
    assert geography.list_assets_near(angsby, "9901", **here, public_only=True) == []


def test_an_import_is_audited(angsby: Session, bring: Bring) -> None:
    bring(THREE)
    facts: Any = angsby.scalar(sa.text("SELECT facts FROM audit_entry WHERE act = 'import_places'"))
    assert facts["counts"] == {"place_name": [4, 0, 0]}


def test_the_web_role_writes_names_of_its_own_municipality_alone(session: OpenSession) -> None:
    web = session(ANGSBY, "web")
    insert = sa.text(
        "INSERT INTO place_name (municipality, id, kind, name, folded, forgiven, lon, lat, cell)"
        " VALUES ('0581', gen_random_uuid(), 'local_name', 'x', 'x', 'x', 16, 58, 1)"
    )
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        web.execute(insert)
