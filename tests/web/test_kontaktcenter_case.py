"""The page of a case: everything told, decided, promised, sent and done, in words."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend import feedback, wiring
from backend.adapters.photo_store import FolderPhotoStore
from backend.cases import Outcome
from backend.dispatch import Act
from backend.feedback import Answer
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.photos import NewPhoto, PhotoKind, add_photo
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.photo_builders import build_jpeg
from tests.town import ANGSBY
from tests.web.conftest import BO, STREETS
from tests.web.console_builders import HOME, Console, open_console, page_of, words_of


@pytest.fixture(scope="module")
def console(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Console]:
    with open_console(database_urls, settings) as opened:
        yield opened


def test_a_report_is_shown_as_it_was_told(console: Console) -> None:
    lamp = console.town.reported(
        words="Lampan är\u202e mörk.\nI går\u200b också.", name="Amira", place_words="Storgatan 12", accuracy_m=14.6
    )
    said = words_of(console.at_case(BO, lamp))
    assert "Lampan är U+202E mörk. I går U+200B också." in said
    assert "Platsen med deras ord Storgatan 12 · noggrannhet 15 meter" in said
    assert "På webben, i dag kl. 10.00 Namn Amira" in said
    assert "58.20000, 18.60600" in said


def test_words_of_a_stranger_are_never_a_page(console: Console) -> None:
    lamp = console.town.reported(words="<script>alert(1)</script>", name="<b>Amira</b>")
    bo = console.at_case(BO, lamp)
    assert "<script>alert" not in bo.text
    assert "<b>Amira" not in bo.text
    assert "<script>alert(1)</script>" in words_of(bo)


def test_answers_are_words_and_what_is_restricted_is_marked(console: Console) -> None:
    car = console.town.reported(category="fordon.overgivet", answers={"plate": "ABC 123"})
    said = words_of(console.at_case(BO, car))
    assert "ABC 123 Bara för handläggare" in said


def test_the_page_says_why_it_went_there_and_who_does_it(console: Console) -> None:
    lamp = console.town.reported()
    said = words_of(console.at_case(BO, lamp))
    order = console.orders(lamp)[0]
    assert "Avtalet Belysning öst gäller" in said
    assert "enligt regel, utgåva 1, 100 % säkert" in said
    assert f"Cleos Drift AB · Laga {show_reference(order.reference)} Skickad, inte öppnad" in said
    assert "Den läses senast" in said
    assert "Läses i morgon" in said


def test_what_was_told_is_there_without_address_or_token(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert "Den som anmälde: ÖVNING: Vi har din felanmälan" in words_of(bo)
    assert "[follow]" in bo.text
    assert "amira@example.org" not in bo.text
    assert "/angsby/arende/" not in bo.text


def test_an_address_is_shown_by_a_button_and_the_look_is_audited(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    bo.send("/addresses#addresses")
    assert "amira@example.org" in bo.text
    assert bo.page.headers["Cache-Control"] == "no-store"
    with console.town.owner.transaction(ANGSBY) as session:
        looks = session.execute(
            sa.text("SELECT act, subject_id, actor_kind FROM audit_entry WHERE act = 'look_at_address'")
        ).all()
    assert [(look.subject_id, look.actor_kind) for look in looks] == [(lamp.case_id, "staff")]


def test_photos_are_shown_once_they_passed_the_gate(console: Console) -> None:
    lamp = console.town.reported()
    store = FolderPhotoStore(console.town.settings.photo_folder)
    with console.town.transaction() as session:
        now = clock.now(session)
        told = NewPhoto(case_id=lamp.case_id, kind=PhotoKind.REPORT, content=build_jpeg(), report_id=lamp.report_id)
        good = add_photo(session, PRACTICE_CODE, told, store=store, now=now)
        rubbish = NewPhoto(case_id=lamp.case_id, kind=PhotoKind.REPORT, content=b"rubbish", report_id=lamp.report_id)
        bad = add_photo(session, PRACTICE_CODE, rubbish, store=store, now=now)
    bo = console.at_case(BO, lamp)
    assert words_of(bo).count("Fotot kontrolleras.") == 2
    assert bo.client.get(f"{HOME}foto/{good}").status_code == 404
    gate = wiring.build_photo_gate(console.town.worker, console.town.settings)
    while gate.process_next((PRACTICE_CODE,)):
        pass
    bo.go(page_of(lamp))
    assert "Filen är inget foto vi kan visa" in words_of(bo)
    photo = bo.client.get(f"{HOME}foto/{good}?size=thumb")
    assert (photo.status_code, photo.content_type) == (200, "image/jpeg")
    assert photo.headers["Content-Security-Policy"].startswith("sandbox")
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert bo.client.get(f"{HOME}foto/{bad}").status_code == 404


def test_done_work_and_the_unit_s_approval(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.COMPLETE, outcome=Outcome.MENDED, words="Bytt lampa.")
    bo, gata = console.at_case(BO, lamp), console.at_case(STREETS, lamp)
    assert "Klar, inte godkänd" in words_of(bo)
    assert "Utföraren säger att det är klart." in words_of(bo)
    assert not bo.has_form("/approve")
    gata.send("/approve")
    console.town.react()
    gata.go(page_of(lamp))
    assert "Lagat. Bytt lampa. Godkänd i dag kl. 10.00" in words_of(gata)
    assert console.case(lamp).outcome is Outcome.MENDED


def test_promises_say_how_they_ended_and_steps_who_took_them(console: Console) -> None:
    lamp = console.town.reported()
    console.crew(lamp, Act.ACCEPT)
    said = words_of(console.at_case(BO, lamp))
    assert re.search(r"Läses i morgon kl. \d\d.\d\d hållet gavs i dag kl. 10.00, första beskedet", said)
    assert "Beställning eller överlämnande : beställningen accepterades Utföraren · Tilldelat" in said


def test_a_verdict_shows_what_it_led_to(console: Console) -> None:
    lamp = console.town.reported()
    console.town.staff("resolve_case", lamp, outcome=Outcome.GONE)
    with console.town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, lamp.report_id, resolution=1, answer=Answer.NO, words="Den är kvar.",
            now=clock.now(session),
        )  # fmt: skip
    console.town.react()
    said = words_of(console.at_case(BO, lamp))
    assert "Nej, det stämmer inte (Borta när vi kom) → Till enheten Den är kvar." in said
    assert "Den som anmälde håller inte med." in said


def test_a_promise_that_passed_is_said_to_have_passed(console: Console) -> None:
    lamp = console.town.reported()
    began = console.town.now()
    console.town.pass_time(timedelta(days=7))
    said = words_of(console.at_case(BO, lamp))
    console.town.stop_clock(began)
    assert "har gått ut" in said


def test_the_page_says_that_the_case_has_changed(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    version = str(console.case(lamp).version)
    assert bo.client.get(f"{page_of(lamp)}/fresh?position={version}").status_code == 204
    console.crew(lamp, Act.ACCEPT)
    told = bo.client.get(f"{page_of(lamp)}/fresh?position={version}").get_json()
    assert told == {"position": str(console.case(lamp).version), "ids": [str(console.case(lamp).version)]}


def test_the_address_of_a_form_leads_back_to_its_case(console: Console) -> None:
    lamp = console.town.reported()
    bo = console.at_case(BO, lamp)
    assert bo.go(f"{page_of(lamp)}/decide").request.path == page_of(lamp)
