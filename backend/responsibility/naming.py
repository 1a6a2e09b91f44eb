"""What the codes of rules and answers are called in this municipality."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend import accounts, catalogue, geography
from backend.responsibility import queries
from backend.responsibility.rule_words import Names

_PERSON = {"sv": "en människa", "en": "a person"}
_NEIGHBOUR = {"sv": "grannkommunen", "en": "the neighbouring municipality"}
_ACUTE = {"sv": "akut", "en": "acute"}
_SAID = {
    "contract": {"sv": "avtalet {0}", "en": "the contract {0}"},
    "unit": {"sv": "enheten {0}", "en": "the unit {0}"},
    "body": {"sv": "{0}", "en": "{0}"},
}
_OUTCOMES = {
    "off_on_purpose": {"sv": "svar: släckt med avsikt", "en": "answer: off on purpose"},
    "within_care_level": {"sv": "svar: inom skötselnivån", "en": "answer: within the level of care"},
}


def read_names(session: Session, municipality: str, *, now: datetime) -> Names:
    """Every name there is, in six statements."""
    categories = catalogue.list_categories(session, municipality, include_hidden=True, include_retired=True)
    groups = catalogue.list_groups(session, municipality, include_hidden=True)
    units = accounts.list_units(session, municipality)
    return Names(
        categories={**{each.code: each.names for each in categories}, **{each.code: each.names for each in groups}},
        units={each.code: {language: each.name_in(language) for language in ("sv", "en")} for each in units},
        bodies=queries.list_body_names(session, municipality, at=now),
        contracts={each.code: {"sv": each.name} for each in queries.list_contracts(session, municipality)},
        areas={each.code: {"sv": each.name} for each in geography.list_areas(session, municipality)},
    )


def say_target(goes_to: str, names: Names, language: str) -> str:
    """``Answer.goes_to`` in words: "avtalet Drift av gator (akut)"."""
    route, _, target = goes_to.removesuffix("!").partition(":")
    kinds: dict[str, Mapping[str, Mapping[str, str]]] = {
        "contract": names.contracts, "unit": names.units, "body": names.bodies,
    }  # fmt: skip
    if route == "outcome":
        said = _OUTCOMES.get(target, {}).get(language, target)
    elif route not in kinds:
        said = _PERSON[language]
    elif target.startswith("municipality:"):
        said = _NEIGHBOUR[language]
    else:
        known = kinds[route].get(target, {})
        said = _SAID[route][language].format(known.get(language) or known.get("sv") or target)
    return f"{said} ({_ACUTE[language]})" if goes_to.endswith("!") else said
