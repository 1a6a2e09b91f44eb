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
    {"if": {"lack": True}, "then": "lack"},
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

_STORGATAN = {"longitude": 18.606, "latitude": 58.2}
_BESIDE_STATE_ROAD = {"longitude": 18.60512, "latitude": 58.20504}

TESTS: list[dict[str, Any]] = [
    {
        "name": "Stoppskylt är akut", "category": "trafik.vagmarke", "answers": {"sign": "stop"}, **_STORGATAN,
        "expect": {"route": "contract", "contract": "trafik", "priority": "acute"},
    },
    {
        "name": "Väjningsplikt är akut", "category": "trafik.vagmarke", "answers": {"sign": "give_way"}, **_STORGATAN,
        "expect": {"route": "contract", "contract": "trafik", "priority": "acute"},
    },
    {
        "name": "Annat märke är inte akut", "category": "trafik.vagmarke", "answers": {"sign": "other"}, **_STORGATAN,
        "expect": {"route": "contract", "priority": "high"},
    },
    {
        "name": "Livboj saknas är akut", "category": "bad.badplats", "answers": {"what": "life_buoy"}, **_STORGATAN,
        "expect": {"priority": "acute"},
    },
    {
        "name": "Träd mot ledning: elbolaget per telefon, parken låst", "category": "park.trad-fallit",
        "answers": {"power_line": "yes"}, **_STORGATAN,
        "expect": {"route": "body", "body": "elnat", "way": "phone", "priority": "acute", "locked": True},
    },
    {
        "name": "Gångbana vid statlig väg: frågas", "category": "vag.potthal", **_BESIDE_STATE_ROAD,
        "expect": {"route": "person", "asks": True},
    },
    {
        "name": "Gångbanan är vår", "category": "vag.potthal", "answers": {"lane": "path"}, **_BESIDE_STATE_ROAD,
        "expect": {"route": "contract", "contract": "drift", "asks": False},
    },
    {
        "name": "Körbanan är statens", "category": "vag.potthal", "answers": {"lane": "carriageway"},
        **_BESIDE_STATE_ROAD, "expect": {"route": "body", "body": "trafikverket", "way": "form", "asks": False},
    },
]  # fmt: skip
"""Reports in Ängsby and what its rules must answer."""
