"""What the caller may do to a case now: by their rights and the case's state. Each act is one form of the page."""

from collections.abc import Sequence
from enum import StrEnum

from backend.accounts import Right
from backend.cases import Attention, Case, Outcome, Step, Why
from backend.cases.lifecycle import is_step_allowed
from backend.catalogue import ANSWERED_KINDS, WORK_KINDS, CaseKind
from backend.doors.kontaktcenter.frame import Frame
from backend.doors.shared.sight import may_read


class Form(StrEnum):
    """The forms of the case page."""

    DECIDE = "decide"
    ORDER = "order"
    RELEASE = "release"
    PROMISE = "promise"
    WAIT = "wait"
    ASK = "ask"
    ANSWER = "answer"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    NOTE = "note"
    SETTLE = "settle"
    ADDRESSES = "addresses"
    HAND_OVER = "hand_over"
    ORDER_ACT = "order_act"
    HAND_OVER_TO = "hand_over_to"
    RESUME = "resume"
    CONVERT = "convert"
    REGISTER = "register"
    RENDER = "render"
    MERGE = "merge"
    UNMERGE = "unmerge"
    UNJOIN = "unjoin"
    SPLIT = "split"


_NEEDS: dict[Form, tuple[Right, Step | None]] = {
    Form.RELEASE: (Right.DECIDE_CASES, Step.RELEASE),
    Form.DECIDE: (Right.DECIDE_CASES, Step.ASSIGN),
    Form.ORDER: (Right.DISPATCH_ORDERS, Step.WAIT),
    Form.PROMISE: (Right.DECIDE_CASES, Step.MOVE_PROMISE),
    Form.WAIT: (Right.DECIDE_CASES, Step.WAIT),
    Form.ASK: (Right.ANSWER_REPORTERS, Step.ASK),
    Form.ANSWER: (Right.ANSWER_REPORTERS, Step.RESOLVE),
    Form.RESOLVE: (Right.ANSWER_REPORTERS, Step.RESOLVE),
    Form.REOPEN: (Right.DECIDE_CASES, Step.REOPEN),
    Form.NOTE: (Right.DECIDE_CASES, Step.NOTE),
    Form.SETTLE: (Right.DECIDE_CASES, None),
    Form.ADDRESSES: (Right.LOOK_AT_ADDRESS, None),
    Form.HAND_OVER: (Right.DECIDE_CASES, Step.WAIT),
    Form.ORDER_ACT: (Right.APPROVE_ORDERS, None),
    Form.HAND_OVER_TO: (Right.DECIDE_CASES, Step.WAIT),
    Form.RESUME: (Right.DECIDE_CASES, Step.RESUME),
    Form.CONVERT: (Right.DECIDE_CASES, Step.CONVERT),
    Form.RENDER: (Right.DECIDE_CASES, Step.NOTE),
    Form.REGISTER: (Right.ANSWER_REPORTERS, Step.RESOLVE),
    Form.MERGE: (Right.DECIDE_CASES, Step.JOIN),
    Form.UNMERGE: (Right.DECIDE_CASES, Step.UNJOIN),
    Form.UNJOIN: (Right.DECIDE_CASES, Step.LOSE_REPORT),
    Form.SPLIT: (Right.DECIDE_CASES, Step.SPLIT),
}
OF_ITS_AUTHORITY = frozenset(Form) - {Form.RELEASE, Form.DECIDE, Form.NOTE, Form.SETTLE}
"""What is done to another authority's matter by those alone who may read it."""

# What a reason asks for first, the most pressing reason first: its form lies open when the page does.
_FIRST = {
    Why.HELD: (Form.RELEASE,),
    Why.UNDECIDED: (Form.DECIDE,),
    Why.ORDER_DECLINED: (Form.DECIDE,),
    Why.ORDER_NEEDED: (Form.ORDER,),
    Why.PROMISE_PASSED: (Form.PROMISE,),
    Why.ANSWER: (Form.REGISTER, Form.ANSWER, Form.RESOLVE),
    Why.OBJECTION: (Form.REOPEN, Form.DECIDE),
    Why.NEW_WORDS: (Form.NOTE,),
}
_SETTLED_BY_HAND = (
    Why.NEW_WORDS, Why.DELIVERY_PARKED, Why.REACTION_PARKED, Why.REFUSED_ACT, Why.THIRD_MOVE, Why.ACCEPTANCE_OVERDUE,
    Why.MAKE_SAFE_OVERDUE, Why.START_OVERDUE, Why.MEND_OVERDUE,
)  # fmt: skip
SETTLED_BY_DECISION = (Why.HELD, Why.ORDER_DECLINED, Why.ORDER_NEEDED, Why.OBJECTION, Why.HAND_OVER, Why.ANSWER)
"""Reasons that a new decision answers; what it leads to raises its own."""

OUTCOMES_BY_STAFF: dict[CaseKind, tuple[Outcome, ...]] = {
    CaseKind.FAULT: (
        Outcome.MENDED, Outcome.OTHER_FAULT_MENDED, Outcome.TEMPORARILY_MENDED, Outcome.NO_FAULT_FOUND, Outcome.GONE,
        Outcome.OWNER_DID_IT, Outcome.MENDED_BY_OTHER, Outcome.PRIVATE, Outcome.WITHIN_CARE_LEVEL,
        Outcome.OFF_ON_PURPOSE, Outcome.PLANNED_UPKEEP, Outcome.INSUFFICIENT,
    ),
    CaseKind.ORDER: (Outcome.DELIVERED, Outcome.INSUFFICIENT),
    CaseKind.VIEWPOINT: (Outcome.INSUFFICIENT,),
    CaseKind.QUESTION: (Outcome.INSUFFICIENT,),
    CaseKind.AUTHORITY_MATTER: (Outcome.OTHER_AUTHORITY, Outcome.INSUFFICIENT),
}  # fmt: skip
_ALWAYS = (Outcome.OTHER_AUTHORITY, Outcome.WITHDRAWN, Outcome.ABUSE)


def is_settled_by_hand(case: Case, why: Why) -> bool:
    """Whether no act of the case answers the reason by itself: then a person says that they have looked."""
    return why in _SETTLED_BY_HAND or (why is Why.OBJECTION and case.is_open)


def list_outcomes(case: Case) -> tuple[Outcome, ...]:
    """The outcomes a person may choose for this kind of case; an answer and a hand-over have forms of their own."""
    return tuple(dict.fromkeys((*OUTCOMES_BY_STAFF[CaseKind(case.kind)], *_ALWAYS)))


def list_allowed(frame: Frame, case: Case) -> frozenset[Form]:
    """The forms to offer."""
    allowed = frozenset(form for form in Form if _is_allowed(frame, case, form))
    return allowed if may_read(case) else allowed - OF_ITS_AUTHORITY


def first_form(attention: Sequence[Attention], allowed: frozenset[Form]) -> Form | None:
    """The form to lay open: what the most pressing reason asks for."""
    standing = {each.why for each in attention}
    wanted = [form for why, forms in _FIRST.items() if why in standing for form in forms]
    return next((form for form in wanted if form in allowed), None)


def _is_allowed(frame: Frame, case: Case, form: Form) -> bool:
    right, step = _NEEDS[form]
    if right not in frame.rights or (step is not None and not is_step_allowed(case.state, step, case.kind)):
        return False
    if form is Form.ORDER:
        return case.kind in WORK_KINDS
    if form is Form.SPLIT:
        return case.is_open
    if form is Form.UNMERGE:
        return case.joined_to is not None
    if form is Form.REGISTER:
        return case.kind == CaseKind.AUTHORITY_MATTER
    return form is not Form.ANSWER or case.kind in ANSWERED_KINDS
