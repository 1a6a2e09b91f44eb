"""Where, what, the rest: each step of a report as a browser without JavaScript meets it."""

from collections.abc import Iterator

import pytest

from backend import geography
from backend.foundation.database import GLOBAL
from backend.foundation.settings import Settings
from backend.geography.boundaries import Boundary, lay_boundary
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import LAMP, Citizens, links_of, open_citizens, query_of, value_of, words_of

BY_THE_LAMP = {"lat": "58.199686", "lon": "18.589320"}
IN_SODERKOPING = {"lat": "58.45", "lon": "16.30"}


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def neighbour(citizens: Citizens) -> None:
    """Söderköping has a boundary, and does not use Lagat."""
    west, south, east, north = 16.2, 58.4, 16.4, 58.5
    ring = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    with citizens.town.owner.transaction(GLOBAL) as session:
        lay_boundary(session, Boundary("0582", "Söderköping", wkt=f"MULTIPOLYGON ((({ring})))"))


def where(citizens: Citizens, **query: str) -> str:
    return words_of(citizens.open("/angsby/anmal", query_string=query))


def test_the_first_page_says_what_one_can_do_and_whom_to_ring_life_first(citizens: Citizens) -> None:
    page = citizens.open("/angsby/")
    said = words_of(page)
    assert page.status_code == 200
    assert said.index("ring 112") < said.index("0980-31 92 99")
    assert "Måndag–torsdag 7.30–16.30" in said
    assert "Lördag–söndag stängt" in said
    assert "/angsby/anmal" in links_of(page, "anmal")
    assert "Ängsby kommun ansvarar för den här tjänsten." in page.text


def test_the_list_of_towns_leads_to_them(citizens: Citizens) -> None:
    assert links_of(citizens.open("/"), "angsby") == ["/angsby/"]


@pytest.mark.parametrize("path", ["/angsby/", "/angsby/anmal", "/angsby/hitta"])
def test_practice_is_told_on_every_page(citizens: Citizens, path: str) -> None:
    page = citizens.open(path).text
    assert 'class="practice"' in page
    assert "<strong>ÖVNING</strong>" in page


def test_a_town_nobody_knows_is_not_found(citizens: Citizens) -> None:
    assert citizens.open("/norrkoping/").status_code == 404
    assert citizens.open("/nowhere/anmal").status_code == 404


def test_the_place_is_asked_before_the_matter(citizens: Citizens) -> None:
    page = citizens.open("/angsby/anmal")
    assert "Var är det?" in words_of(page)
    assert "Vad gäller det?" not in words_of(page)


def test_a_whole_address_leads_on_at_once(citizens: Citizens) -> None:
    answer = citizens.open("/angsby/anmal", query_string={"q": "storgatan 12"})
    assert answer.status_code == 302
    assert query_of(answer) == {**BY_THE_LAMP, "place": "Storgatan 12"}


@pytest.mark.parametrize("typed", ["storgtan 12", "gamla konsumm", "Lyckgatan", "storgatan"])
def test_a_misspelt_place_is_offered(citizens: Citizens, typed: str) -> None:
    page = citizens.open("/angsby/anmal", query_string={"q": typed})
    choices = links_of(page, "lat=") if page.status_code == 200 else [page.location]
    assert choices
    assert "Vad gäller det?" in words_of(citizens.open(choices[0]))


def test_a_place_nobody_knows_is_said_so_with_a_number_to_ring(citizens: Citizens) -> None:
    said = where(citizens, q="Xyzzygränd")
    assert "Vi hittar ingen plats som liknar ”Xyzzygränd”." in said
    assert "0980-31 92 00" in said


@pytest.mark.parametrize("typed", ["58.199686, 18.589320", "58,199686 18,589320", "N 58.199686 E 18.589320"])
def test_coordinates_typed_by_hand_lead_on(citizens: Citizens, typed: str) -> None:
    answer = citizens.open("/angsby/anmal", query_string={"position": typed})
    assert query_of(answer) == BY_THE_LAMP


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Storgatan", "Skriv positionen som två decimaltal"),
        ("18.58, 58.19", "Latitud och longitud har bytt plats"),
        ("10, 10", "Positionen ligger utanför Sverige"),
    ],
)
def test_coordinates_that_are_none_come_back_with_what_is_wrong(citizens: Citizens, typed: str, told: str) -> None:
    page = citizens.open("/angsby/anmal", query_string={"position": typed})
    assert page.status_code == 422
    assert told in words_of(page)
    assert value_of(page, "position") == typed


def test_an_address_made_up_is_asked_for_anew(citizens: Citizens) -> None:
    page = citizens.open("/angsby/anmal", query_string={"lat": "nan", "lon": "18.6"})
    assert page.status_code == 422
    assert "Var är det?" in words_of(page)


def test_the_place_is_said_in_words_to_be_agreed_to(citizens: Citizens) -> None:
    said = where(citizens, **BY_THE_LAMP, accuracy="14.6")
    assert "Storgatan 12, 8 meter från stolpe 4711. Stämmer det?" in said
    assert "Noggrannhet: ungefär 15 meter." in said


def test_a_name_is_kept_where_the_town_has_it_and_dropped_where_somebody_made_it_up(citizens: Citizens) -> None:
    address = citizens.open("/angsby/anmal", query_string={"q": "Gamla Konsum"}).location
    assert "Gamla Konsum" in words_of(citizens.open(address))
    assert "Amiras hus" not in where(citizens, **BY_THE_LAMP, place="Amiras hus, ring 0900-123")


def test_a_place_in_another_municipality_is_told_and_never_refused(citizens: Citizens, neighbour: None) -> None:
    said = where(citizens, **IN_SODERKOPING)
    assert "Platsen ligger i Söderköpings kommun" in said
    assert "Du kan skicka till oss ändå." in said
    answer = citizens.send(query={**IN_SODERKOPING, "place": ""})
    assert answer.status_code == 303


def test_a_neighbour_that_takes_reports_here_is_linked(citizens: Citizens) -> None:
    with citizens.town.owner.transaction(GLOBAL) as session:
        geography.add_municipality(session, "0583", slug="motala", name="Motala")
        ring = "15.0 58.5, 15.1 58.5, 15.1 58.6, 15.0 58.6, 15.0 58.5"
        lay_boundary(session, Boundary("0583", "Motala", wkt=f"MULTIPOLYGON ((({ring})))"))
    page = citizens.open("/angsby/anmal", query_string={"lat": "58.55", "lon": "15.05"})
    assert links_of(page, "/motala/") == ["/motala/anmal?lat=58.550000&lon=15.050000"]


def test_a_place_in_no_municipality_is_taken_where_it_was_sent(citizens: Citizens) -> None:
    said = where(citizens, lat="57.2", lon="19.9")
    assert "Vi tar emot din anmälan här." in said


def test_categories_are_found_by_words_and_in_groups(citizens: Citizens) -> None:
    page = citizens.open("/angsby/anmal", query_string={**BY_THE_LAMP, "find": "lampan"})
    said = words_of(page)
    assert said.index("En lampa är släckt") < said.index("Eller välj i listan")
    assert "En enda gatlampa som inte lyser när det är mörkt." in said
    assert 'name="category" value="annat"' in page.text


def test_nothing_like_it_still_leaves_the_list(citizens: Citizens) -> None:
    said = where(citizens, **BY_THE_LAMP, find="qqqqq")
    assert "Inget passar på ”qqqqq”." in said
    assert "Något annat" in said


def test_a_category_nobody_has_is_asked_for_anew(citizens: Citizens) -> None:
    assert "Vad gäller det?" in where(citizens, **BY_THE_LAMP, category="rymdskepp")


def test_the_last_step_asks_what_the_category_asks(citizens: Citizens) -> None:
    said = words_of(citizens.form())
    assert "Vilket nummer står på stolpen? Den närmaste är 4711." in said
    assert "Hur många lampor är släckta?" in said


def test_every_lighting_category_asks_for_the_post(citizens: Citizens) -> None:
    assert "Vilket nummer står på stolpen?" in words_of(citizens.form(category="belysning.stracka"))


def test_three_sentences_stand_above_the_address_field(citizens: Citizens) -> None:
    said = words_of(citizens.form())
    sentences = ("blir en allmän handling", "Vill du vara anonym", "Samhällsbyggnadsnämnden ansvarar för uppgifterna")
    places = [said.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert places[-1] < said.index("Din e-postadress")


def test_what_is_acute_says_whom_to_ring_before_all_else(citizens: Citizens) -> None:
    said = words_of(citizens.form(category="va.lacka"))
    assert said.startswith("Det här är bråttom. Ring först. Fara för liv: ring 112 Bråttom: ring 0980-31 92 99")
    assert "Gå inte ut i vattnet." in said
    assert "Skicka anmälan" in said


def test_a_dangerous_answer_brings_up_whom_to_ring_without_a_script(citizens: Citizens) -> None:
    page = citizens.form(category="annat").text
    assert 'value="yes" data-danger' in page
    assert "if-danger" in page


@pytest.mark.parametrize("query", [{}, {"q": "storgatan"}, BY_THE_LAMP, LAMP, {**LAMP, "category": "va.lacka"}])
def test_every_step_is_light_and_in_both_languages(citizens: Citizens, query: dict[str, str]) -> None:
    swedish = citizens.open("/angsby/anmal", query_string=query)
    english = citizens.open("/angsby/anmal", query_string={**query, "lang": "en"})
    assert '<html lang="sv" dir="ltr">' in swedish.text
    assert '<html lang="en" dir="ltr">' in english.text
    assert "Stämmer det?" not in english.text
    for page in (swedish, english):
        assert len(page.data) < 100_000
        assert "<script>" not in page.text
        assert " style=" not in page.text
        assert page.headers["Cache-Control"] == "no-cache"
