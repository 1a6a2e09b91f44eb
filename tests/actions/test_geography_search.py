"""What a name means, on real trigrams as the web role sees them."""

import pytest
from sqlalchemy.orm import Session

from backend import geography
from backend.foundation.database import Database, Scope
from backend.geography import PlaceKind
from tests.conftest import OpenSession
from tests.databases import DatabaseUrls

ANGSBY = Scope(("9901",))


@pytest.fixture(scope="module", autouse=True)
def _laid_out(database_urls: DatabaseUrls) -> None:
    """Ängsby in this module's own database, once."""
    owner = Database(database_urls.owner)
    with owner.transaction(ANGSBY) as session:
        geography.seed_angsby_geography(session)
    owner.close()


@pytest.fixture
def angsby(session: OpenSession) -> Session:
    return session(ANGSBY, "web")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Storgatan 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("storgatan 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("Strogatan 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("Stor gatan 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("Storg. 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("Angsvagen 3", "Ängsvägen 3", PlaceKind.ADDRESS),
        ("lampan utanför Storgatan 12", "Storgatan 12", PlaceKind.ADDRESS),
        ("Storgatan/Lyktgatan", "Storgatan/Lyktgatan", PlaceKind.CORNER),
        ("hörnet Lyktgatan och Storgatan", "Storgatan/Lyktgatan", PlaceKind.CORNER),
        ("gamla Konsum", "Gamla Konsum", PlaceKind.LOCAL_NAME),
        ("lampan utanför gamla Konsum", "Gamla Konsum", PlaceKind.LOCAL_NAME),
        ("Gamla Konsums", "Gamla Konsum", PlaceKind.LOCAL_NAME),
        ("systembacken", "Systembackan", PlaceKind.LOCAL_NAME),
        ("lekplatsen i Lusthusparken", "Lekplatsen Lusthusparken", PlaceKind.LOCAL_NAME),
        ("det är en lampa som är trasig utanför gamla konsum sedan måndag", "Gamla Konsum", PlaceKind.LOCAL_NAME),
        ("4711", "Stolpe 4711", PlaceKind.LAMP_POST),
        ("stolpe 4711", "Stolpe 4711", PlaceKind.LAMP_POST),
        ("lyktstolpe nr 4711 är släckt", "Stolpe 4711", PlaceKind.LAMP_POST),
        ("bjorkstigen", "Björkstigen", PlaceKind.STREET),
        ("kajgtan", "Kajgatan", PlaceKind.STREET),
        ("Väg 210", "Väg 210", PlaceKind.STREET),
        ("Åkerv", "Åkervägen", PlaceKind.STREET),
        ("Hamnen", "Hamnen", PlaceKind.AREA),
        ("ängsby station", "Ängsby station", PlaceKind.STOP),
    ],
)
def test_a_place_is_found_as_people_say_and_spell_it(angsby: Session, text: str, name: str, kind: PlaceKind) -> None:
    first = geography.search_places(angsby, "9901", text)[0]
    assert (first.name, first.kind, first.exact) == (name, kind, True)


def test_an_unknown_house_number_is_offered_the_nearest_and_says_so(angsby: Session) -> None:
    first = geography.search_places(angsby, "9901", "Kajgatan 999")[0]
    assert first.kind is PlaceKind.ADDRESS
    assert first.name.startswith("Kajgatan ")
    assert not first.exact


def test_a_local_name_says_which_street_it_lies_by(angsby: Session) -> None:
    assert geography.search_places(angsby, "9901", "gamla konsum")[0].context == "Storgatan"


def test_hits_come_likeliest_first_and_no_more_than_asked_for(angsby: Session) -> None:
    hits = geography.search_places(angsby, "9901", "hållplats", limit=3)
    assert len(hits) == 3
    assert all(hit.name.startswith("Hållplats") for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize("text", ["", "   ", "xyzzy", "'; DROP TABLE place_name; --", "%", "på"])
def test_what_names_nothing_finds_nothing(angsby: Session, text: str) -> None:
    assert geography.search_places(angsby, "9901", text) == []


def test_a_name_is_not_found_in_another_municipality(angsby: Session) -> None:
    assert geography.search_places(angsby, "0581", "Storgatan 12") == []
