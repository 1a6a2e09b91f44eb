"""Category × answers × place × time → unit, contract or other body, by immutable editions of rules, in words."""

from backend.responsibility.actions import (
    decide_by_person,
    decide_case,
    gather_facts,
    preview_decision,
    preview_for_kind,
)
from backend.responsibility.agreed import change_terms
from backend.responsibility.answers import Answer
from backend.responsibility.asking import list_asking_surface
from backend.responsibility.bodies import add_body, change_body, end_body, list_directory
from backend.responsibility.contract_queries import (
    ListedContract,
    list_agreed,
    list_codes,
    list_coverage,
    list_same_code,
)
from backend.responsibility.contract_terms import AT_ONCE, EVERYWHERE, OF_ORDERS, OWN_TARGETS, Coverage
from backend.responsibility.contracts import (
    add_contract,
    change_contract,
    end_contract,
    print_contract,
    take_back_terms,
)
from backend.responsibility.decisions import Decision, Facts, decide_responsibility
from backend.responsibility.dry_run import DryRun, Moved, Subject, dry_run
from backend.responsibility.edition_queries import Span, get_draft, get_edition, list_drafts, list_editions, list_spans
from backend.responsibility.editions import begin_draft, change_draft, list_known, publish_draft, roll_back
from backend.responsibility.lacks import add_lack, change_lack, end_lack, get_lack, list_lacks
from backend.responsibility.models import (
    Body,
    Contract,
    ContractCoverage,
    DecisionRow,
    KnownLack,
    RuleDraft,
    RuleEdition,
    RuleForce,
)
from backend.responsibility.naming import read_names, say_target
from backend.responsibility.queries import (
    find_edition,
    find_usual_price,
    get_body,
    get_contract,
    get_decision,
    list_bodies,
    list_contracts,
    list_decisions,
)
from backend.responsibility.rule_sheet import read_sheet, write_sheet
from backend.responsibility.rule_tests import TestResult, list_failed, run_tests
from backend.responsibility.rule_words import Change, Names, diff_rules, say_rule
from backend.responsibility.subjects import list_subjects, read_rows, read_subjects
from backend.responsibility.systems import EVERYTHING, change_system, find_service, way_to
from backend.responsibility.words import ForceAct, LackKind, OrderMode, Route, Way

__all__ = [
    "AT_ONCE",
    "EVERYTHING",
    "EVERYWHERE",
    "OF_ORDERS",
    "OWN_TARGETS",
    "Answer",
    "Body",
    "Change",
    "Contract",
    "ContractCoverage",
    "Coverage",
    "Decision",
    "DecisionRow",
    "DryRun",
    "Facts",
    "ForceAct",
    "KnownLack",
    "LackKind",
    "ListedContract",
    "Moved",
    "Names",
    "OrderMode",
    "Route",
    "RuleDraft",
    "RuleEdition",
    "RuleForce",
    "Span",
    "Subject",
    "TestResult",
    "Way",
    "add_body",
    "add_contract",
    "add_lack",
    "begin_draft",
    "change_body",
    "change_contract",
    "change_draft",
    "change_lack",
    "change_system",
    "change_terms",
    "decide_by_person",
    "decide_case",
    "decide_responsibility",
    "diff_rules",
    "dry_run",
    "end_body",
    "end_contract",
    "end_lack",
    "find_edition",
    "find_service",
    "find_usual_price",
    "gather_facts",
    "get_body",
    "get_contract",
    "get_decision",
    "get_draft",
    "get_edition",
    "get_lack",
    "list_agreed",
    "list_asking_surface",
    "list_bodies",
    "list_codes",
    "list_contracts",
    "list_coverage",
    "list_decisions",
    "list_directory",
    "list_drafts",
    "list_editions",
    "list_failed",
    "list_known",
    "list_lacks",
    "list_same_code",
    "list_spans",
    "list_subjects",
    "preview_decision",
    "preview_for_kind",
    "print_contract",
    "publish_draft",
    "read_names",
    "read_rows",
    "read_sheet",
    "read_subjects",
    "roll_back",
    "run_tests",
    "say_rule",
    "say_target",
    "take_back_terms",
    "way_to",
    "write_sheet",
]
