"""Languages over the API: common questions by code, renderings beside words, and who may write them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.databases import DatabaseUrls
from tests.web.api_builders import ApiTown, code_of, names_of, open_town, read
from tests.web.conftest import ADMIN, BO, CLEO


@pytest.fixture(scope="module")
def town(app: Flask, database_urls: DatabaseUrls) -> Iterator[ApiTown]:
    yield from open_town(app, database_urls)


def test_common_questions_are_there_for_all_in_every_language(town: ApiTown) -> None:
    items = read(town.get("/common-questions", None))["items"]
    asked = {each["code"]: each["words"] for each in items}
    assert asked["which_side"]["en"] == "Which side of the road is it?"


def test_a_common_question_is_asked_by_its_code(town: ApiTown) -> None:
    case = f"/cases/{town.report()['reference']}"
    assert code_of(town.post(f"{case}/questions", {"question": "nope"}, BO)) == (422, "question_unknown")
    assert names_of(town.post(f"{case}/questions", {}, BO)) == ["words"]
    written = read(town.post(f"{case}/questions", {"question": "which_side"}, BO))["written"]
    assert (written[0]["question"], written[0]["words"]) == ("which_side", "Vilken sida av vägen är det?")


def test_a_rendering_is_put_beside_a_reports_words(town: ApiTown) -> None:
    case = f"/cases/{town.report(words='Es gibt ein tiefes Loch in der Straße.')['reference']}"
    town.work()
    report = read(town.get(case, BO))["reports"][0]
    assert "wordsLanguage" in report
    body = {"of": "report", "ofId": report["id"], "language": "sv", "words": "Ett djupt hål."}
    rendered = read(town.post(f"{case}/renderings", body, BO))["reports"][0]
    assert (rendered["words"], rendered["renderings"]) == (report["words"], {"sv": "Ett djupt hål."})
    assert names_of(town.post(f"{case}/renderings", {**body, "of": "nope"}, BO)) == ["of"]
    assert names_of(town.post(f"{case}/renderings", {**body, "words": ""}, BO)) == ["words"]
    for who, status in ((ADMIN, 403), (CLEO, 403), (None, 401)):
        assert town.post(f"{case}/renderings", body, who).status_code == status
