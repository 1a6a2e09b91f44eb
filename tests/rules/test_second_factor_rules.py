"""Who is asked for a second factor, how long a wrong try makes one wait, and which passwords are refused."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.accounts import find_site
from backend.accounts.decisions import (
    LONGEST_PAUSE,
    Proof,
    is_weak_password,
    judge_proof,
    new_recovery_code,
    pause_left,
    seal_recovery_code,
    step_of,
)
from backend.foundation.links import LinkKeys
from backend.foundation.sealing import SealBroken, open_sealed, seal_text
from tests.settings_builders import FIRST_SECRET, SECOND_SECRET, THIRD_SECRET
from ui.devices import name_device

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("proven", "has_factor", "is_crew", "required", "proof"),
    [
        (False, False, False, True, Proof.TO_SET_UP),
        (False, False, False, False, Proof.NOT_NEEDED),
        (False, False, True, True, Proof.NOT_NEEDED),
        (False, True, False, True, Proof.ASKED),
        (False, True, False, False, Proof.ASKED),
        (False, True, True, True, Proof.ASKED),
        (True, True, False, True, Proof.PROVEN),
    ],
)
def test_who_is_asked_for_a_second_factor(
    proven: bool, has_factor: bool, is_crew: bool, required: bool, proof: Proof
) -> None:
    assert judge_proof(proven=proven, has_factor=has_factor, is_crew=is_crew, required=required) is proof


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 5), (4, 10), (6, 40), (10, 640), (11, 900), (99, 900)]
)
def test_the_pause_grows_with_each_wrong_try_and_never_over_a_quarter(failures: int, seconds: int) -> None:
    assert pause_left(failures, NOW, NOW) == timedelta(seconds=seconds)
    assert pause_left(failures, NOW, NOW + LONGEST_PAUSE) == timedelta(0)


def test_a_quiet_hour_forgives_everything() -> None:
    assert pause_left(1000, NOW - timedelta(hours=1), NOW) == timedelta(0)


@pytest.mark.parametrize(
    "password",
    [
        "", "elva tecken", "aaaaaaaaaaaa", "abababababab", "Lösenord12345", "password1234!", "sommar2026sommar",
        "bo.lind@angsby.example", "qwerty123456", "x" * 201,
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert is_weak_password(password, email="bo.lind@angsby.example")


@pytest.mark.parametrize("password", ["tre egna ord", "korrekt häst batteri", "gZ8!kq02Lm#x"])
def test_words_of_ones_own_are_taken(password: str) -> None:
    assert not is_weak_password(password, email="bo@angsby.example")


def test_a_recovery_code_is_the_same_however_it_is_typed() -> None:
    code = new_recovery_code()
    assert len(code) == 19
    assert seal_recovery_code(code) == seal_recovery_code(f" {code.lower().replace('-', ' ')} ")
    assert seal_recovery_code(code) != seal_recovery_code(new_recovery_code())


def test_half_a_minute_is_a_step() -> None:
    assert step_of(NOW + timedelta(seconds=29)) == step_of(NOW)
    assert step_of(NOW + timedelta(seconds=30)) == step_of(NOW) + 1


def test_what_is_sealed_outlives_one_change_of_the_secret_and_no_other_purpose() -> None:
    sealed = seal_text(LinkKeys.from_secrets(FIRST_SECRET), "authenticator", "JBSWY3DP")
    assert "JBSWY3DP" not in sealed
    assert open_sealed(LinkKeys.from_secrets(SECOND_SECRET, FIRST_SECRET), "authenticator", sealed) == "JBSWY3DP"
    for keys, purpose in (
        (LinkKeys.from_secrets(SECOND_SECRET, THIRD_SECRET), "authenticator"),
        (LinkKeys.from_secrets(FIRST_SECRET), "something else"),
    ):
        with pytest.raises(SealBroken):
            open_sealed(keys, purpose, sealed)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://lagat.example", "lagat.example"),
        ("http://localhost:8080", "localhost"),
        ("http://127.0.0.1:8080", None),
        ("http://lagat.example", None),
        ("https://[::1]:8080", None),
    ],
)
def test_where_browsers_know_passkeys(address: str, name: str | None) -> None:
    site = find_site(address)
    assert (site.name if site else None) == name


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", "Chrome · Linux"),
        ("curl/8.5.0", "? · ?"),
    ],
)
def test_a_device_is_called_by_browser_and_system(agent: str, label: str) -> None:
    assert name_device(agent) == label
