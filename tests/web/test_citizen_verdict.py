"""One page, one question, one button: and no answer is ever given by opening a link."""

from collections.abc import Iterator
from typing import Any

import pytest

from backend import feedback
from backend.cases import Outcome, State
from backend.doors.shared import message_links
from backend.feedback import ASKS_YES_OR_NO, ONLY_OBJECTION, Answer
from backend.foundation.settings import Settings
from backend.practice import PRACTICE_CODE
from tests.databases import DatabaseUrls
from tests.web.citizen_builders import Citizens, open_citizens, value_of, words_of


@pytest.fixture(scope="module")
def citizens(database_urls: DatabaseUrls, settings: Settings) -> Iterator[Citizens]:
    with open_citizens(database_urls, settings) as opened:
        yield opened


def resolved(citizens: Citizens, outcome: Outcome) -> tuple[str, str]:
    """A report whose case has that outcome: the paths of its follow page and of its question."""
    path = citizens.reported()
    citizens.act(
        "resolve_case", path, outcome=outcome, words="Vi svarar så här." if outcome is Outcome.ANSWERED else ""
    )
    return path, verdict_path(citizens, path)


def verdict_path(citizens: Citizens, path: str, resolution: int = 1) -> str:
    report = citizens.report_of(path)
    token = message_links.verdict_token(citizens.town.settings, report.id, resolution)
    return message_links.verdict_path("angsby", report.reference, resolution, token)


def answer(citizens: Citizens, path: str, said: str, words: str = "", *, reacts: bool = False) -> Any:
    given = citizens.open(path, "POST", data={"answer": said, "words": words})
    if reacts:
        citizens.town.react()
    return given


def find(citizens: Citizens, path: str) -> feedback.Verdict | None:
    with citizens.town.transaction() as session:
        report = citizens.report_of(path)
        return feedback.find_verdict(session, PRACTICE_CODE, report.id, resolution=1)


def test_opening_the_link_asks_and_answers_nothing(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    for _ in range(3):
        page = citizens.open(asked)
        assert page.status_code == 200
    assert "Är det lagat? Lampan lyser. Ja, det är lagat" in words_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert find(citizens, path) is None
    assert citizens.open(asked, "HEAD").status_code == 200
    assert find(citizens, path) is None


def test_yes_closes_and_is_thanked_for(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    assert answer(citizens, asked, "yes", reacts=True).status_code == 303
    assert citizens.case_of(path).state is State.CLOSED
    said = words_of(citizens.open(asked))
    assert "Tack för ditt svar Du svarade: Ja, det är lagat" in said
    assert "Är det lagat?" not in said
    assert "Vill du säga något mer?" in said


def test_no_opens_it_again_with_the_words_kept_for_staff(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    answer(citizens, asked, "no", "Den blinkar.", reacts=True)
    case, verdict = citizens.case_of(path), find(citizens, path)
    assert case.is_open
    assert verdict is not None
    assert (verdict.answer, verdict.words) == (Answer.NO, "Den blinkar.")
    assert "Du svarade på vår fråga" in words_of(citizens.open(path))


def test_the_same_answer_twice_is_one_and_another_changes_nothing(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    for _ in range(2):
        assert answer(citizens, asked, "yes").status_code == 303
    changed = answer(citizens, asked, "no", "Jag ångrade mig.")
    assert changed.status_code == 409
    assert "Jag ångrade mig." in changed.text
    verdict = find(citizens, path)
    assert verdict is not None
    assert verdict.answer is Answer.YES


@pytest.mark.parametrize("outcome", sorted(ASKS_YES_OR_NO))
def test_an_outcome_that_asks_has_two_buttons(citizens: Citizens, outcome: Outcome) -> None:
    _, asked = resolved(citizens, outcome)
    page = citizens.open(asked).text
    assert page.count('name="answer" value="yes"') == 1
    assert page.count('name="answer" value="no"') == 1


def test_still_there_is_asked_so_that_yes_means_yes(citizens: Citizens) -> None:
    _, asked = resolved(citizens, Outcome.NO_FAULT_FOUND)
    page = citizens.open(asked).text
    assert "Finns det kvar?" in page
    assert 'value="no">Ja, det finns kvar</button>' in page
    assert 'value="yes">Nej, det är borta</button>' in page


@pytest.mark.parametrize("outcome", sorted(ONLY_OBJECTION))
def test_an_outcome_that_only_lets_one_object_has_one_button(citizens: Citizens, outcome: Outcome) -> None:
    path, asked = resolved(citizens, outcome)
    page = citizens.open(asked).text
    assert 'value="yes"' not in page
    assert page.count('name="answer" value="no"') == 1
    assert answer(citizens, asked, "yes").status_code == 409
    assert answer(citizens, asked, "no", "Det är kommunens.").status_code == 303
    assert find(citizens, path) is not None


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.ABUSE, Outcome.OTHER_AUTHORITY])
def test_an_outcome_that_asks_nothing_says_so_and_lets_one_write(citizens: Citizens, outcome: Outcome) -> None:
    _, asked = resolved(citizens, outcome)
    said = words_of(citizens.open(asked))
    assert "Frågan gäller inte längre" in said
    assert "Vill du säga något mer?" in said


def test_a_case_that_moved_on_explains_itself_and_loses_no_words(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    answer(citizens, asked, "no", reacts=True)
    citizens.act("resolve_case", path, outcome=Outcome.NO_FAULT_FOUND)
    said = words_of(citizens.open(asked))
    assert "Frågan gäller inte längre" in said
    assert "Vi såg inget fel" in said
    late = answer(citizens, asked, "yes", "Nu lyser den.")
    assert late.status_code == 409
    assert "Nu lyser den." in late.text
    written = citizens.open(
        f"{path}/skriv", "POST", data={"client_id": value_of(late, "client_id"), "words": "Nu lyser den."}
    )
    assert written.status_code == 303
    assert "Finns det kvar?" in words_of(citizens.open(verdict_path(citizens, path, resolution=2)))


def test_only_the_right_link_answers(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    _, other = resolved(citizens, Outcome.MENDED)
    base, token = asked.rsplit("/", 1)
    follow_token = path.rsplit("/", 1)[1]
    for wrong in (
        f"{base}/{other.rsplit('/', 1)[1]}",
        f"{base}/{follow_token}",
        base.replace("/1", "/2") + f"/{token}",
    ):
        assert citizens.open(wrong).status_code == 404
        assert answer(citizens, wrong, "yes").status_code == 404
    assert citizens.open(f"{path.rsplit('/', 1)[0]}/{token}").status_code == 404
    assert find(citizens, path) is None


def test_an_answer_that_is_none_is_refused(citizens: Citizens) -> None:
    path, asked = resolved(citizens, Outcome.MENDED)
    refused = answer(citizens, asked, "kanske", "Vet inte.")
    assert refused.status_code == 422
    assert "Vet inte." in refused.text
    assert find(citizens, path) is None
