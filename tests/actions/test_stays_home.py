"""Nothing of a practice municipality leaves the house: the one door out looks at its kind, whatever else is set."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import sqlalchemy as sa

from backend import deliveries
from backend.adapters.mail_sink import GREETING
from backend.adapters.sms_46elks import build_sms_transport
from backend.adapters.smtp import SmtpTransport
from backend.adapters.stay_home import MailFolder, SmsFolder, build_postbox
from backend.deliveries import Channel, Fate, PassingFailure, Sender
from backend.foundation.database import Database, Scope
from backend.foundation.settings import Settings
from tests.delivery_builders import ANGSBY, NORRKOPING, PAST, FakeTransport, build_letter, build_outgoing, send_all
from tests.mail_servers import run_sink
from tests.sms_servers import AMIRAS_NUMBER

Environment = Callable[..., dict[str, str]]


@pytest.fixture
def world() -> FakeTransport:
    return FakeTransport()


@pytest.fixture
def home() -> FakeTransport:
    return FakeTransport()


def build(database: Database, world: FakeTransport, home: FakeTransport | None) -> Sender:
    postbox = {Channel.MAIL: home} if home else None
    by_mail = {Channel.MAIL: world}
    return Sender(database, by_mail, {}, lease_seconds=30, mail_domain="lagat.example", postbox=postbox)


def queue(database: Database, code: str, **changes: str) -> deliveries.Delivery:
    with database.transaction(Scope((code,))) as session:
        queued = deliveries.queue_delivery(session, code, build_letter(**changes), now=PAST)
        assert queued is not None
        return deliveries.get_delivery(session, code, queued)


@pytest.fixture
def made_replay(owner_engine: sa.Engine) -> Iterator[None]:
    with owner_engine.begin() as connection:
        connection.execute(sa.text("UPDATE municipality SET kind = 'replay' WHERE code = '9901'"))
    yield
    with owner_engine.begin() as connection:
        connection.execute(sa.text("UPDATE municipality SET kind = 'practice' WHERE code = '9901'"))


def test_each_goes_where_its_municipality_says(
    web_database: Database, worker_database: Database, world: FakeTransport, home: FakeTransport
) -> None:
    queue(web_database, ANGSBY, subject="Logga in i Lagat")
    queue(web_database, NORRKOPING, subject="Din anmälan")
    send_all(build(worker_database, world, home))
    assert [each.subject for each in home.taken] == ["ÖVNING: Logga in i Lagat"]
    assert [each.subject for each in world.taken] == ["Din anmälan"]


def test_a_replayed_town_stays_home_too(
    web_database: Database, worker_database: Database, world: FakeTransport, home: FakeTransport, made_replay: None
) -> None:
    queue(web_database, ANGSBY)
    send_all(build(worker_database, world, home))
    assert (len(home.taken), len(world.taken)) == (1, 0)


def test_without_a_postbox_it_waits_and_goes_nowhere(
    web_database: Database, worker_database: Database, world: FakeTransport
) -> None:
    queued = queue(web_database, ANGSBY)
    send_all(build(worker_database, world, None))
    with web_database.transaction(Scope((ANGSBY,))) as session:
        found = deliveries.get_delivery(session, ANGSBY, queued.id)
    assert (found.fate, found.last_error, world.taken) == (Fate.QUEUED, "no_postbox", [])


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_a_mail_server_of_the_world_is_never_asked(
    settings_environment: Environment, tmp_path: Path, mode: str
) -> None:
    changes = {"LAGAT_MODE": mode, "LAGAT_SMTP_HOST": "mail.nyby.invalid", "LAGAT_MAIL_FOLDER": str(tmp_path)}
    addresses = {"LAGAT_WEB_ADDRESS": "https://fel.nyby.example", "LAGAT_PORTAL_ADDRESS": "https://entr.nyby.example"}
    settings = Settings.from_environment(settings_environment(**changes, **addresses))
    postbox = build_postbox(settings)
    assert isinstance(postbox[Channel.MAIL], MailFolder)
    assert isinstance(postbox[Channel.SMS], SmsFolder)
    postbox[Channel.MAIL].send(build_outgoing())
    postbox[Channel.SMS].send(build_outgoing(address=AMIRAS_NUMBER, body="ÖVNING: Hej"))
    [mail], [sms] = list(tmp_path.glob("*.eml")), list(tmp_path.glob("sms/*.json"))
    assert message_from_bytes(mail.read_bytes(), policy=default)["To"] == "amira@example.org"
    assert "ÖVNING: Hej" in sms.read_text(encoding="utf-8")


def test_on_loopback_only_our_own_sink_gets_it(settings_environment: Environment, tmp_path: Path) -> None:
    with run_sink(tmp_path) as port:
        settings = Settings.from_environment(settings_environment(LAGAT_SMTP_PORT=str(port)))
        build_postbox(settings)[Channel.MAIL].send(build_outgoing())
        assert len(list(tmp_path.glob("*.eml"))) == 1
        with pytest.raises(PassingFailure, match="not_the_postbox"):
            SmtpTransport.from_settings(settings, greeting=f"{GREETING} of another").send(build_outgoing())
        assert len(list(tmp_path.glob("*.eml"))) == 1
        # What answers there is no practice provider of SMS either.
        named = settings_environment(LAGAT_SMS_ADDRESS=f"http://127.0.0.1:{port}", LAGAT_SMS_FOLDER=str(tmp_path))
        by_sms = build_sms_transport(Settings.from_environment(named), practice_only=True)
        with pytest.raises(PassingFailure):
            by_sms.send(build_outgoing(address=AMIRAS_NUMBER))
