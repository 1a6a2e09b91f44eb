"""How urgent a report is, by its category, its answers and its words."""

import pytest

from backend.catalogue.answers import NO_ANSWERS, Answers
from backend.catalogue.shipped import shipped_categories
from backend.catalogue.urgency import Urgency, speaks_of_hurt, urgency_of

TREE = {category.code: category for category in shipped_categories()}


@pytest.mark.parametrize(
    "words",
    [
        "En person ligger under trädet",
        "Någon sitter fast i bilen, skynda er!",
        "Ett barn har ramlat ner i brunnen",
        "Min granne är medvetslös",
        "a man is trapped under the branch",
        "Somebody fell into the manhole",
    ],
)
def test_words_that_speak_of_somebody_hurt_are_heard(words: str) -> None:
    assert speaks_of_hurt(words)


@pytest.mark.parametrize(
    "words",
    [
        "Ett träd ligger över vägen",
        "Någon har kastat skräp under bänken",
        "Barnen kan inte gå till skolan",
        "Lampan är mörk, det är farligt för barn.",
        "Trädet ligger under snön",
        "A tree fell down",
        "",
    ],
)
def test_words_that_do_not_leave_the_order_alone(words: str) -> None:
    assert not speaks_of_hurt(words)


def test_the_category_and_its_answers_decide_where_words_do_not() -> None:
    tree, lamp = TREE["park.trad-fallit"], TREE["belysning.enstaka"]
    assert urgency_of(lamp, NO_ANSWERS, "") is Urgency.ORDINARY
    assert urgency_of(tree, NO_ANSWERS, "") is Urgency.ACUTE
    assert urgency_of(tree, Answers({"power_line": "yes"}), "") is Urgency.DANGER
    assert urgency_of(TREE["lek.farlig"], Answers({"injured": "yes"}), "") is Urgency.LIFE
    assert urgency_of(lamp, NO_ANSWERS, "En person ligger under stolpen.") is Urgency.LIFE
