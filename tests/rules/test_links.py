"""Tokens of links: one purpose, one subject, one version; old secrets are still accepted."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.foundation.links import LinkKeys
from tests.settings_builders import FIRST_SECRET, SECOND_SECRET, THIRD_SECRET, read_settings

REPORT = UUID(int=1)
KEYS = LinkKeys((("k", b"a secret of at least thirty-two characters"),))


def keys_of(secret: str, earlier: str = "") -> LinkKeys:
    """The keys an installation has with these settings."""
    return read_settings(LAGAT_LINK_SECRET=secret, LAGAT_LINK_SECRET_EARLIER=earlier).secrets


def test_a_token_proves_what_it_was_made_for() -> None:
    assert KEYS.proves(KEYS.make_token("verdict", REPORT, 2), "verdict", REPORT, 2)


@pytest.mark.parametrize(
    ("purpose", "subject", "version"),
    [("follow", REPORT, 2), ("verdict", UUID(int=2), 2), ("verdict", REPORT, 1), ("verdict", REPORT, 3)],
)
def test_it_proves_no_other_purpose_subject_or_version(purpose: str, subject: UUID, version: int) -> None:
    assert not KEYS.proves(KEYS.make_token("verdict", REPORT, 2), purpose, subject, version)


def test_it_is_made_alike_for_every_message_and_so_need_not_be_stored() -> None:
    assert KEYS.make_token("follow", REPORT) == KEYS.make_token("follow", REPORT)


def test_it_carries_128_bits_that_stand_in_an_address_as_they_are() -> None:
    token = KEYS.make_token("follow", REPORT)
    assert len(base64.urlsafe_b64decode(token[1:] + "==")) == 16
    assert token.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=40))
def test_what_somebody_made_up_proves_nothing(made_up: str) -> None:
    assert not KEYS.proves(made_up, "follow", REPORT)


def test_purposes_cannot_be_run_together_with_what_stands_beside_them() -> None:
    assert not KEYS.proves(KEYS.make_token("a|b", REPORT), "a", REPORT)


def test_a_token_of_the_earlier_secret_is_still_accepted_and_new_ones_are_made_with_the_new() -> None:
    before, changed = keys_of(FIRST_SECRET), keys_of(SECOND_SECRET, FIRST_SECRET)
    token = before.make_token("follow", REPORT)
    assert changed.proves(token, "follow", REPORT)
    assert changed.make_token("follow", REPORT) != token


def test_a_token_outlives_the_day_the_earlier_secret_is_taken_away() -> None:
    changed, settled = keys_of(SECOND_SECRET, FIRST_SECRET), keys_of(SECOND_SECRET)
    assert settled.proves(changed.make_token("follow", REPORT), "follow", REPORT)


def test_a_secret_can_be_changed_again_and_the_one_before_is_accepted() -> None:
    first_change, second_change = keys_of(SECOND_SECRET, FIRST_SECRET), keys_of(THIRD_SECRET, SECOND_SECRET)
    assert second_change.proves(first_change.make_token("follow", REPORT), "follow", REPORT)


def test_a_token_of_a_secret_that_was_taken_away_proves_nothing() -> None:
    gone = keys_of(FIRST_SECRET).make_token("follow", REPORT)
    assert not keys_of(THIRD_SECRET, SECOND_SECRET).proves(gone, "follow", REPORT)
