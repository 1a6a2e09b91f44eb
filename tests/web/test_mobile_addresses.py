"""A mobile number beside the e-mail: on the citizen's form, on the telephone form, and over the API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from backend import cases
from backend.app import create_app
from backend.foundation.database import Database
from backend.foundation.ids import read_reference
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.sms_servers import AMIRAS_NUMBER
from tests.web.api_builders import BASE, names_of, words
from tests.web.citizen_builders import Citizens, open_citizens, words_of
from tests.web.conftest import BO
from tests.web.console_builders import HOME, Console
from tests.web.console_builders import words_of as words_of_page

Addresses = list[tuple[str, str, bool]]


@pytest.fixture(scope="module")
def settings(settings_environment: Callable[..., dict[str, str]]) -> Settings:
    """An installation that sends SMS; nobody listens at the provider's port."""
    return Settings.from_environment(settings_environment(LAGAT_SMS_ADDRESS="http://127.0.0.1:9"))


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def addresses_of(citizens: Citizens, reference: str) -> Addresses:
    with citizens.town.transaction() as session:
        case = cases.get_case_by_reference(session, PRACTICE_CODE, read_reference(reference))
        found = cases.list_addresses(session, PRACTICE_CODE, case.id)
        return sorted((each.channel, each.address, each.wants_word) for each in found)


def sent(citizens: Citizens, **fields: str) -> Addresses:
    answer = citizens.send(fields)
    assert answer.status_code == 303, words_of(answer)
    return addresses_of(citizens, answer.location.split("/")[3])


def test_a_number_however_it_is_written_gets_the_word_when_it_is_alone(citizens: Citizens) -> None:
    assert sent(citizens, mobile="070-174 06 05") == [("sms", AMIRAS_NUMBER, True)]


def test_of_two_addresses_the_chosen_one_gets_the_word_and_the_other_is_kept(citizens: Citizens) -> None:
    both = {"mail": "amira@example.org", "mobile": "0701740605"}
    by_mail = [("mail", "amira@example.org", True), ("sms", AMIRAS_NUMBER, False)]
    assert sent(citizens, **both) == by_mail
    assert sent(citizens, **both, prefers="mail") == by_mail
    assert sent(citizens, **both, prefers="sms") == [("mail", "amira@example.org", False), ("sms", AMIRAS_NUMBER, True)]
    assert sent(citizens, mail="amira@example.org", prefers="sms") == [("mail", "amira@example.org", True)]


@pytest.mark.parametrize(
    ("number", "said"),
    [("08-123 45 67", "ser inte ut som ett mobilnummer"), ("+47 406 12 345", "bara till svenska mobilnummer")],
)
def test_a_number_that_gets_no_sms_is_said_so_and_what_was_typed_is_still_there(
    citizens: Citizens, number: str, said: str
) -> None:
    answer = citizens.send({"mobile": number, "words": "Mörkt vid porten."})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert number in answer.text
    assert "Mörkt vid porten." in answer.text


def test_an_installation_without_sms_does_not_ask_for_a_number(
    citizens: Citizens, settings_environment: Callable[..., dict[str, str]], database_urls: DatabaseUrls
) -> None:
    assert 'name="mobile"' in citizens.form().text
    plain = Settings.from_environment(settings_environment())
    web = Database(database_urls.web)
    assert 'name="mobile"' not in Citizens(create_app(plain, web), citizens.town).form().text
    web.close()


def test_a_number_is_taken_by_telephone(citizens: Citizens) -> None:
    bo = Console(citizens.app, citizens.town).open(BO)
    bo.go(f"{HOME}ny")
    bo.send("/ny", place="Storgatan 12", what="lampa", mobile="070-174 06")
    bo.send("/ny")
    assert "ser inte ut som ett mobilnummer" in words_of_page(bo)
    bo.send("/ny", mobile="070-174 06 05")
    reference = bo.text.partition('<p class="reference">')[2].partition("<")[0]
    assert addresses_of(citizens, reference) == [("sms", AMIRAS_NUMBER, True)]


def call(app: Flask, body: dict[str, Any]) -> Any:
    return app.test_client().post(f"{BASE}/reports", json=body)


def test_a_number_is_taken_over_the_api(citizens: Citizens) -> None:
    answer = call(citizens.app, words(mobile="070-174 06 05", prefers="sms"))
    assert answer.status_code == 201, answer.text
    addresses = addresses_of(citizens, answer.json["reference"])
    assert addresses == [("mail", "amira@example.org", False), ("sms", AMIRAS_NUMBER, True)]


@pytest.mark.parametrize("wrong", [{"mobile": "08-123 45 67"}, {"mobile": "+4740612345"}, {"prefers": "letter"}])
def test_the_api_names_the_field_that_is_wrong(citizens: Citizens, wrong: dict[str, str]) -> None:
    answer = call(citizens.app, words(**wrong))
    assert answer.status_code == 422
    assert names_of(answer) == list(wrong)


def test_the_receipt_comes_as_sms_with_the_reference_and_a_link_alone(citizens: Citizens) -> None:
    path = citizens.reported({"mobile": "070-174 06 05", "words": "Grannen heter Dag."})
    citizens.town.react()
    report = citizens.report_of(path)
    with citizens.town.transaction() as session:
        (recipient,) = cases.list_recipients(session, PRACTICE_CODE, report.case_id)
    assert recipient.channel == "sms"
