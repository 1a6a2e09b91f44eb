"""Telephone numbers as people write them."""

import pytest

from backend.deliveries import read_mobile, read_phone
from backend.foundation.errors import Invalid


@pytest.mark.parametrize(
    "written",
    [
        "+46701740605", "0701740605", "070-174 06 05", "070 - 174 06 05", "0046 70 174 06 05", "+46 (0)70-174 06 05",
        "46701740605", "070.174.06.05", "070\u00a0174\u00a006\u00a005", " 070/1740605 ",
    ],
)  # fmt: skip
def test_a_swedish_mobile_number_is_kept_one_way_however_it_is_written(written: str) -> None:
    assert read_mobile(written) == "+46701740605"


@pytest.mark.parametrize("start", ["70", "72", "73", "76", "79"])
def test_every_swedish_mobile_range_is_taken(start: str) -> None:
    assert read_mobile(f"0{start}1234567") == f"+46{start}1234567"


@pytest.mark.parametrize(
    "written", ["", "08-123 45 67", "0711234567", "070-174 06", "070-174 06 05 5", "amira@example.org", "070x174b605"]
)
def test_what_is_no_swedish_mobile_number_is_refused_with_how_to_write_one(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_mobile(written)
    assert refusal.value.code == "number_wrong"
    assert "070-174 06 05" in refusal.value.fields["mobile"]


@pytest.mark.parametrize("written", ["+47 406 12 345", "0045 20 12 34 56", "+88213300000"])
def test_other_countries_are_refused_in_clear_words_unless_they_are_opened(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_mobile(written)
    assert refusal.value.code == "number_abroad"
    assert "e-mail" in refusal.value.fields["mobile"]


def test_a_country_that_is_opened_gets_sms_and_the_next_one_does_not() -> None:
    assert read_mobile("+47 406 12 345", open_prefixes=("+47", "+45")) == "+4740612345"
    with pytest.raises(Invalid):
        read_mobile("+358 40 123 4567", open_prefixes=("+47", "+45"))


@pytest.mark.parametrize(("written", "read"), [("0980-31 92 99", "+46980319299"), ("+4740612345", "+4740612345")])
def test_a_person_may_ring_any_number(written: str, read: str) -> None:
    assert read_phone(written) == read
    with pytest.raises(Invalid):
        read_phone("at home")
