"""Category × answers × place × time → unit, contract or other body, by immutable editions of rules, in words."""

from backend.responsibility.actions import (
    decide_by_person,
    decide_case,
    gather_facts,
    preview_decision,
    preview_for_kind,
)
from backend.responsibility.decisions import Decision, Facts, decide_responsibility
from backend.responsibility.models import Body, Contract, ContractCoverage, DecisionRow, RuleEdition
from backend.responsibility.queries import (
    find_edition,
    get_body,
    get_contract,
    get_decision,
    list_bodies,
    list_contracts,
    list_decisions,
)
from backend.responsibility.words import OrderMode, Route, Way

__all__ = [
    "Body", "Contract", "ContractCoverage", "Decision", "DecisionRow", "Facts", "OrderMode", "Route",
    "RuleEdition", "Way", "decide_by_person", "decide_case", "decide_responsibility", "find_edition",
    "gather_facts", "get_body", "get_contract", "get_decision", "list_bodies", "list_contracts",
    "list_decisions", "preview_decision", "preview_for_kind",
]  # fmt: skip
