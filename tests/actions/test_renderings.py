"""What people write is kept with its language, and a rendering stands beside it; the words are never changed."""

from uuid import UUID

import pytest

from backend import cases
from backend.cases import RenderingOf, Report, ReportAddition
from backend.foundation.actor import Actor, ActorKind
from backend.foundation.errors import Invalid, NotFound
from backend.foundation.ids import new_id
from backend.practice import PRACTICE_CODE
from tests.rolled_back_town import BO, RolledBackTown


def report_of(town: RolledBackTown, report_id: UUID) -> Report:
    with town.step() as session:
        return cases.get_report(session, PRACTICE_CODE, report_id)


@pytest.mark.parametrize(
    ("words", "form", "found"),
    [
        ("Es gibt ein tiefes Loch in der Straße vor der Schule.", "sv", "de"),
        ("Lampan utanför porten är mörk.", "sv", "sv"),
        ("مصباح الشارع لا يعمل", "en", "ar"),
        ("ok", "sv", "sv"),
        ("", "en", "en"),
    ],
)
def test_words_are_marked_with_their_own_language_and_else_with_the_forms(
    town: RolledBackTown, words: str, form: str, found: str
) -> None:
    submitted = town.report(words=words, language=form)
    town.react()
    report = report_of(town, submitted.report_id)
    assert (cases.language_of(report), report.language, report.words) == (found, form, words)


def test_what_is_added_later_has_a_language_of_its_own(town: RolledBackTown) -> None:
    submitted = town.report()
    with town.step() as session:
        amira = Actor(ActorKind.REPORTER, submitted.report_id)
        words = "The lamp is on the left side of the road, by the school."
        cases.add_words(session, PRACTICE_CODE, submitted.report_id, words=words, actor=amira, now=town.now)
    town.react()
    with town.step() as session:
        (addition,) = cases.list_additions(session, PRACTICE_CODE, submitted.case_id)
    assert isinstance(addition, ReportAddition)
    assert addition.language == "en"


def render(town: RolledBackTown, case_id: UUID, of_id: UUID, words: str, *, language: str = "sv") -> None:
    with town.step() as session:
        cases.write_rendering(
            session,
            PRACTICE_CODE,
            case_id,
            of=RenderingOf.REPORT,
            of_id=of_id,
            language=language,
            words=words,
            actor=BO,
            now=town.now,
        )


def test_a_rendering_stands_beside_the_words_and_the_newest_is_shown(town: RolledBackTown) -> None:
    submitted = town.report(words="Es gibt ein Loch.", language="sv")
    render(town, submitted.case_id, submitted.report_id, "Det finns ett hål.")
    render(town, submitted.case_id, submitted.report_id, "Det är ett hål i gatan.")
    with town.step() as session:
        kept = cases.list_renderings(session, PRACTICE_CODE, submitted.case_id)
    assert cases.renderings_of(kept, submitted.report_id) == {"sv": "Det är ett hål i gatan."}
    assert (len(kept), report_of(town, submitted.report_id).words) == (2, "Es gibt ein Loch.")


def test_a_rendering_needs_words_a_language_and_words_of_this_case(town: RolledBackTown) -> None:
    submitted, other = town.report(), town.report()
    with pytest.raises(Invalid):
        render(town, submitted.case_id, submitted.report_id, "  ")
    with pytest.raises(Invalid):
        render(town, submitted.case_id, submitted.report_id, "x", language="Svenska!")
    for of_id in (other.report_id, new_id()):
        with pytest.raises(NotFound):
            render(town, submitted.case_id, of_id, "Lampan.")


def test_a_question_keeps_its_code_its_language_and_its_renderings(town: RolledBackTown) -> None:
    case_id = town.report().case_id
    with town.step() as session:
        cases.ask_reporters(
            session,
            PRACTICE_CODE,
            case_id,
            words="Vilken sida?",
            renderings={"en": "Which side?", "sv": "same"},
            question_code="which_side",
            actor=BO,
            now=town.now,
        )
        (note,) = cases.list_notes(session, PRACTICE_CODE, case_id)
        kept = cases.renderings_of(cases.list_renderings(session, PRACTICE_CODE, case_id), note.id)
    assert (note.language, note.question_code, kept) == ("sv", "which_side", {"en": "Which side?"})
