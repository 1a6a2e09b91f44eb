"""A summer guest orders the emptying of his septic tank: an order, not a fault, from a place without coverage, in German."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import cases, feedback
from backend.cases import Channel, Outcome, PromiseKind, State, Submitted
from backend.catalogue import CaseKind
from backend.dispatch import Act, WaitReason
from backend.doors.shared import language
from backend.feedback import Answer
from backend.foundation import clock, language_packs
from backend.foundation.actor import Actor, ActorKind
from backend.messages import shipped, staff_words
from backend.practice import PRACTICE_CODE
from tests.flows.ten_cases.telling import (
    DAY,
    HOUR,
    MINUTE,
    CaseTown,
    at,
    codes_of,
    crew,
    everybody,
    only_order,
    ref,
    reported,
    staff,
    subjects_of,
    texts_of,
    unit,
    whys_of,
)
from tests.web.console_builders import Console
from tests.web.console_builders import words_of as words_of_console

pytestmark = pytest.mark.slow

KLAUS, CREW, WASTE = "klaus@example.org", "driftgruppen@angsby.example", "avfall@angsby.example"
GERMAN = "Die Klärgrube ist voll, bitte leeren Sie sie vor Freitag."
HIDDEN = "Der Deckel liegt unter dem Holzstapel, ich habe ihn jetzt freigelegt."
ORDER = {
    "category": "avfall.slam",
    "channel": Channel.APP,
    "longitude": 18.5501,
    "latitude": 58.1702,
    "words": GERMAN,
    "language": "de",
    "answers": {"property": "VÄDDÖ 3:14", "overflow": "yes"},
    "place_words": "VÄDDÖ 3:14",
    "mail": KLAUS,
}
DEUTSCH = """
name = "Deutsch"
[texts.received_order]
subject = "Wir haben Ihre Bestellung {ref}"
body = "Danke! Wir haben Ihre Bestellung {ref}. Ausgeführt bis {end}. Verfolgen: {follow}"
[texts.need_info]
subject = "Eine Frage zu {ref}"
body = "Zu {ref} müssen wir mehr wissen: {question} Antworten: {follow}"
[texts.delivered]
subject = "{ref}: Geleert"
body = "{ref}: Geleert. Ist alles richtig? {verdict}"
[common_questions]
lid_uncovered = "Können Sie den Deckel freilegen, damit wir leeren können?"
"""


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A municipality of summer guests has a German pack: one folder, no code."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "pack.toml").write_text(DEUTSCH, encoding="utf-8")
    monkeypatch.setenv("LAGAT_LANGUAGE_FOLDER", str(tmp_path))
    forget_packs()
    yield
    monkeypatch.undo()
    forget_packs()


def forget_packs() -> None:
    """Let everything that was read at start be read again."""
    for kept in (
        language_packs.list_packs, shipped.shipped_texts, shipped.spoken, shipped.shipped_questions,
        staff_words.common_questions, language.read_translations,
    ):  # fmt: skip
        kept.cache_clear()


def test_summer_guests_septic_tank(town: CaseTown, console: Console) -> None:
    town.stop_clock(at("2026-07-13", "11:00"))
    tank = ordered_without_coverage(town)
    assert texts_of(town, KLAUS) == [
        f"Danke! Wir haben Ihre Bestellung {ref(tank)}. Ausgeführt bis Mon 20 July. Verfolgen: {{follow}}"
    ]
    order = only_order(town, tank)
    assert order.briefing["place"] == "VÄDDÖ 3:14"
    [told] = texts_of(town, CREW)
    assert "Tömning av slam. Plats: 58.17020, 18.55010." in told
    assert "Holz" not in told

    # It is read in its own language with a rendering beside it.
    officer = console.at_case(WASTE, tank)
    assert "Beställning" in words_of_console(officer)
    assert "(skrivet på tyska)" in words_of_console(officer)
    officer.send("/renderings", words="Tanken är full, töm den före fredag.")
    assert "På svenska, av personal: Tanken är full, töm den före fredag." in words_of_console(officer)
    staff(town, cases.read_case, tank.case_id, role="unit")
    assert town.case(tank.case_id).promise_kind is PromiseKind.DELIVER

    the_lid_is_covered_and_it_waits_on_the_guest(town, tank)

    # Emptied: delivered, never "mended", and he agrees.
    crew(town, order.id, Act.COMPLETE, outcome=Outcome.MENDED)
    unit(town, order.id, Act.APPROVE)
    town.later(HOUR)
    case = town.case(tank.case_id)
    assert (case.outcome, case.state) == (Outcome.DELIVERED, State.RESOLVED)
    assert texts_of(town, KLAUS)[2:] == [f"{ref(tank)}: Geleert. Ist alles richtig? {{verdict}}"]
    assert "Utfört som beställt" in words_of_console(console.at_case(WASTE, tank))
    with town.transaction() as session:
        feedback.give_verdict(
            session, PRACTICE_CODE, tank.report_id, resolution=1, answer=Answer.YES, words="", now=clock.now(session)
        )
    town.later(20 * DAY)
    assert town.case(tank.case_id).state is State.CLOSED
    assert everybody(town) == {CREW: ["order_sent"], KLAUS: ["received_order", "need_info", "delivered"]}
    assert subjects_of(town, KLAUS)[-1] == f"{ref(tank)}: Geleert"


def test_with_no_pack_for_his_language_he_reads_swedish_and_nothing_is_lost(
    town: CaseTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAGAT_LANGUAGE_FOLDER", "/nowhere")
    forget_packs()
    town.stop_clock(at("2026-08-10", "11:00"))
    tank = reported(town, **{**ORDER, "mail": "uwe@example.org"})
    assert texts_of(town, "uwe@example.org") == [
        f"Tack! Vi har din beställning {ref(tank)} om en tömning. Den läses senast tis 11 aug kl. 16.30 och utförs"
        " senast mån 17 aug. Följ: {follow}"
    ]
    staff(town, cases.resolve_case, tank.case_id, outcome=Outcome.DELIVERED)
    town.later(HOUR)
    assert texts_of(town, "uwe@example.org")[1:] == [f"{ref(tank)}: Tanken är tömd. Blev det rätt? {{verdict}}"]


def ordered_without_coverage(town: CaseTown) -> Submitted:
    """Written on the island at half past nine, sent from the jetty at eleven, twice: one order and one receipt."""
    form = {**ORDER, "client_id": secrets.token_urlsafe(24), "occurred_at": at("2026-07-13", "09:30")}
    tank, again = reported(town, **form), reported(town, **form)
    assert (again.reference, again.is_first) == (tank.reference, False)
    case = town.case(tank.case_id)
    assert (case.kind, case.place, case.promise_kind) == (CaseKind.ORDER, "VÄDDÖ 3:14", PromiseKind.READ)
    with town.transaction() as session:
        report = cases.get_report(session, PRACTICE_CODE, tank.report_id)
    assert (report.occurred_at, report.received_at) == (at("2026-07-13", "09:30"), at("2026-07-13", "11:00"))
    assert (report.words, cases.language_of(report)) == (GERMAN, "de")
    return tank


def the_lid_is_covered_and_it_waits_on_the_guest(town: CaseTown, tank: Submitted) -> None:
    """The crew comes to a covered lid: the guest is asked once, in German; the clock stands until he has answered."""
    order = only_order(town, tank)
    crew(town, order.id, Act.START)
    due, until = only_order(town, tank).deadline_at, at("2026-07-17", "16:30")
    crew(town, order.id, Act.WAIT, reason=WaitReason.REPORTER, until=until, words="Locket är övertäckt.")
    unit(town, order.id, Act.PAUSE, reason=WaitReason.REPORTER, until=until)
    words = staff_words.find_common_question("lid_uncovered", "sv")
    staff(town, cases.ask_reporters, tank.case_id, words=words, question_code="lid_uncovered")
    town.later(3 * HOUR)
    case = town.case(tank.case_id)
    assert (case.state, case.waiting_on) == (State.NEEDS_ANSWER, "reporter")
    assert only_order(town, tank).deadline_at > due
    assert texts_of(town, KLAUS)[1:] == [
        f"Zu {ref(tank)} müssen wir mehr wissen: Können Sie den Deckel freilegen, damit wir leeren können?"
        " Antworten: {follow}"
    ]
    with town.transaction() as session:
        klaus, now = Actor(ActorKind.REPORTER, tank.report_id), clock.now(session)
        cases.add_words(session, PRACTICE_CODE, tank.report_id, words=HIDDEN, actor=klaus, now=now)
    town.later(MINUTE)
    assert ("new_words", "unit") in whys_of(town, tank)
    with town.transaction() as session:
        [addition] = cases.list_additions(session, PRACTICE_CODE, tank.case_id)
    assert (addition.words, addition.language) == (HIDDEN, "de")
    crew(town, order.id, Act.RESUME)
    case = town.case(tank.case_id)
    assert (case.state, case.waiting_on) == (State.IN_PROGRESS, None)
    assert codes_of(town, KLAUS) == ["received_order", "need_info"], "nothing is said twice"
