"""The page a report is followed on: what it says, what it never says, and who may open it."""

import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from backend import cases, dispatch
from backend.cases import Outcome, State
from backend.catalogue import Precision
from backend.dispatch import Act, ActForm
from backend.foundation import clock
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.ids import new_id
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.photo_builders import build_jpeg
from tests.web.citizen_builders import BO, Citizens, links_of, open_citizens, words_of

CLEO = Actor(ActorKind.CONTRACTOR, new_id())
ACUTE = {"category": "va.lacka"}


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def read(citizens: Citizens, path: str) -> str:
    return words_of(citizens.open(path))


def write(citizens: Citizens, path: str, words: str, **more: str) -> Any:
    body = {"client_id": secrets.token_urlsafe(18), "words": words, **more}
    return citizens.open(f"{path}/skriv", "POST", data=body)


def act_on_orders(citizens: Citizens, path: str, *acts: ActForm) -> None:
    """Cleo acts on the case's order."""
    case = citizens.case_of(path)
    for form in acts:
        with citizens.town.transaction() as session:
            order = dispatch.list_orders_of_case(session, PRACTICE_CODE, case.id)[0]
            dispatch.act_on_order(session, PRACTICE_CODE, order.id, form, actor=CLEO, now=clock.now(session))
        citizens.town.react()


def form(act: Act, **more: Any) -> ActForm:
    return ActForm(act_id=secrets.token_urlsafe(18), act=act, **more)


def test_only_the_right_link_opens_a_report(citizens: Citizens) -> None:
    mine, other = citizens.reported(reacts=False), citizens.reported(reacts=False)
    _, slug, room, reference, token = mine.split("/")
    wrong = [
        f"/{slug}/{room}/{reference}/{token[:-2]}xx",
        f"/{slug}/{room}/{reference}/{other.split('/')[4]}",
        f"/{slug}/{room}/{reference}/fel",
        f"/{slug}/{room}/K7M4RTXB/{token}",
        f"/{slug}/{room}/inget/{token}",
    ]
    bodies = set()
    for address in wrong:
        for method, path in (("GET", address), ("POST", f"{address}/skriv"), ("POST", f"{address}/foto")):
            answer = citizens.open(path, method, data={"words": "Hej", "client_id": secrets.token_urlsafe(18)})
            assert answer.status_code == 404, path
            assert "Anmälan finns inte." in answer.text
        bodies.add(re.sub(r"<code>\w+</code>|href=\"[^\"]*\"", "", citizens.open(address).text))
    assert len(bodies) == 1
    assert citizens.open(f"/{slug}/{room}/{reference.lower()}/{token}").status_code == 200


def test_the_page_is_neither_kept_nor_told_to_others(citizens: Citizens) -> None:
    page = citizens.open(citizens.reported(reacts=False))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.text
    assert len(page.data) < 100_000


def test_an_acute_report_says_that_nobody_has_read_it_until_somebody_has(citizens: Citizens) -> None:
    path = citizens.reported(query=ACUTE)
    page = citizens.open(path)
    assert "Ingen på kommunen har läst det här än. Ring 0980-31 92 99." in words_of(page)
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page.text
    assert 'data-module="watch"' in page.text
    with citizens.town.transaction() as session:
        alarm = dispatch.find_alarm_of_case(session, PRACTICE_CODE, citizens.case_of(path).id)
        assert alarm is not None
        now = clock.now(session)
        dispatch.acknowledge_alarm(session, PRACTICE_CODE, alarm.id, role="jour", actor=BO, now=now)
    citizens.town.react()
    page = citizens.open(path)
    assert "Ingen på kommunen" not in page.text
    assert "Jouren har läst den" in words_of(page)
    assert "refresh" not in page.text
    assert 'data-module="watch"' not in page.text


def test_the_steps_of_the_work_are_told_in_words_and_name_no_firm(citizens: Citizens) -> None:
    path = citizens.reported({"words": "Mörkt vid porten."})
    assert "Skickad till Gatuenheten" in read(citizens, path)
    until = citizens.town.now() + timedelta(days=6)
    act_on_orders(citizens, path, form(Act.ACCEPT), form(Act.WAIT, reason="frost", until=until))
    said = read(citizens, path)
    assert "Arbetet väntar på mildare väder" in said
    act_on_orders(citizens, path, form(Act.RESUME), form(Act.COMPLETE, outcome=Outcome.MENDED))
    citizens.act("note_on_case", path, words="Hemligt om Amira")
    citizens.act("resolve_case", path, outcome=Outcome.MENDED)
    said = read(citizens, path)
    assert "Lampan lyser" in said
    assert "Är det lagat?" in said
    assert "Arbete pågår" in said
    for never in ("Cleo", "Hemligt", "egenregi", "order", "Drift av gator"):
        assert never not in said


def test_a_late_promise_gives_its_new_date(citizens: Citizens) -> None:
    path = citizens.reported()
    now = citizens.town.now()
    promise = cases.NewPromise(
        cases.PromiseKind.MEND, now + timedelta(days=30), Precision.WEEK, cases.Cause.LATE, "reservdelar"
    )
    citizens.act("move_promise", path, promise=promise)
    said = read(citizens, path)
    assert "Lagas v. 42" in said
    assert "Det tar längre tid än vi sa; du har fått ett nytt datum" in said


def test_our_question_is_asked_and_its_answer_taken(citizens: Citizens) -> None:
    path = citizens.reported()
    citizens.act("ask_reporters", path, words="Vilken sida av gatan?")
    said = read(citizens, path)
    assert "Vi frågar dig Vilken sida av gatan?" in said
    answer = write(citizens, path, "Den norra.")
    assert answer.status_code == 303
    said = read(citizens, answer.location)
    assert "Du skrev: Den norra." in said
    assert "Vilken sida" not in said
    assert "Du svarade på vår fråga" in said
    assert citizens.case_of(path).state is not State.NEEDS_ANSWER


def test_writing_twice_is_once_and_nothing_is_told_to_be_missing(citizens: Citizens) -> None:
    path = citizens.reported(reacts=False)
    key = secrets.token_urlsafe(18)
    for _ in range(2):
        assert write(citizens, path, "Nu blinkar den.", client_id=key).status_code == 303
    assert citizens.open(path).text.count("Nu blinkar den.") == 1
    empty = write(citizens, path, "  ")
    assert empty.status_code == 422
    assert "Skriv något först." in words_of(empty)


def test_one_can_write_of_a_closed_case_too(citizens: Citizens) -> None:
    path = citizens.reported()
    citizens.act("resolve_case", path, outcome=Outcome.WITHDRAWN)
    citizens.act("close_case", path, because="silence")
    assert citizens.case_of(path).state is State.CLOSED
    assert "Du kan skriva fast det är klart." in read(citizens, path)
    assert write(citizens, path, "Den är trasig igen.").status_code == 303
    assert "Du skrev: Den är trasig igen." in read(citizens, path)


def test_our_answer_stands_with_the_outcome_and_goes_when_it_is_taken_back(citizens: Citizens) -> None:
    path = citizens.reported()
    citizens.act("resolve_case", path, outcome=Outcome.ANSWERED, words="Vi byter alla lampor i maj.")
    said = read(citizens, path)
    assert "Svar från Gatuenheten Vi byter alla lampor i maj." in said
    assert "Var svaret tydligt?" in said
    due_at = citizens.town.now() + timedelta(days=2)
    promise = cases.NewPromise(cases.PromiseKind.NEXT_WORD, due_at, Precision.DAY, cases.Cause.REOPENED)
    citizens.act("reopen_case", path, because="unit", promise=promise)
    said = read(citizens, path)
    assert "i maj" not in said
    assert "Öppnad igen" in said


def test_what_people_wrote_is_shown_as_text_alone(citizens: Citizens) -> None:
    path = citizens.reported({"words": "<script>alert(1)</script>"}, reacts=False)
    write(citizens, path, "<img src=x onerror=alert(2)>")
    page = citizens.open(path).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_crews_photo_is_shown_when_the_work_is_approved_and_nobody_elses_ever(citizens: Citizens) -> None:
    from backend import photos
    from backend.adapters.photo_store import FolderPhotoStore

    path, other = citizens.reported({"photo": build_jpeg()}), citizens.reported({"photo": build_jpeg(size=(90, 60))})
    case = citizens.case_of(path)
    with citizens.town.transaction() as session:
        order = dispatch.list_orders_of_case(session, PRACTICE_CODE, case.id)[0]
        proof = photos.NewPhoto(case.id, photos.PhotoKind.PROOF, build_jpeg(size=(80, 60)), order_id=order.id)
        store = FolderPhotoStore(citizens.town.settings.photo_folder)
        photos.add_photo(session, PRACTICE_CODE, proof, store=store, now=clock.now(session))
    citizens.pass_photos()
    assert "Efteråt" not in read(citizens, path)
    act_on_orders(citizens, path, form(Act.COMPLETE, outcome=Outcome.MENDED))
    assert "Efteråt" in read(citizens, path)
    shown = links_of(citizens.open(path), "/display")
    assert len(shown) == 2
    assert all(citizens.open(address).status_code == 200 for address in shown)
    [foreign] = links_of(citizens.open(other), "/display")
    stolen = foreign.replace(other, path)
    assert citizens.open(stolen).status_code == 404
    assert citizens.open(f"{path}/foto/{new_id()}/thumb").status_code == 404


def test_english_tells_the_same(citizens: Citizens) -> None:
    path = citizens.reported(query=ACUTE)
    said = read(citizens, f"{path}?lang=en")
    assert "Nobody at the municipality has read this yet. Call 0980-31 92 99." in said
    assert "Ingen" not in said
