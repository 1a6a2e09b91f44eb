"""The shipped tree is whole: every leaf of the paper, in both languages, decided in every respect."""

import string
import tomllib

import pytest

from backend.catalogue import (
    CaseKind,
    Category,
    Choice,
    Priority,
    Question,
    QuestionKind,
    shipped_categories,
    shipped_tree,
)
from backend.catalogue.choices import read_choice, write_choice
from backend.catalogue.routes import codes_of, is_route
from backend.catalogue.shipped import DATA, catch_all

LEAVES = """
belysning.enstaka belysning.stracka belysning.dygnet belysning.fara
vag.potthal vag.gc vag.kantsten vag.brunn-lock vag.brunn-stopp vag.linjer vag.racke vag.grus vag.aterstallning
vag.arbete
vinter.snorojning vinter.halka vinter.plogvall vinter.istappar vinter.sandlada
trafik.signal trafik.vagmarke trafik.skylt-gatunamn trafik.sikt trafik.farthinder trafik.parkering
trafik.cykelparkering trafik.elsparkcykel trafik.hallplats
fordon.overgivet fordon.fara fordon.bat-slap
klotter.krankande klotter.ovrigt skadegorelse
renhallning.nedskrapning renhallning.dumpning renhallning.papperskorg renhallning.hundlatrin renhallning.kanyler
renhallning.dott-djur
avfall.ej-tomt avfall.avs avfall.slam
park.trad-fallit park.trad-risk park.trad-onskemal park.gras-buskar park.mobler park.invasiv park.fontan-toalett
lek.farlig lek.trasig idrott.anlaggning bad.badplats
va.lacka va.inget-vatten va.avlopp-stopp va.oversvamning va.brandpost va.dagvatten-granne
skadedjur.allman skadedjur.inomhus skadedjur.getingbo-fagel
byggnad hamn-bro tillganglighetshinder miljo trygghet kris annat
""".split()

GSM_7 = set(string.ascii_letters + string.digits + " .,:;!?-/()'\"åäöÅÄÖéÉüÜ")

categories = pytest.mark.parametrize("category", shipped_categories(), ids=lambda category: category.code)
_by_code = {category.code: category for category in shipped_categories()}


def test_every_leaf_of_the_paper_is_there_once_and_in_its_order() -> None:
    assert [category.code for category in shipped_categories()] == LEAVES


def test_there_is_one_file_for_every_group() -> None:
    codes = [tomllib.loads(path.read_text(encoding="utf-8"))["code"] for path in sorted(DATA.iterdir())]
    assert codes == [group.code for group in shipped_tree()]
    assert len(set(codes)) == len(codes) == 19


@categories
def test_every_leaf_speaks_both_languages_in_plain_lengths(category: Category) -> None:
    lengths = {"names": 50, "helps": 90, "public_names": 30, "verbs": 45}
    for field, longest in lengths.items():
        words = getattr(category, field)
        assert set(words) == {"sv", "en"}, field
        assert all(0 < len(text) <= longest for text in words.values()), (field, words)
        assert all(text == text.strip() for text in words.values())
    assert category.search_words


@categories
def test_a_sentence_about_it_can_be_sent_as_one_cheap_text_message(category: Category) -> None:
    for language in ("sv", "en"):
        said = category.public_name(language) + category.verb(language)
        assert set(said) <= GSM_7
        assert said[0].islower()
        assert category.verb(language)[0].islower()
        assert not category.verb(language).endswith(".")


@categories
def test_a_public_name_is_safe_on_a_locked_screen(category: Category) -> None:
    telling = (
        "hot",
        "krank",
        "kränk",
        "rasis",
        "hat",
        "övergiv",
        "skrot",
        "kanyl",
        "otrygg",
        "dump",
        "privat",
        "granne",
    )
    assert not any(word in category.public_name("sv").lower() for word in telling)


@categories
def test_what_can_be_acute_says_how_to_stay_safe(category: Category) -> None:
    answers_that_wake = [
        choice for choice in _choices(category) if choice.danger or "acute" in choice.routes or "112" in choice.routes
    ]
    assert category.can_be_acute is (category.priority is Priority.ACUTE or bool(answers_that_wake))
    if category.can_be_acute:
        assert set(category.advice) == {"sv", "en"}
    assert all(len(text) <= 110 for text in category.advice.values())


@categories
def test_questions_are_few_short_and_in_both_languages(category: Category) -> None:
    assert len(category.questions) <= 2
    assert len({question.code for question in category.questions}) == len(category.questions)
    for question in category.questions:
        _check_question(question)


def _check_question(question: Question) -> None:
    assert set(question.text) == {"sv", "en"}
    assert all(len(text) <= 60 and text.endswith("?") for text in question.text.values())
    assert (question.kind is QuestionKind.TEXT) is (question.choices == ())
    if question.kind is QuestionKind.YES_NO:
        assert [choice.code for choice in question.choices] == ["yes", "no"]
    assert len({choice.code for choice in question.choices}) == len(question.choices)
    for choice in question.choices:
        assert set(choice.label) == {"sv", "en"}
        assert all(0 < len(text) <= 60 for text in choice.label.values())


@categories
def test_every_dangerous_answer_leads_to_help(category: Category) -> None:
    for choice in _choices(category):
        if choice.danger:
            helped = choice.make_safe or category.make_safe or "112" in choice.routes
            assert helped or codes_of(choice.routes, "body"), choice.code


@categories
def test_every_route_is_known_and_leads_somewhere(category: Category) -> None:
    for choice in _choices(category):
        assert all(is_route(route) for route in choice.routes), choice.routes
        assert all(code in _by_code for code in codes_of(choice.routes, "category"))
        assert category.code not in codes_of(choice.routes, "category")


@categories
def test_a_number_plate_is_always_restricted(category: Category) -> None:
    for question in category.questions:
        assert question.restricted is (question.code == "plate")


@categories
def test_only_work_has_a_trade_and_what_is_answered_has_an_answer(category: Category) -> None:
    if category.kind in (CaseKind.VIEWPOINT, CaseKind.AUTHORITY_MATTER):
        assert category.trade is None
        assert category.answer is not None
        assert category.mend is None
    if category.mend is not None:
        assert category.trade is not None


def test_a_choice_is_read_as_it_was_written() -> None:
    for category in shipped_categories():
        for choice in _choices(category):
            assert read_choice(write_choice(choice)) == choice


def test_the_verb_begins_a_sentence() -> None:
    assert _by_code["belysning.enstaka"].verb("sv", at_start=True) == "Lampan lyser"
    assert _by_code["avfall.ej-tomt"].verb("sv", at_start=True) == "Kärlet är tömt"


def test_a_language_nobody_has_translated_is_said_in_swedish() -> None:
    assert catch_all().name("fi") == "Något annat"
    assert _by_code["vag.linjer"].danger_advice("sv") == ""


def _choices(category: Category) -> list[Choice]:
    return [choice for question in category.questions for choice in question.choices]
