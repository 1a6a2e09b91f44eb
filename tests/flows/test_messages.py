"""What reporters are told, when, and that it is told once. Nothing but messages reacts here, and mail waits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend import cases, messages
from backend.cases import Cause, NewPromise, Outcome, PromiseKind
from backend.catalogue import Precision
from backend.deliveries import Fate
from backend.foundation import clock
from backend.foundation.ids import new_id, show_reference
from backend.foundation.outbox import ParkedReaction
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.mail_town import BO, MailTown, open_mail_town
from tests.town import WEDNESDAY_MORNING

NIGHT = datetime(2026, 9, 16, 20, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(scope="module")
def seeded(database_urls: DatabaseUrls, settings: Settings) -> Iterator[MailTown]:
    """Ängsby, filled once for this module."""
    with open_mail_town(database_urls, settings, messages.REACTIONS) as town:
        yield town


@pytest.fixture
def town(seeded: MailTown) -> MailTown:
    """Ängsby on a Wednesday morning with no mail waiting."""
    seeded.stop_clock(WEDNESDAY_MORNING)
    seeded.react()
    return seeded


def late(due_at: datetime, reason: str = "many") -> NewPromise:
    return NewPromise(PromiseKind.MEND, due_at, Precision.DAY, Cause.LATE, reason)


def test_a_report_is_acknowledged_at_once_with_its_reference_and_when_it_is_read(town: MailTown) -> None:
    submitted = town.reported()
    receipt = town.last(submitted, "received")
    reference = show_reference(submitted.reference)
    assert receipt.address == "amira@example.org"
    assert receipt.not_before == WEDNESDAY_MORNING
    assert receipt.subject == f"ÖVNING: Vi har din felanmälan {reference}"
    assert receipt.body == (
        f"Tack! Vi har din felanmälan {reference} om en lampa. Den läses senast tors 17 sept kl. 16.30. "
        "Följ: {follow}\n\nÄngsby kommun\n\n"
        "Du kan inte svara på det här mejlet. Skriv till oss via länken.\n"
    )
    assert receipt.links == {
        "follow": {"maker": "follow", "municipality": PRACTICE_CODE, "report_id": str(submitted.report_id)}
    }


def test_the_receipt_is_in_the_reporters_language(town: MailTown) -> None:
    submitted = town.reported(language="en", mail="amira.en@example.org")
    receipt = town.last(submitted, "received")
    assert receipt.language == "en"
    assert "Thank you! We have your report" in receipt.body
    assert "It is read by Thu 17 Sept at 16:30." in receipt.body


def test_a_language_without_texts_is_told_in_the_municipalitys_own(town: MailTown) -> None:
    assert town.last(town.reported(language="so"), "received").language == "sv"


def test_outside_opening_hours_a_category_that_can_be_acute_gets_a_number(town: MailTown) -> None:
    town.stop_clock(NIGHT)
    submitted = town.reported(category="vag.potthal")
    receipt = town.last(submitted, "received_closed")
    assert "Är någon i fara – ring 0980-31 92 99 nu." in receipt.body
    assert receipt.not_before == NIGHT, "a receipt is an answer and comes at night too"


def test_nobody_is_told_who_left_no_address_or_wished_no_word(town: MailTown) -> None:
    assert town.fates(town.reported(mail=None)) == []
    assert town.fates(town.reported(wants_word=False)) == []


def test_an_acute_report_says_that_nobody_has_read_it_until_somebody_has(town: MailTown) -> None:
    submitted = town.reported(category="belysning.fara")
    unread = town.last(submitted, "received_acute")
    assert "ingen på kommunen har läst den än. Ring 0980-31 92 99 om det är bråttom." in unread.body
    town.staff("read_case", submitted, role="Gatujouren")
    town.staff("read_case", submitted, role="agent")
    assert town.fates(submitted) == [("received_acute", "overtaken"), ("seen", "queued")], "once, by the first"
    seen = town.last(submitted, "seen")
    assert seen.subject.endswith("Gatujouren har tagit emot")
    assert "Beräknad tid: senast ons 16 sept kl. 12.00." in seen.body
    assert seen.not_before == town.now()


def test_a_delay_is_told_with_its_reason_after_the_time_to_undo(town: MailTown) -> None:
    submitted = town.reported()
    town.staff("move_promise", submitted, promise=late(WEDNESDAY_MORNING + 6 * DAY))
    delayed = town.last(submitted, "delayed")
    assert "tar längre tid än vi sa. Orsak: vi har fler fel att laga än vanligt." in delayed.body
    assert "Nytt besked senast tis 22 sept." in delayed.body
    assert delayed.not_before == WEDNESDAY_MORNING + 10 * MINUTE
    assert "Följ ärendet och skriv till oss här: {follow}" in delayed.body


def test_several_moves_become_one_and_the_next_waits_an_hour(town: MailTown) -> None:
    submitted = town.reported()
    town.staff("move_promise", submitted, promise=late(WEDNESDAY_MORNING + 6 * DAY))
    town.pass_time(5 * MINUTE)
    town.staff("wait_on", submitted, waiting_on="parts", reason="parts", until=WEDNESDAY_MORNING + 8 * DAY)
    assert town.fates(submitted) == [("received", "queued"), ("delayed", "overtaken"), ("waiting", "queued")]
    waiting = town.last(submitted, "waiting")
    assert "Arbetet väntar på reservdelar: de måste komma först. Nytt besked senast tors 24 sept." in waiting.body
    town.pass_time(11 * MINUTE)
    town.send()
    town.staff("move_promise", submitted, promise=late(WEDNESDAY_MORNING + 9 * DAY))
    assert town.last(submitted, "delayed").not_before == waiting.not_before + 60 * MINUTE


def test_what_is_not_acute_waits_for_the_morning(town: MailTown) -> None:
    submitted = town.reported()
    town.stop_clock(NIGHT)
    town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
    assert town.last(submitted, "mended").not_before == datetime(2026, 9, 17, 5, 0, tzinfo=UTC)


def test_a_next_step_as_planned_is_not_told_unless_it_is_for_a_week_or_a_season(town: MailTown) -> None:
    submitted = town.reported()
    planned = NewPromise(PromiseKind.MEND, WEDNESDAY_MORNING + 3 * DAY, Precision.DAY, Cause.NEXT_STEP)
    town.staff("move_promise", submitted, promise=planned)
    assert town.fates(submitted) == [("received", "queued")]
    season = NewPromise(PromiseKind.MEND, WEDNESDAY_MORNING + 40 * DAY, Precision.WEEK, Cause.NEXT_STEP)
    town.staff("move_promise", submitted, promise=season)
    assert "Vi lagar det här v. 44. Blir det farligt innan dess" in town.last(submitted, "planned_without_reason").body


def test_made_safe_is_told_with_when_it_is_mended(town: MailTown) -> None:
    submitted = town.reported(category="belysning.fara")
    promise = NewPromise(PromiseKind.MEND, WEDNESDAY_MORNING + 5 * DAY, Precision.DAY, Cause.NEXT_STEP)
    town.staff("make_safe", submitted, promise=promise, facts={})
    town.staff("wait_on", submitted, waiting_on="parts", reason="parts", until=WEDNESDAY_MORNING + 8 * DAY)
    safe = town.last(submitted, "made_safe")
    assert "Platsen är säkrad. Lagning planeras senast mån 21 sept." in safe.body
    assert safe.fate is Fate.QUEUED, "that it is safe stays true"


def test_a_question_holds_staffs_words_and_no_place_for_a_link_of_theirs(town: MailTown) -> None:
    submitted = town.reported()
    town.staff("ask_reporters", submitted, words="Vilket nummer står på stolpen? {verdict}")
    question = town.last(submitted, "need_info")
    assert "Vilket nummer står på stolpen? (verdict) Svara: {follow}" in question.body
    assert list(question.links) == ["follow"]


def test_a_resolution_overtakes_what_is_on_its_way_and_asks_its_question(town: MailTown) -> None:
    submitted = town.reported()
    town.send()
    town.staff("move_promise", submitted, promise=late(WEDNESDAY_MORNING + 6 * DAY))
    town.staff("ask_reporters", submitted, words="Lyser den nu?")
    town.staff("resolve_case", submitted, outcome=Outcome.MENDED, words="Vi bytte ballasten.")
    assert town.fates(submitted) == [
        ("received", "handed_over"), ("delayed", "overtaken"), ("need_info", "overtaken"), ("mended", "queued"),
    ]  # fmt: skip
    mended = town.last(submitted, "mended")
    assert ": Lampan lyser! Stämmer det inte? Svara inom 14 dagar: {verdict}\n\nVi bytte ballasten.\n" in mended.body
    assert mended.links["verdict"]["resolution"] == 1


def test_nothing_is_told_when_a_report_is_withdrawn_and_nothing_at_closing(town: MailTown) -> None:
    submitted = town.reported()
    town.staff("move_promise", submitted, promise=late(WEDNESDAY_MORNING + 6 * DAY))
    town.staff("resolve_case", submitted, outcome=Outcome.WITHDRAWN)
    town.staff("close_case", submitted, because="silence")
    assert town.fates(submitted) == [("received", "queued"), ("delayed", "overtaken")]


def test_a_resolution_taken_back_in_time_is_never_heard_of(town: MailTown) -> None:
    submitted = town.reported()
    town.staff("resolve_case", submitted, outcome=Outcome.GONE)
    promise = NewPromise(PromiseKind.NEXT_WORD, WEDNESDAY_MORNING + 2 * DAY, Precision.DAY, Cause.REOPENED)
    town.staff("reopen_case", submitted, because="mistake", promise=promise)
    assert town.fates(submitted) == [("received", "queued"), ("gone", "overtaken")]


def test_one_person_with_several_reports_in_a_case_is_told_once(town: MailTown) -> None:
    first, second = town.reported(mail="twice@example.org"), town.reported(mail="Twice@example.org ")
    with town.transaction() as session:
        # Joining is a person's act of a later time; what it leaves behind is this.
        cases.get_report(session, PRACTICE_CODE, second.report_id).case_id = first.case_id
    town.staff("resolve_case", first, outcome=Outcome.MENDED)
    assert [code for code, _ in town.fates(first)] == ["received", "mended"]


def test_a_place_in_a_neighbour_municipality_is_said_with_its_name(town: MailTown) -> None:
    submitted = town.reported()
    town.staff(
        "resolve_case",
        submitted,
        outcome=Outcome.NOT_OURS_SHOWN,
        facts={"body": "municipality:0582", "body_name": "Söderköpings kommun"},
    )
    told = town.last(submitted, "not_ours_shown")
    assert "sköts av Söderköpings kommun. Anmäl det till dem.\n\nTror du att det är kommunens?" in told.body


def test_what_belongs_to_another_body_says_how_to_reach_it(town: MailTown) -> None:
    submitted = town.reported(place_words="hemma hos grannen Svensson")
    town.staff("resolve_case", submitted, outcome=Outcome.NOT_OURS_SHOWN, facts={"body": "trafikverket"})
    body = town.last(submitted, "not_ours_shown").body
    assert "sköts av Trafikverket. Ring 0771-921 921 eller anmäl: https://www.trafikverket.se/\n" in body
    assert "Svensson" not in body, "a place in a reporter's words is never quoted"


def test_a_late_reaction_is_written_down_as_overtaken_and_never_sent(town: MailTown) -> None:
    submitted = town.reported()
    with town.transaction() as session:
        now = clock.now(session)
        cases.move_promise(session, PRACTICE_CODE, submitted.case_id, promise=late(now + 6 * DAY), actor=BO, now=now)
        cases.resolve_case(session, PRACTICE_CODE, submitted.case_id, outcome=Outcome.MENDED, actor=BO, now=now)
    town.react()
    assert sorted(town.fates(submitted)) == [("delayed", "overtaken"), ("mended", "queued"), ("received", "queued")]


def test_a_letter_leaves_with_its_links_and_no_token_is_stored(town: MailTown) -> None:
    submitted = town.reported(mail="links@example.org")
    town.staff("resolve_case", submitted, outcome=Outcome.MENDED)
    town.pass_time(11 * MINUTE)
    sent = [each for each in town.send().taken if each.address == "links@example.org"]
    assert len(sent) == 2
    assert f"http://127.0.0.1:8080/angsby/arende/{submitted.reference}/" in sent[0].body
    assert f"http://127.0.0.1:8080/angsby/svar/{submitted.reference}/1/" in sent[1].body
    assert all("http" not in each.body for each in town.told(submitted))


def test_a_parked_letter_and_an_address_that_is_none_come_to_the_kontaktcenter(town: MailTown) -> None:
    parked = town.reported(mail="not-an-address")
    town.send()
    town.react()
    broken = town.reported(mail="amira\nbcc@example.org")
    for submitted, key in ((parked, "delivery_id"), (broken, "text_code")):
        with town.transaction() as session:
            raised = cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)
        (about,) = [each for each in raised if each.why is cases.Why.DELIVERY_PARKED]
        assert key in about.facts


def test_a_reaction_that_was_given_up_comes_to_the_kontaktcenter(town: MailTown) -> None:
    submitted = town.reported()
    for stream_id in (submitted.case_id, UUID(int=5)):
        parked = ParkedReaction(PRACTICE_CODE, stream_id, new_id(), "messages.moved", "KeyError: x")
        with town.transaction() as session:
            messages.tell_parked_reaction(session, parked, clock.now(session))
    with town.transaction() as session:
        whys = [each.why for each in cases.list_attention_of_case(session, PRACTICE_CODE, submitted.case_id)]
    assert cases.Why.REACTION_PARKED in whys
