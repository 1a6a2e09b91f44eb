"""What may follow what on a work order, and what a firm may read. Pure."""

import re
from datetime import timedelta

from backend.cases.words import Outcome
from backend.dispatch.errors import ActNotAllowed
from backend.dispatch.words import Act, OrderState

LONGEST_WAIT = timedelta(days=366)

_S = OrderState
_UNSENT = frozenset({_S.UNSENT})
_NOT_DONE = frozenset({_S.SENT, _S.RECEIVED, _S.ACCEPTED, _S.STARTED, _S.WAITING})
# A crew without coverage may send "done" before "accepted" arrives: what implies acceptance is allowed at once.
ACTS: dict[Act, tuple[frozenset[OrderState], OrderState | None]] = {
    Act.RECEIVE: (frozenset({_S.SENT}), _S.RECEIVED),
    Act.ACCEPT: (frozenset({_S.SENT, _S.RECEIVED}), _S.ACCEPTED),
    Act.DECLINE: (frozenset({_S.SENT, _S.RECEIVED, _S.ACCEPTED}), _S.DECLINED),
    Act.START: (frozenset({_S.SENT, _S.RECEIVED, _S.ACCEPTED}), _S.STARTED),
    Act.MAKE_SAFE: (_NOT_DONE, None),
    Act.WAIT: (_NOT_DONE, _S.WAITING),
    Act.RESUME: (frozenset({_S.WAITING}), _S.STARTED),
    Act.COMPLETE: (_NOT_DONE, _S.DONE),
    Act.APPROVE: (frozenset({_S.DONE}), _S.APPROVED),
    Act.SEND_BACK: (frozenset({_S.DONE}), _S.ACCEPTED),
    Act.CANCEL: (_NOT_DONE | {_S.DONE, _S.UNSENT}, _S.CANCELLED),
    Act.SEND: (_UNSENT, _S.SENT),
    Act.RELEASE: (_NOT_DONE | _UNSENT, None),
    Act.PAUSE: (_NOT_DONE, None),
}
BARRED_BY_LOCK = frozenset({Act.START, Act.RESUME, Act.COMPLETE})
"""What may not be done before a locked order is released; to make the place safe from a distance may."""
ENDED = frozenset({_S.APPROVED, _S.DECLINED, _S.CANCELLED})
OUTCOMES_OF_WORK = frozenset(
    {
        Outcome.MENDED,
        Outcome.OTHER_FAULT_MENDED,
        Outcome.TEMPORARILY_MENDED,
        Outcome.NO_FAULT_FOUND,
        Outcome.GONE,
        Outcome.OWNER_DID_IT,
        Outcome.MENDED_BY_OTHER,
        Outcome.DELIVERED,
    }
)
SHOWN_BY_PHOTO = frozenset({Outcome.MENDED, Outcome.OTHER_FAULT_MENDED, Outcome.TEMPORARILY_MENDED})


def order_state_after(state: OrderState, act: Act) -> OrderState:
    """The state ``act`` leads to. Raises ``ActNotAllowed`` where the table does not allow it."""
    allowed, target = ACTS[act]
    if state not in allowed:
        raise ActNotAllowed(act, state)
    return target or state


def list_acts_allowed(state: OrderState, *, is_locked: bool = False) -> list[Act]:
    """The acts the table allows an order in ``state``, in the order of the work; a locked one alone is released."""
    barred = BARRED_BY_LOCK if is_locked else {Act.RELEASE}
    return [act for act, (allowed, _) in ACTS.items() if state in allowed and act not in barred]


def is_approved_by_rule(*, contract_says_so: bool, outcome: Outcome, has_proof: bool) -> bool:
    """Whether done work needs no person's approval: the contract says so, and a photo shows it where one can."""
    return contract_says_so and outcome in SHOWN_BY_PHOTO and has_proof


def clock_stands(reason: str, pauses: list[str]) -> bool:
    """Whether a waiting moves the order's own deadline: only for reasons the contract names."""
    return reason in pauses


_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-post]"),
    (re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b"), "[personnummer]"),
    (re.compile(r"(?:\+46|\b0)[\d\s-]{7,13}\d\b"), "[telefon]"),
    (re.compile(r"https?://\S+|www\.\S+"), "[länk]"),
    (re.compile(r"\b[A-ZÅÄÖ]{3} ?\d{2}[A-ZÅÄÖ0-9]\b"), "[regnr]"),
)


def mask_words(words: str, *, accusation_likely: bool) -> str:
    """A reporter's words as a firm or another body may read them; nothing where they may accuse somebody."""
    if accusation_likely:
        return ""
    for pattern, replacement in _MASKS:
        words = pattern.sub(replacement, words)
    return words
