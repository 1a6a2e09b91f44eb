"""Records: what may be kept how long, what is held, what is erased, and what is given out."""

from backend.retention.culling import Cullable, count_cullable, list_cullable, list_due_rules, plan_batch
from backend.retention.disclosure_file import FILE, LIST, list_due_disclosures, write_disclosure
from backend.retention.disclosure_models import Disclosure, DisclosureState, Part
from backend.retention.disclosures import (
    decide_disclosure,
    draft_disclosure,
    get_disclosure,
    leave_out_case,
    list_disclosures,
    mask_passage,
    refuse_disclosure,
    set_masks,
)
from backend.retention.erasing import Erased
from backend.retention.errors import NobodyFound, RecordNotFound, UnderLegalHold
from backend.retention.extracts import gather_extract, write_extract
from backend.retention.holds import NewHold, get_hold, lift_hold, list_held, list_holds, place_hold, refuse_held
from backend.retention.ledger import Entry, read_lines, write_line
from backend.retention.models import CulledCase, Erasure, HoldOf, LegalHold, RetentionRule, What
from backend.retention.persons import find_reports, key_of
from backend.retention.ports import ErasureLedger, RecordStore
from backend.retention.requests import (
    apply_entry,
    ask_erasure,
    carry_out,
    find_case_of,
    get_erasure,
    list_due_erasures,
    list_erasures,
)
from backend.retention.rules import NewRule, activate_rule, end_rule, enter_rule, get_rule, list_rules
from backend.retention.searching import Criteria, count_found, search_cases
from backend.retention.sheets import FIELDS, Sheet, list_sheets
from backend.retention.whole_cases import list_culled
from backend.retention.word_index import index_next, read_from_the_start

__all__ = [
    "FIELDS",
    "FILE",
    "LIST",
    "Criteria",
    "Cullable",
    "CulledCase",
    "Disclosure",
    "DisclosureState",
    "Entry",
    "Erased",
    "Erasure",
    "ErasureLedger",
    "HoldOf",
    "LegalHold",
    "NewHold",
    "NewRule",
    "NobodyFound",
    "Part",
    "RecordNotFound",
    "RecordStore",
    "RetentionRule",
    "Sheet",
    "UnderLegalHold",
    "What",
    "activate_rule",
    "apply_entry",
    "ask_erasure",
    "carry_out",
    "count_cullable",
    "count_found",
    "decide_disclosure",
    "draft_disclosure",
    "end_rule",
    "enter_rule",
    "find_case_of",
    "find_reports",
    "gather_extract",
    "get_disclosure",
    "get_erasure",
    "get_hold",
    "get_rule",
    "index_next",
    "key_of",
    "leave_out_case",
    "lift_hold",
    "list_cullable",
    "list_culled",
    "list_disclosures",
    "list_due_disclosures",
    "list_due_erasures",
    "list_due_rules",
    "list_erasures",
    "list_held",
    "list_holds",
    "list_rules",
    "list_sheets",
    "mask_passage",
    "place_hold",
    "plan_batch",
    "read_from_the_start",
    "read_lines",
    "refuse_disclosure",
    "refuse_held",
    "search_cases",
    "set_masks",
    "write_disclosure",
    "write_extract",
    "write_line",
]  # fmt: skip
