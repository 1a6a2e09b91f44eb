"""How the cells of a town's files are read: each a function from text to what is kept. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from backend.accounts import Role
from backend.catalogue.targets import read_window
from backend.deliveries import read_phone
from backend.foundation.errors import Invalid
from backend.foundation.outside import read_outside_address
from backend.responsibility import OrderMode, Way
from backend.responsibility.when import CLOSED, OPEN, read_hours
from backend.retention import What

Reader = Callable[[str], Any]

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_CODES_BETWEEN = "|"
_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_YES, _NO = frozenset({"ja", "yes", "true", "1"}), frozenset({"nej", "no", "false", "0"})
LARGEST = 10**12


@dataclass(frozen=True)
class Column:
    """One column. ``default`` stands in an empty cell, or in every row where the column is left out."""

    read: Reader
    default: Any = None
    is_must: bool = False


def _refuse(why: str) -> Invalid:
    return Invalid("cell_wrong", why)


def text(cell: str) -> str:
    """Any words."""
    return cell


def code(cell: str) -> str:
    """A code of the municipality's own."""
    if not _CODE.fullmatch(cell):
        raise _refuse("A code is small letters a-z, figures, hyphens and underscores.")
    return cell


def mail(cell: str) -> str:
    """A mail address."""
    if not _MAIL.fullmatch(cell):
        raise _refuse("That is not a mail address.")
    return cell.lower()


def phone(cell: str) -> str:
    """A number somebody is called at: kept as E.164."""
    return read_phone(cell)


def whole(cell: str) -> int:
    """A whole number, spaces allowed between thousands."""
    figures = re.sub(r"[\s\u00a0]", "", cell)
    if not figures.isdecimal() or int(figures) > LARGEST:
        raise _refuse("That is not a whole number.")
    return int(figures)


def percent(cell: str) -> int:
    """From 0 to 100."""
    number = whole(cell.removesuffix("%").strip())
    if number > 100:
        raise _refuse("A share is 0 to 100.")
    return number


def yes_no(cell: str) -> bool:
    """Ja or nej."""
    if cell.casefold() not in _YES | _NO:
        raise _refuse("Write ja or nej.")
    return cell.casefold() in _YES


def day(cell: str) -> date:
    """A day as 2026-11-30."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise _refuse("Write the day as 2026-11-30.") from None


def codes(cell: str) -> tuple[str, ...]:
    """Several, with ``|`` between."""
    return tuple(part.strip() for part in cell.split(_CODES_BETWEEN) if part.strip())


def system_address(cell: str) -> str:
    """Where another's system is called."""
    return read_outside_address(cell).text


def services(cell: str) -> dict[str, str]:
    """Another's service codes, as ``belysning=LAMP | *=OTHER``."""
    halves = [each.partition("=") for each in codes(cell)]
    pairs = [(ours.strip(), theirs.strip()) for ours, _, theirs in halves]
    if not all(ours and theirs for ours, theirs in pairs):
        raise _refuse("Write category=their code, with | between.")
    return dict(pairs)


def season(cell: str) -> str:
    """As the catalogue writes seasons: 10-01/04-30."""
    read_window(cell)
    return cell


def hours(cell: str) -> str:
    """``open``, ``closed`` or 16:00-07:00."""
    if cell not in (OPEN, CLOSED):
        read_hours(cell)
    return cell


def one_of(words: type[StrEnum]) -> Reader:
    """One of the words of an enumeration."""

    def read(cell: str) -> StrEnum:
        try:
            return words(cell)
        except ValueError:
            raise _refuse(f"Write one of {', '.join(each.value for each in words)}.") from None

    return read


def _must(read: Reader) -> Column:
    return Column(read, is_must=True)


FILES: dict[str, dict[str, Column]] = {
    "units.csv": {
        "code": _must(code), "name": _must(text), "name_en": Column(text), "authority": _must(code),
        "authority_name": _must(text), "mail": Column(mail), "phone": Column(text), "head": Column(mail),
    },
    "firms.csv": {"code": _must(code), "name": _must(text), "in_house": Column(yes_no, False)},
    "people.csv": {
        "name": _must(text), "mail": _must(mail), "role": _must(one_of(Role)), "unit": Column(code),
        "firm": Column(code), "language": Column(code, "sv"),
    },
    "contracts.csv": {
        "code": _must(code), "name": _must(text), "firm": _must(code), "unit": _must(code), "trade": _must(code),
        "covers": _must(codes), "areas": Column(codes, ("*",)),
        "order_mode": Column(one_of(OrderMode), OrderMode.WITHIN_PRICE),
        "accept_within_hours": Column(whole, 8), "may_decline": Column(yes_no, True),
        "approves_by_rule": Column(yes_no, False), "warranty_days": Column(whole, 14), "pauses": Column(codes, ()),
        "orders_an_hour": Column(whole, 200), "acute_orders_an_hour": Column(whole, 30),
        "sample_percent": Column(percent, 10), "season": Column(season), "hours": Column(hours),
        "jour_phone": Column(phone), "call_off_kr": Column(whole), "frame_kr": Column(whole),
        "valid_from": _must(day), "valid_to": Column(day),
    },
    "bodies.csv": {
        "code": _must(code), "name": _must(text), "name_en": Column(text), "way": _must(one_of(Way)),
        "phone": Column(text), "acute_phone": Column(text), "web": Column(text), "mail": Column(mail),
        "open311_url": Column(system_address), "jurisdiction": Column(text), "open311_services": Column(services, {}),
        "valid_from": _must(day), "valid_to": Column(day),
    },
    "call_list.csv": {
        "list": _must(code), "position": _must(whole), "role": _must(text), "role_en": Column(text),
        "mail": _must(mail), "phone": _must(phone), "language": Column(code, "sv"), "wait_minutes": Column(whole, 10),
    },
    "retention.csv": {
        "what": _must(one_of(What)), "after_days": Column(whole), "category": Column(text), "authority": Column(code),
        "decision": _must(text), "basis": _must(text), "plan_reference": _must(text), "decided_on": _must(day),
        "active": Column(yes_no, False),
    },
}  # fmt: skip
"""The files of rows, in the order they are laid; ``hours.toml``, ``rules.csv`` and ``rule_tests.toml`` are beside them."""
