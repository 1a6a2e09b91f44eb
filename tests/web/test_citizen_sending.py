"""Sending a report: taken once, never at the cost of a photo, and given back where it cannot be taken."""

import io
import secrets
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from backend.app import create_app
from backend.cases import Channel, Outcome, State
from backend.foundation import clock
from backend.foundation.database import GLOBAL, Database
from backend.foundation.settings import Settings
from backend.photos import MOST_BYTES
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.photo_builders import build_heic, build_jpeg
from tests.web.citizen_builders import Citizens, open_citizens, query_of, value_of, words_of


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def count_reports(citizens: Citizens) -> int:
    with citizens.town.transaction() as session:
        return int(session.execute(sa.text("SELECT count(*) FROM report")).scalar_one())


def key() -> str:
    return secrets.token_urlsafe(18)


def test_a_report_is_taken_as_it_was_told(citizens: Citizens) -> None:
    path = citizens.reported(
        {
            "words": "Mörkt vid porten.\r\nSedan i går.",
            "mail": "amira@example.org",
            "answer-post_number": "4711",
            "answer-how_many": "one",
        },
        {"accuracy": "12"},
    )
    report, case = citizens.report_of(path), citizens.case_of(path)
    assert report.words == "Mörkt vid porten.\nSedan i går."
    assert (report.channel, report.language, report.accuracy_m) == (Channel.WEB, "sv", 12.0)
    assert report.answers == {"post_number": "4711", "how_many": "one"}
    assert (report.place_words, report.asset_number) == ("Storgatan 12", "4711")
    assert case.asset_id is not None
    assert not case.is_acute


def test_the_receipt_says_the_reference_when_it_is_read_and_what_comes(citizens: Citizens) -> None:
    answer = citizens.send({"mail": "amira@example.org"})
    assert answer.status_code == 303
    page = citizens.open(answer.location)
    said = words_of(page)
    reference = answer.location.split("/")[3]
    assert f"{reference[:4]}-{reference[4:]}" in said
    assert " ".join(reference) in said
    assert "Den läses senast" in said
    assert "Du får mejl när det är klart" in said
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_sending_twice_is_one_report(citizens: Citizens) -> None:
    fields = {"client_id": key(), "words": "Mörkt."}
    first, before = citizens.send(fields), count_reports(citizens)
    again = citizens.send(fields)
    assert again.location == first.location
    assert count_reports(citizens) == before


def test_other_words_from_the_same_page_come_back_to_be_sent_as_new(citizens: Citizens) -> None:
    fields = {"client_id": key(), "words": "Mörkt."}
    first = citizens.send(fields)
    changed = citizens.send({**fields, "words": "Mörkt, och kallt."})
    assert changed.status_code == 409
    assert "Du har redan skickat en anmälan från den här sidan" in words_of(changed)
    assert "Mörkt, och kallt." in changed.text
    assert value_of(changed, "client_id") != fields["client_id"]
    new = citizens.send({**fields, "words": "Mörkt, och kallt.", "client_id": value_of(changed, "client_id")})
    assert new.status_code == 303
    assert new.location != first.location


def test_a_mail_address_that_is_none_comes_back_with_all_that_was_typed(citizens: Citizens) -> None:
    before = count_reports(citizens)
    page = citizens.send({"words": "Helt <b>mörkt</b>", "mail": "amira", "answer-how_many": "several"})
    assert page.status_code == 422
    assert "Det ser inte ut som en e-postadress." in words_of(page)
    assert "Helt &lt;b&gt;mörkt&lt;/b&gt;" in page.text
    assert value_of(page, "mail") == "amira"
    assert 'value="several" checked' in page.text
    assert count_reports(citizens) == before


def test_a_form_without_its_id_or_place_is_refused_with_what_was_typed(citizens: Citizens) -> None:
    for answer in (
        citizens.send({"client_id": "gissat", "words": "Mörkt."}),
        citizens.send({"words": "Mörkt."}, {"lat": "", "lon": ""}),
    ):
        assert answer.status_code == 422
        assert "Mörkt." in words_of(answer)


@pytest.mark.parametrize(("said", "acute"), [("yes", True), ("no", False), ("", False)])
def test_words_that_may_mean_danger_raise_the_question_once(citizens: Citizens, said: str, acute: bool) -> None:
    fields = {"client_id": key(), "words": "Det luktar gas vid lampan."}
    page = citizens.send(fields)
    assert page.status_code == 422
    assert "Det är akut" not in words_of(page)
    assert "Är det akut?" in words_of(page)
    assert "ring 112" in words_of(page)
    assert "Det luktar gas vid lampan." in page.text
    asked = {"acute_asked": value_of(page, "acute_asked")} | ({"acute": said} if said else {})
    path = citizens.reported({**fields, **asked}, reacts=False)
    assert citizens.case_of(path).is_acute is acute


def test_what_is_acute_already_is_not_asked_about(citizens: Citizens) -> None:
    assert citizens.send({"words": "Det läcker!"}, {"category": "va.lacka"}).status_code == 303


def test_a_category_that_is_gone_never_costs_the_report(citizens: Citizens) -> None:
    path = citizens.reported({"words": "Något."}, {"category": "upphord.kategori"})
    assert citizens.case_of(path).category == "annat"


def test_a_photo_is_kept_after_the_report_and_shown_when_it_has_passed_the_gate(citizens: Citizens) -> None:
    path = citizens.reported({"photo": build_jpeg(), "may_show_photo": "yes"}, reacts=False)
    assert "Fotot har kommit fram och gås igenom." in words_of(citizens.open(path))
    citizens.pass_photos()
    page = citizens.open(path)
    source = next(part.split('"')[0] for part in page.text.split('<img src="') if "/foto/" in part.split('"')[0])
    shown = citizens.open(source)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "no-store"
    assert citizens.report_of(path).may_show_photo


def test_a_phones_own_kind_of_photo_is_taken(citizens: Citizens) -> None:
    path = citizens.reported({"photo": build_heic()}, reacts=False)
    citizens.pass_photos()
    assert "/foto/" in citizens.open(path).text


def test_a_photo_too_large_costs_itself_alone(citizens: Citizens) -> None:
    answer = citizens.send({"words": "Mörkt.", "photo": b"x" * (MOST_BYTES + 1)})
    assert answer.status_code == 303
    assert "Fotot var större än 25 MB" in words_of(citizens.open(answer.location))


def test_a_full_disk_never_costs_the_report(database_urls: DatabaseUrls, settings: Settings, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.write_text("no folder can be made here")
    environment = {**settings.__dict__, "photo_folder": full / "photos"}
    database = Database(database_urls.web)
    app = create_app(Settings(**environment), database)
    fields = {"client_id": key(), "words": "Mörkt.", "photo": (io.BytesIO(build_jpeg(size=(40, 30))), "IMG.jpg")}
    client = app.test_client()
    answer = client.post("/angsby/anmal?lat=58.2&lon=18.6&category=belysning.enstaka", data=fields)
    assert answer.status_code == 303
    said = words_of(client.get(answer.location))
    assert "Fotot gick inte att spara just nu. Din anmälan är sparad." in said
    assert "Skicka fotot" in said
    database.close()


def test_a_photo_can_be_added_afterwards(citizens: Citizens) -> None:
    path = citizens.reported()
    for _ in range(2):
        answer = citizens.open(f"{path}/foto", "POST", data={"photo": (io.BytesIO(build_jpeg()), "IMG.jpg")})
        assert answer.status_code == 303
    citizens.pass_photos()
    page = citizens.open(path).text
    assert page.count("/thumb") == 1


def test_a_photo_that_cannot_be_shown_says_why_and_may_be_followed_by_a_better_one(citizens: Citizens) -> None:
    path = citizens.reported({"photo": b"no picture at all"}, reacts=False)
    citizens.pass_photos()
    said = words_of(citizens.open(path))
    assert "JPEG, PNG, WebP och HEIC" in said
    assert "Skicka fotot" in said
    citizens.open(f"{path}/foto", "POST", data={"photo": (io.BytesIO(build_jpeg(size=(60, 40))), "IMG.jpg")})
    citizens.pass_photos()
    page = citizens.open(path)
    assert page.text.count("/thumb") == 1
    assert "Ett foto kan inte visas. Din anmälan står kvar." in words_of(page)


def test_ten_photos_are_taken_one_by_one_and_the_eleventh_is_told(citizens: Citizens) -> None:
    path = citizens.reported()
    for number in range(11):
        content = io.BytesIO(build_jpeg(size=(40 + number, 30)))
        answer = citizens.open(f"{path}/foto", "POST", data={"photo": (content, "IMG.jpg")})
    assert query_of(answer) == {"photo": "full"}
    said = words_of(citizens.open(answer.location))
    assert "Det finns redan tio foton, så det här kom inte med. Din anmälan står kvar." in said
    assert "Skicka fotot" not in said
    citizens.pass_photos()
    assert citizens.open(path).text.count("/thumb") == 10


def test_an_ended_case_takes_photos_for_two_weeks_more(citizens: Citizens) -> None:
    path = citizens.reported()
    citizens.act("resolve_case", path, outcome=Outcome.MENDED)
    assert "Skicka fotot" in words_of(citizens.open(path))
    with citizens.town.owner.transaction(GLOBAL) as session:
        clock.jump(session, clock.now(session) + timedelta(days=15))
    assert "Skicka fotot" not in words_of(citizens.open(path))
    late = citizens.open(f"{path}/foto", "POST", data={"photo": (io.BytesIO(build_jpeg()), "IMG.jpg")})
    assert late.status_code == 303
    assert "/thumb" not in citizens.open(path).text


def test_the_page_gives_modules_the_address_and_token_for_sending_in_parts(citizens: Citizens) -> None:
    path = citizens.reported()
    page = citizens.open(path).text
    reference = citizens.report_of(path).reference
    assert f'data-uploads="/api/v1/9901/reports/{reference}/photos/uploads"' in page
    token = page.split('data-token="')[1].split('"')[0]
    told = {"X-Lagat-Photo-Token": token, "Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    told["Upload-Metadata"] = f"clientPhotoId {b64encode(key().encode()).decode()}"
    answer = citizens.open(f"/api/v1/9901/reports/{reference}/photos/uploads", "POST", headers=told)
    assert answer.status_code == 201


def test_a_database_that_is_down_gives_back_what_was_typed_with_a_number(
    citizens: Citizens, settings: Settings
) -> None:
    house = citizens.app.extensions["lagat"]
    assert house.phones.find(PRACTICE_CODE) is not None
    away = create_app(settings, Database("postgresql+psycopg:///none?host=/nonexistent"))
    away.extensions["lagat"].towns = dict(house.towns)
    away.extensions["lagat"].phones._numbers = house.phones._numbers
    address = "/angsby/anmal?lat=58.2&lon=18.6&place=Storgatan+12&category=belysning.enstaka"
    fields = {"client_id": key(), "words": "Helt mörkt.", "mail": "amira@example.org", "answer-post_number": "4711"}
    page = away.test_client().post(address, data=fields)
    assert page.status_code == 503
    said = words_of(page)
    for typed in ("Helt mörkt.", "amira@example.org", "4711", "Storgatan 12", "0980-31 92 00", "0980-31 92 99"):
        assert typed in said
    assert "Inget sparades." in said


def test_above_the_rate_a_report_is_taken_and_held(citizens: Citizens) -> None:
    source = {"REMOTE_ADDR": "10.9.9.9"}
    states = []
    for _ in range(22):
        answer = citizens.open(
            "/angsby/anmal?lat=58.2&lon=18.6&category=belysning.enstaka",
            "POST",
            data={"client_id": key(), "known_asked": "yes"},
            environ_overrides=source,
        )
        assert answer.status_code == 303
        states.append(citizens.case_of(urlsplit(answer.location).path).state)
    assert states[0] is State.RECEIVED
    assert states[-1] is State.HELD


def test_english_is_answered_in_english(citizens: Citizens) -> None:
    answer = citizens.open(
        "/angsby/anmal?lat=58.2&lon=18.6&category=belysning.enstaka&lang=en",
        "POST",
        data={"client_id": key(), "known_asked": "yes"},
    )
    assert citizens.report_of(urlsplit(answer.location).path).language == "en"
    assert query_of(answer) == {"new": "1"}
