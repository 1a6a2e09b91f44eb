"""The texts as SMS: short, plain, and with nothing a person wrote."""

import re

import pytest

from backend.deliveries import Coding, measure_sms
from backend.foundation.errors import Invalid
from backend.messages.codes import ALARMS, FEET, TextCode
from backend.messages.filling import LINK_LENGTH, LINKS, NEVER_IN_SMS, check_sms, names_in
from backend.messages.shipped import ANY, form_of, list_shipped_sms, shipped_sms

LONG = {
    "ref": "K7M4-RTXB",
    "kind": "felanmälan",
    "when": "tors 17 sept kl. 16.30",
    "period": "senast tors 17 sept kl. 16.30",
    "day": "tors 17 sept",
    "end": "tors 17 sept kl. 16.30",
    "verb": "Papperskorgen är tömd",
    "role": "Entreprenören",
    "phone": "0980-31 92 99",
    "name": "Brunnslock som saknas",
    "number": "12",
    "waiting": "120",
}
TOLD = [code for code in TextCode if code not in FEET]
BY_SMS = sorted(list_shipped_sms())


PLANNED = {"planned", "planned_without_reason"}
"""Told only of work for a week or a season."""


def filled(words: str, code: str) -> str:
    values = LONG | {"period": "v. 49"} if code in PLANNED else LONG
    return re.sub(r"\{(\w+)\}", lambda place: "x" * LINK_LENGTH if place[1] in LINKS else values[place[1]], words)


@pytest.mark.parametrize("code", BY_SMS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_shipped_sms_fits_one_segment_with_its_link(code: str, language: str) -> None:
    words = list_shipped_sms()[code][language]
    length = measure_sms(filled(words, code))
    assert length.coding is Coding.GSM7, length.forces_ucs2
    # An alarm goes to few and may take two: its link is longer.
    assert length.segments <= (2 if code in {each.value for each in ALARMS} else 1), length


@pytest.mark.parametrize("code", [code for code in BY_SMS if code != ANY])
def test_a_shipped_sms_belongs_to_a_text_uses_its_names_and_nothing_people_wrote(code: str) -> None:
    form = form_of(TextCode(code))
    for words in list_shipped_sms()[code].values():
        check_sms(form, words)
        assert "{ref}" in words
        assert not names_in(words) & NEVER_IN_SMS


@pytest.mark.parametrize("code", TOLD)
def test_every_text_has_an_sms_and_the_last_resort_leads_to_the_news(code: TextCode) -> None:
    assert "{ref}" in shipped_sms(code, "sv") or code.value.startswith("order") or code.value == "hand_over"
    assert "{follow}" in list_shipped_sms()[ANY]["sv"]


@pytest.mark.parametrize("words", ["{ref}: {question}", "{ref}: {unknown}", "  ", "{ref} {", "x" * 500])
def test_an_sms_of_the_municipalitys_own_may_not_quote_anybody_nor_be_long(words: str) -> None:
    with pytest.raises(Invalid):
        check_sms(form_of(TextCode.NEED_INFO), words)
