"""What comes as SMS: to who left a number, short and with nothing anybody wrote; an alarm beside its mail."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend import messages, wiring
from backend.adapters.sms_practice import read_sms
from backend.cases import Cause, NewPromise, Outcome, PromiseKind
from backend.catalogue import Precision
from backend.deliveries import Channel, Coding, Fate, measure_sms
from backend.foundation import clock
from backend.foundation.ids import show_reference
from backend.foundation.settings import Settings
from backend.messages import TextCode
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.delivery_builders import send_all
from tests.mail_town import BO, MailTown, open_mail_town
from tests.sms_servers import AMIRAS_NUMBER, BOS_NUMBER, run_provider
from tests.town import WEDNESDAY_MORNING

NIGHT = datetime(2026, 9, 16, 20, 30, tzinfo=UTC)
Environment = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sms")


@pytest.fixture(scope="module")
def opened(database_urls: DatabaseUrls, settings_environment: Environment, folder: Path) -> Iterator[MailTown]:
    with run_provider(folder) as port:
        settings = settings_environment(LAGAT_SMS_ADDRESS=f"http://127.0.0.1:{port}")
        with open_mail_town(database_urls, Settings.from_environment(settings)) as town:
            yield town


@pytest.fixture
def town(opened: MailTown) -> MailTown:
    opened.stop_clock(WEDNESDAY_MORNING)
    opened.react()
    return opened


def came(town: MailTown, folder: Path, number: str = AMIRAS_NUMBER) -> list[str]:
    """Send what is due, and read what lies at the provider for that number, first first."""
    send_all(wiring.build_sender(town.worker, town.settings))
    return [each.message for each in reversed(read_sms(folder, to=number))]


def test_amira_is_told_by_sms_from_receipt_to_mended(town: MailTown, folder: Path) -> None:
    lamp = town.reported(mail=None, mobile=AMIRAS_NUMBER, words="Grannen Dag har slagit sönder den.")
    reference = show_reference(lamp.reference)
    town.staff(
        "move_promise",
        lamp,
        promise=NewPromise(PromiseKind.MEND, WEDNESDAY_MORNING + timedelta(days=9), Precision.DAY, Cause.LATE, "many"),
    )
    came(town, folder)
    town.pass_time(timedelta(hours=2))
    came(town, folder)
    town.staff("resolve_case", lamp, outcome=Outcome.MENDED)
    town.pass_time(timedelta(minutes=11))
    first, delayed, mended = came(town, folder)
    here = f"{town.settings.web_address}/angsby"
    assert first.startswith(
        f"ÖVNING: Vi har din felanmälan {reference}. Läses senast tors 17 sept kl. 16.30. Följ: {here}/arende/"
    )
    assert delayed.startswith(
        f"ÖVNING: {reference} tar tyvärr längre tid. Besked senast fre 25 sept. Läs: {here}/arende/"
    )
    assert mended.startswith(f"ÖVNING: {reference}: Lampan lyser! Stämmer det inte? Svara inom 14 dagar: {here}/svar/")
    for told in (first, delayed, mended):
        assert "Dag" not in told
        assert "{" not in told
        assert measure_sms(told).coding is Coding.GSM7
    assert [(each.channel, each.fate) for each in town.told(lamp) if each.recipient_kind.value == "reporter"] == [
        (Channel.SMS, Fate.HANDED_OVER)
    ] * 3


def test_an_sms_sleeps_at_night_like_a_mail(town: MailTown, folder: Path) -> None:
    lamp = town.reported(mail=None, mobile="+46701740611")
    came(town, folder)
    town.stop_clock(NIGHT)
    town.staff("resolve_case", lamp, outcome=Outcome.MENDED)
    assert len(came(town, folder, "+46701740611")) == 1
    town.stop_clock(datetime(2026, 9, 17, 5, 0, tzinfo=UTC))
    assert len(came(town, folder, "+46701740611")) == 2


def test_an_alarm_comes_as_sms_beside_the_mail_and_above_an_empty_budget(town: MailTown, folder: Path) -> None:
    with town.owner.engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        connection.execute(sa.text("UPDATE call_list_entry SET phone = :number"), {"number": BOS_NUMBER})
        connection.execute(
            sa.text("INSERT INTO delivery_budget VALUES ('9901', 'sms', 0, 0, 0, now()) ON CONFLICT DO NOTHING")
        )
    manhole = town.reported(category="vag.brunn-lock", answers={"state": "open"}, mail="amira@example.org")
    alarms = [each for each in town.told(manhole) if each.text_code.startswith("alarm")]
    assert {each.channel for each in alarms} == {Channel.MAIL, Channel.SMS}
    assert len({(each.step_id, each.recipient_key) for each in alarms}) == 1, "one call, told two ways"
    (said,) = came(town, folder, BOS_NUMBER)
    assert said.startswith(f"ÖVNING: AKUT {show_reference(manhole.reference)}: ")
    assert "/larm/" in said
    with town.owner.engine.begin() as connection:
        connection.execute(sa.text("SELECT set_config('lagat.municipalities', '9901', true)"))
        connection.execute(sa.text("UPDATE call_list_entry SET phone = NULL"))
        connection.execute(sa.text("DELETE FROM delivery_budget"))


def test_an_editor_sees_the_sms_and_how_long_it_is(town: MailTown) -> None:
    lamp = town.reported(mail=None, mobile=AMIRAS_NUMBER)
    with town.transaction() as session:
        now = clock.now(session)
        shown = messages.preview_text(session, PRACTICE_CODE, TextCode.MENDED, lamp.case_id, language="sv", now=now)
        messages.save_text(
            session, PRACTICE_CODE, TextCode.MENDED, language="sv", subject="{ref}: Klart", body="{ref} {verdict}",
            sms="{ref}: Klart – säg till om det inte stämmer: {verdict}", actor=BO, now=now,
        )  # fmt: skip
        own = messages.preview_text(session, PRACTICE_CODE, TextCode.MENDED, lamp.case_id, language="sv", now=now)
        session.rollback()
    assert shown.sms == (
        f"ÖVNING: {show_reference(lamp.reference)}: Lampan lyser! Stämmer det inte? Svara inom 14 dagar: [verdict]"
    )
    assert (shown.sms_length.coding, shown.sms_length.segments) == (Coding.GSM7, 1)
    assert (own.sms_length.coding, own.sms_length.segments, own.sms_length.forces_ucs2) == (Coding.UCS2, 2, "–")
