"""The first edition of Ängsby's rules: tried in order, the first that fits decides."""

from typing import Any

_NEVER_OURS = {
    "trafik.elsparkcykel": "operator",
    "trafik.hallplats": "kollektivtrafik",
    "vinter.istappar": "fastighetsagare",
    "skadedjur.inomhus": "fastighetsagare",
    "skadedjur.getingbo-fagel": "fastighetsagare",
    "va.dagvatten-granne": "fastighetsagare",
    "fordon.fara": "polis",
}

EDITION_1: list[dict[str, Any]] = [
    {"if": {"neighbour": True}, "then": "neighbour"},
    {"if": {"answer": "authority:miljo"}, "then": "unit", "unit": "miljo"},
    {"if": {"answer": "body:"}, "then": "body"},
    *({"if": {"category": [code]}, "then": "body", "body": body} for code, body in _NEVER_OURS.items()),
    {"if": {"kind": ["viewpoint", "question", "authority_matter"]}, "then": "unit"},
    {
        "if": {"category": ["annat", "kris"]},
        "then": "person",
        "why": {"sv": "Annat läses alltid av en människa", "en": "a person always reads Other"},
    },
    {"if": {"category": ["trafik.parkering", "fordon.overgivet"]}, "then": "unit"},
    {
        "if": {"category": ["vag", "vinter", "trafik.vagmarke"], "keeper": ["state", "private"]},
        "then": "keeper",
    },
    {"if": {"covered": True}, "then": "contract"},
    {
        "if": {},
        "then": "person",
        "why": {"sv": "inget avtal täcker kategorin här", "en": "no contract covers the category here"},
    },
]
