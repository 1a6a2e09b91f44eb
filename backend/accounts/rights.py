"""Who may do what, on one screen."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one municipality."""

    AGENT = "agent"  # kommunvägledare at the kontaktcenter
    OFFICER = "officer"  # handläggare or gatuingenjör in a unit
    HEAD = "head"  # the unit's head
    ADMIN = "admin"  # keeps people, rules and settings; reads no reporter's address
    MANAGER = "manager"  # arbetsledare at a contractor
    CREW = "crew"  # does the work, for a contractor or in-house


class Right(StrEnum):
    """One thing a role may open. A door names the right it asks for."""

    SEE_CASES = "see_cases"
    DECIDE_CASES = "decide_cases"
    DISPATCH_ORDERS = "dispatch_orders"
    APPROVE_ORDERS = "approve_orders"
    ANSWER_REPORTERS = "answer_reporters"
    LOOK_AT_ADDRESS = "look_at_address"
    ACKNOWLEDGE_ALARMS = "acknowledge_alarms"
    SEE_DELIVERIES = "see_deliveries"
    RESEND_DELIVERIES = "resend_deliveries"
    SEE_ORDERS = "see_orders"
    ACT_ON_ORDERS = "act_on_orders"
    ADMINISTER = "administer"
    KEEP_RULES = "keep_rules"  # drafts, tries, publishes and rolls back the rules of responsibility
    READ_LOOKS = "read_looks"  # who has looked at reporters' addresses
    KEEP_RECORDS = "keep_records"  # gives out public records, holds, erases, makes register extracts
    KEEP_INCIDENTS = "keep_incidents"  # the authority's register of personal data breaches
    KEEP_FIRM = "keep_firm"  # a firm's own people and their devices


_KONTAKTCENTER = frozenset(
    {
        Right.SEE_CASES,
        Right.DECIDE_CASES,
        Right.DISPATCH_ORDERS,
        Right.ANSWER_REPORTERS,
        Right.LOOK_AT_ADDRESS,
        Right.ACKNOWLEDGE_ALARMS,
        Right.SEE_DELIVERIES,
        Right.RESEND_DELIVERIES,
    }
)
_FIRM = frozenset({Right.SEE_ORDERS, Right.ACT_ON_ORDERS, Right.ACKNOWLEDGE_ALARMS})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _KONTAKTCENTER,
    Role.OFFICER: _KONTAKTCENTER | {Right.APPROVE_ORDERS, Right.KEEP_RECORDS, Right.KEEP_INCIDENTS},
    Role.HEAD: _KONTAKTCENTER | {Right.APPROVE_ORDERS, Right.KEEP_RECORDS, Right.KEEP_INCIDENTS, Right.KEEP_RULES},
    Role.ADMIN: frozenset(
        {
            Right.SEE_CASES,
            Right.SEE_DELIVERIES,
            Right.RESEND_DELIVERIES,
            Right.ADMINISTER,
            Right.READ_LOOKS,
            Right.KEEP_RULES,
            Right.KEEP_INCIDENTS,
        }
    ),
    Role.MANAGER: _FIRM | {Right.KEEP_FIRM},
    Role.CREW: _FIRM,
}

FIRM_ROLES = frozenset({Role.MANAGER, Role.CREW})
"""Roles held for an organisation: their scope shows that organisation's orders alone."""

UNIT_ROLES = frozenset({Role.OFFICER, Role.HEAD})
"""Roles held in a unit: their scope shows the records of the unit's authority alone."""


def has_right(role: Role, right: Right) -> bool:
    """Whether ``role`` carries ``right``."""
    return right in RIGHTS[role]
