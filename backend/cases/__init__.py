"""Reports and cases: what people told us, where it stands, what was promised, and what needs a person."""

from backend.cases.actions import (
    ASKS_NOTHING,
    add_words,
    ask_for_person,
    assign_case,
    close_case,
    leave_to_person,
    move_case,
    read_case,
    release_case,
    reopen_case,
    resolve_case,
)
from backend.cases.addresses import recipient_key
from backend.cases.attention import raise_attention, settle_attention
from backend.cases.bulk_models import BulkFate, BulkMove, BulkState
from backend.cases.bulk_moves import cancel_move, confirm_move, draft_move
from backend.cases.bulk_queries import (
    MovableFilter,
    find_cases_by_reference,
    get_bulk_move,
    list_bulk_moves,
    list_cases_of_move,
    list_movable,
)
from backend.cases.ceilings import USUAL, Ceiling, forget_sources, list_ceilings, set_ceiling
from backend.cases.choosing import join_by_choice
from backend.cases.converting import ConversionPlan, convert_case, plan_conversion
from backend.cases.counted import list_counts
from backend.cases.errors import (
    CaseNotFound,
    JoinNotAllowed,
    NotJoined,
    NotOfYourAuthority,
    ReasonMissing,
    ReportNotFound,
    StepNotAllowed,
    WordsMissing,
)
from backend.cases.examples import list_newest_of_each_kind
from backend.cases.fixes import ReportFix, list_fixes
from backend.cases.holding import list_held, list_open_acute, release_cases
from backend.cases.intake import Submitted, submit_report, was_sent
from backend.cases.intake_models import IntakeCeiling, Per, ReservedReference
from backend.cases.joining import join_report, merge_cases, unjoin_report, unmerge_case
from backend.cases.joining_decisions import may_be_offered, may_join
from backend.cases.language_models import Rendering, RenderingOf
from backend.cases.language_reactions import language_of
from backend.cases.late_entries import keep_reserved, list_reserved, reserve_references
from backend.cases.lives import list_lives
from backend.cases.matters import find_unread, hand_over_matter, may_read_words
from backend.cases.models import (
    Attention,
    Case,
    CaseNote,
    Promise,
    Report,
    ReportAddition,
    ReporterAddress,
    TimelineEntry,
    answers_of,
)
from backend.cases.moving import lock_cases, lock_family
from backend.cases.near import Near, find_near
from backend.cases.notes import Said, ask_reporters, note_on_case
from backend.cases.old_references import OldReference, list_cases_by_old_reference, list_old_references, search_key_of
from backend.cases.problem_errors import ProblemNotFound, ProblemSolved
from backend.cases.problem_models import Problem, ProblemEntry, ProblemState, ProblemStep
from backend.cases.problem_queries import (
    MendedAndSolved,
    count_mended_and_solved,
    find_problems,
    get_problem,
    list_cases_of_problem,
    list_problem_steps,
    list_problems,
)
from backend.cases.problems import move_look, solve_problem
from backend.cases.promise_actions import make_safe, move_promise, wait_on
from backend.cases.promises import LOOK_AGAIN, NO_DATE, NewPromise, given_date, lacks_date, mend_promise, promise_by
from backend.cases.queries import (
    Recipient,
    find_cases,
    find_remaining_case,
    find_report_by_reference,
    get_case,
    get_case_by_reference,
    get_note,
    get_promise,
    get_report,
    list_additions,
    list_addresses,
    list_attention,
    list_attention_of_case,
    list_cases,
    list_emptied_into,
    list_first_words,
    list_notes,
    list_promises,
    list_recipients,
    list_reports,
    list_timeline,
)
from backend.cases.recipient_queries import list_recipients_of
from backend.cases.renderings import list_renderings, renderings_of, write_rendering
from backend.cases.repeat_memory import count_repeats, remember_repeats
from backend.cases.repeats import TIMES_FOR_PROBLEM, Repeats
from backend.cases.report_form import ReportForm
from backend.cases.resuming import resume_case
from backend.cases.rows import Point, count_rows, find_row
from backend.cases.silence import Silence, list_silent, note_word_told
from backend.cases.splitting import SecondFault, list_split, split_report
from backend.cases.steps import lock_case
from backend.cases.targets import next_promise, targets_of_case
from backend.cases.urgency import raise_priority
from backend.cases.words import (
    Cause,
    Channel,
    LateReason,
    NoteKind,
    Outcome,
    PromiseKind,
    State,
    Step,
    Whose,
    Why,
)

__all__ = [
    "ASKS_NOTHING", "LOOK_AGAIN", "NO_DATE", "TIMES_FOR_PROBLEM", "USUAL", "Attention", "BulkFate", "BulkMove",
    "BulkState", "Case", "CaseNotFound", "CaseNote", "Cause", "Ceiling", "Channel", "ConversionPlan",
    "IntakeCeiling", "JoinNotAllowed", "LateReason", "MendedAndSolved", "MovableFilter", "Near", "NewPromise",
    "NotJoined", "NotOfYourAuthority", "NoteKind", "OldReference", "Outcome", "Per", "Point", "Problem",
    "ProblemEntry", "ProblemNotFound", "ProblemSolved", "ProblemState", "ProblemStep", "Promise", "PromiseKind",
    "ReasonMissing", "Recipient", "Rendering", "RenderingOf", "Repeats", "Report", "ReportAddition", "ReportFix",
    "ReportForm", "ReportNotFound", "ReporterAddress", "ReservedReference", "Said", "SecondFault", "Silence",
    "State", "Step", "StepNotAllowed", "Submitted", "TimelineEntry", "Whose", "Why", "WordsMissing", "add_words",
    "answers_of", "ask_for_person", "ask_reporters", "assign_case", "cancel_move", "close_case", "confirm_move",
    "convert_case", "count_mended_and_solved", "count_repeats", "count_rows", "draft_move", "find_cases",
    "find_cases_by_reference", "find_near", "find_problems", "find_remaining_case", "find_report_by_reference",
    "find_row", "find_unread", "forget_sources", "get_bulk_move", "get_case", "get_case_by_reference", "get_note",
    "get_problem", "get_promise", "get_report", "given_date", "hand_over_matter", "join_by_choice", "join_report",
    "keep_reserved", "lacks_date", "language_of", "leave_to_person", "list_additions", "list_addresses",
    "list_attention", "list_attention_of_case", "list_bulk_moves", "list_cases", "list_cases_by_old_reference",
    "list_cases_of_move", "list_cases_of_problem", "list_ceilings", "list_counts", "list_emptied_into",
    "list_first_words", "list_fixes", "list_held", "list_lives", "list_movable", "list_newest_of_each_kind",
    "list_notes", "list_old_references", "list_open_acute", "list_problem_steps", "list_problems", "list_promises",
    "list_recipients", "list_recipients_of", "list_renderings", "list_reports", "list_reserved", "list_silent",
    "list_split", "list_timeline", "lock_case", "lock_cases", "lock_family", "make_safe", "may_be_offered",
    "may_join", "may_read_words", "mend_promise", "merge_cases", "move_case", "move_look", "move_promise",
    "next_promise", "note_on_case", "note_word_told", "plan_conversion", "promise_by", "raise_attention",
    "raise_priority", "read_case", "recipient_key", "release_case", "release_cases", "remember_repeats",
    "renderings_of", "reopen_case", "reserve_references", "resolve_case", "resume_case", "search_key_of",
    "set_ceiling", "settle_attention", "solve_problem", "split_report", "submit_report", "targets_of_case",
    "unjoin_report", "unmerge_case", "wait_on", "was_sent", "write_rendering",
]  # fmt: skip
