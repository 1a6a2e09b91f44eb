"""Every sentence a reader may meet has its Swedish."""

import re

import pytest

from backend.doors.shared.language import list_catalogues, read_translations
from backend.doors.shared.problems import WORDS_OF_STATUS
from tests.architecture.msgids import list_msgids

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# What marshmallow says on its own of a field that is wrong.
OF_MARSHMALLOW = (
    "Missing data for required field.",
    "Unknown field.",
    "Field may not be null.",
    "Not a valid string.",
    "Not a valid integer.",
    "Not a valid number.",
    "Not a valid boolean.",
    "Not a valid UUID.",
    "Not a valid datetime.",
    "Not a valid email address.",
    "Not a valid list.",
)


def every_msgid() -> dict[str, str]:
    status = {words: "backend/doors/shared/problems.py" for _, words in WORDS_OF_STATUS.values()}
    return list_msgids() | status | dict.fromkeys(OF_MARSHMALLOW, "marshmallow")


def test_every_sentence_has_its_swedish() -> None:
    swedish = read_translations("sv")
    missing = [f"{file}: {msgid}" for msgid, file in every_msgid().items() if swedish.gettext(msgid) == msgid]
    assert missing == []


def test_every_translation_keeps_the_places_of_its_sentence() -> None:
    swedish = read_translations("sv")
    for msgid in every_msgid():
        assert sorted(PLACES.findall(swedish.gettext(msgid))) == sorted(PLACES.findall(msgid)), msgid


def test_there_is_a_catalogue_to_read() -> None:
    assert next(file.parts[-3] for file in list_catalogues("sv")) == "shared"


@pytest.mark.parametrize("language", ["en"])
def test_english_needs_no_catalogue(language: str) -> None:
    assert read_translations(language).gettext("There is no such page.") == "There is no such page."
