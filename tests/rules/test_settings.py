"""Settings: one frozen object from the environment, and every fault told at once."""

import dataclasses

import pytest
from sqlalchemy.engine import make_url

from backend.foundation.errors import Invalid
from backend.foundation.settings import Settings
from tests.settings_builders import ENVIRONMENT, read_settings


def refuse(environment: dict[str, str]) -> Invalid:
    """The refusal an installation with that environment ends with."""
    with pytest.raises(Invalid) as refused:
        Settings.from_environment(environment)
    return refused.value


def list_faults(environment: dict[str, str]) -> dict[str, str]:
    """Variable → what is wrong with it."""
    return refuse(environment).fields


def test_the_least_an_installation_must_say_is_enough_and_it_is_production() -> None:
    settings = read_settings()
    assert settings.is_production
    assert settings.delivery_lease_seconds > settings.mail_timeout_seconds


def test_nobody_changes_them_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_settings().mode = "demo"  # type: ignore[misc]  # that it cannot be done is what is proved


def test_without_a_word_everything_that_is_missing_is_told_at_once() -> None:
    assert set(list_faults({})) == set(ENVIRONMENT)


def test_every_fault_is_told_at_once_with_the_name_of_its_variable() -> None:
    wrong = {
        "DATABASE_URL": "not an address of a database",
        "LAGAT_MODE": "practice",
        "LAGAT_LINK_SECRET": "short",
        "LAGAT_LINK_SECRET_EARLIER": "short",
        "LAGAT_WEB_ADDRESS": "lagat.example",
        "LAGAT_SMTP_PORT": "smtp",
        "LAGAT_SMTP_SECURITY": "ssl",
        "LAGAT_TICK_SECONDS": "0",
        "LAGAT_WORKER_POLL_SECONDS": "-1",
        "LAGAT_REACTION_LEASE_SECONDS": "inf",
        "LAGAT_TRUSTED_PROXIES": "nan",
    }
    refusal = refuse({**ENVIRONMENT, **wrong})
    assert set(refusal.fields) == set(wrong)
    assert all(name in str(refusal) for name in wrong)


def test_no_secret_is_told_with_a_fault() -> None:
    assert "hemlig" not in str(refuse({**ENVIRONMENT, "LAGAT_LINK_SECRET": "hemlig", "LAGAT_MODE": "x"}))


def test_a_lease_must_outlast_what_it_leases() -> None:
    faults = list_faults({**ENVIRONMENT, "LAGAT_MAIL_TIMEOUT_SECONDS": "60", "LAGAT_DELIVERY_LEASE_SECONDS": "60"})
    assert set(faults) == {"LAGAT_DELIVERY_LEASE_SECONDS"}


def test_each_role_reaches_the_one_database_under_its_own_name() -> None:
    settings = read_settings()
    users = [
        make_url(url).username
        for url in (settings.database_url_web, settings.database_url_worker, settings.database_url_backup)
    ]
    assert users == ["lagat_web", "lagat_worker", "lagat_backup"]
    assert make_url(settings.database_url_owner).username == "lagat_owner"


def test_a_role_may_have_an_address_of_its_own() -> None:
    settings = read_settings(DATABASE_URL_WEB="postgresql://web@replica.example/lagat")
    assert make_url(settings.database_url_web).host == "replica.example"


def test_addresses_that_begin_links_carry_no_trailing_slash() -> None:
    assert read_settings(LAGAT_WEB_ADDRESS="https://lagat.example/").web_address == "https://lagat.example"


def test_a_key_elsewhere_has_the_one_address_it_may_be_shown_to_and_is_never_told() -> None:
    settings = read_settings(LAGAT_OPEN311_KEY_0581_ELNAT="https://Open311.elnat.example hemlig")
    key = settings.outside.keys["0581_ELNAT"]
    assert (key.origin, key.key) == ("https://open311.elnat.example:443", "hemlig")
    assert "hemlig" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAGAT_OPEN311_KEY_ELNAT", "https://elnat.example key"),
        ("LAGAT_OPEN311_KEY_0581_ELNAT", "hemlig"),
        ("LAGAT_OPEN311_KEY_0581_ELNAT", "http://elnat.example hemlig"),
        ("LAGAT_OPEN311_KEY_0581_ELNAT", "https://elnat.example"),
        ("LAGAT_DOOR_OUT_LOOPBACK", "true"),
    ],
)
def test_a_key_without_a_place_and_a_door_half_open_are_refused(name: str, value: str) -> None:
    refusal = refuse({**ENVIRONMENT, name: value})
    assert set(refusal.fields) == {name}
    assert "hemlig" not in str(refusal)
