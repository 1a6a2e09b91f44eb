"""Flags, priorities and targets of the shipped tree are those of the paper, its defaults and its "otherwise"."""

import pytest

from backend.catalogue import CaseKind, Category, Priority, shipped_categories

HOUSEHOLD = {
    *("avfall.ej-tomt", "avfall.slam", "va.inget-vatten", "va.dagvatten-granne"),
    *("skadedjur.inomhus", "skadedjur.getingbo-fagel"),
}
VEHICLES = {"fordon.overgivet", "fordon.fara", "fordon.bat-slap"}
NOT_JOINABLE = {
    *HOUSEHOLD,
    *VEHICLES,
    *("trafik.parkering", "trafik.cykelparkering", "trafik.elsparkcykel", "klotter.krankande", "klotter.ovrigt"),
    *("renhallning.kanyler", "kris", "annat"),
}
NOT_PUBLIC = {
    *HOUSEHOLD,
    *VEHICLES,
    *("klotter.krankande", "trygghet", "miljo", "renhallning.dumpning", "kris", "annat"),
}
ACCUSING = {*VEHICLES, "renhallning.dumpning", "miljo", "trygghet", "trafik.parkering", "skadegorelse"}
KINDS = {
    "trafik.farthinder": CaseKind.VIEWPOINT,
    "park.trad-onskemal": CaseKind.VIEWPOINT,
    "trygghet": CaseKind.VIEWPOINT,
    "avfall.slam": CaseKind.ORDER,
    "miljo": CaseKind.AUTHORITY_MATTER,
}
PRIORITIES = {
    Priority.ACUTE: {
        *("belysning.fara", "vag.brunn-lock", "vinter.istappar", "trafik.signal", "fordon.fara", "renhallning.kanyler"),
        *(
            "park.trad-fallit",
            "lek.farlig",
            "va.lacka",
            "va.inget-vatten",
            "va.avlopp-stopp",
            "va.oversvamning",
            "kris",
        ),
    },
    Priority.HIGH: {
        *("vag.potthal", "vag.racke", "vag.arbete", "vinter.halka", "trafik.vagmarke", "klotter.krankande"),
        *("park.trad-risk", "bad.badplats", "hamn-bro"),
    },
}
TARGETS = {
    "belysning.enstaka": {"mend": "planned 120"},
    "belysning.stracka": {"mend": "14 days"},
    "belysning.fara": {"make_safe": "2 hours", "mend": "5 days"},
    "vag.potthal": {"make_safe": "24 hours", "mend": "10 days"},
    "vag.brunn-lock": {"make_safe": "1 hours", "mend": "2 days"},
    "vag.linjer": {"mend": "season summer"},
    "vinter.halka": {"make_safe": "4 hours", "mend": "8 hours"},
    "vinter.plogvall": {"mend": "3 working_days"},
    "trafik.signal": {"make_safe": "2 hours", "mend": "1 days"},
    "trafik.farthinder": {"answer": "30 days"},
    "fordon.overgivet": {"answer": "14 days", "mend": "8 weeks"},
    "klotter.krankande": {"make_safe": "24 hours", "mend": "48 hours"},
    "renhallning.papperskorg": {"mend": "2 days"},
    "avfall.ej-tomt": {"mend": "2 working_days"},
    "park.trad-risk": {"inspect": "24 hours", "mend": "14 days"},
    "va.inget-vatten": {"answer": "1 hours", "mend": "1 days"},
    "byggnad": {"inspect": "7 working_days", "mend": "30 days"},
    "trygghet": {"answer": "14 days"},
}
categories = pytest.mark.parametrize("category", shipped_categories(), ids=lambda category: category.code)
_by_code = {category.code: category for category in shipped_categories()}


@categories
def test_the_flags_are_as_the_table_says(category: Category) -> None:
    assert category.joinable is (category.code not in NOT_JOINABLE)
    assert category.public_at_once is (category.code not in NOT_PUBLIC)
    assert category.accusation_likely is (category.code in ACCUSING)
    assert category.hidden is (category.code == "kris")
    assert category.kind is KINDS.get(category.code, CaseKind.FAULT)
    assert category.warranty_days == 14


@pytest.mark.parametrize("priority", PRIORITIES)
def test_acute_and_high_are_those_of_the_paper(priority: Priority) -> None:
    assert {category.code for category in shipped_categories() if category.priority is priority} == PRIORITIES[priority]


@pytest.mark.parametrize("code", TARGETS)
def test_targets_are_those_of_the_paper(code: str) -> None:
    targets = _by_code[code].targets
    named = {name: getattr(targets, name) for name in ("inspect", "make_safe", "mend", "answer")}
    assert {name: str(target) for name, target in named.items() if target} == TARGETS[code]


def test_what_is_acute_is_read_within_the_hour_and_the_rest_within_a_working_day() -> None:
    for category in shipped_categories():
        expected = "1 hours" if category.priority is Priority.ACUTE else "1 working_days"
        assert str(category.acknowledge) == expected
