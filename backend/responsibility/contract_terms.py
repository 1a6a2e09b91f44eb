"""The terms of a contract: which may change at once, and what is wrong with what somebody wants them to be."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend import accounts, catalogue
from backend.catalogue.targets import read_window
from backend.foundation.errors import Invalid
from backend.responsibility.editions import list_known
from backend.responsibility.when import CLOSED, OPEN, read_hours

AT_ONCE = (
    "name", "order_mode", "season", "hours", "jour_phone", "call_off_kr", "frame_kr", "frame_used_kr",
    "orders_an_hour", "acute_orders_an_hour", "sample_percent", "valid_to",
)  # fmt: skip
"""Read when an order is written or drawn for a look, and not afterwards: no order that was sent is changed by them."""
OF_ORDERS = (
    "contractor_id", "unit_code", "trade", "accept_within_hours", "may_decline", "approves_by_rule", "warranty_days",
    "pauses", "targets",
)  # fmt: skip
"""What an order is held to for all its life: changed only by agreeing anew, from a day, as a row of its own."""
OWN_TARGETS = ("make_safe", "start", "mend")
EVERYWHERE = "*"
Coverage = frozenset[tuple[str, str]]
"""Pairs of category (or group) and area (``*``: everywhere)."""
_MISSING = "Please write something."


def check_times(*, season: str | None, hours: str | None) -> None:
    """Raises ``Invalid`` at ``season`` or ``hours`` for what is not written as they are."""
    try:
        if season:
            read_window(season)
    except Invalid as error:
        error.fields = error.fields or {"season": error.message}
        raise
    try:
        if hours and hours not in (OPEN, CLOSED):
            read_hours(hours)
    except Invalid as error:
        error.fields = error.fields or {"hours": error.message}
        raise


def check_terms(session: Session, municipality: str, terms: Mapping[str, Any]) -> None:
    """Raises ``Invalid`` naming each term that is wrong."""
    wrong: dict[str, str] = {}
    for name in ("name", "trade"):
        if name in terms and not str(terms[name] or "").strip():
            wrong[name] = _MISSING
    if "unit_code" in terms and accounts.find_unit(session, municipality, code=terms["unit_code"]) is None:
        wrong["unit_code"] = "There is no such code here."
    if "contractor_id" in terms:
        firms = {firm.id for firm in accounts.list_organisations(session, municipality)}
        if terms["contractor_id"] not in firms:
            wrong["contractor_id"] = "There is no such code here."
    wrong |= _wrong_targets(terms.get("targets") or {})
    if wrong:
        raise Invalid("terms_wrong", "Something in what was sent is missing or wrong.", fields=wrong)
    check_times(season=terms.get("season"), hours=terms.get("hours"))


def check_coverage(session: Session, municipality: str, covers: Collection[tuple[str, str]], *, now: Any) -> None:
    """Raises ``Invalid`` at ``covers`` for none and for a category that is not here, at ``areas`` for an area."""
    known = list_known(session, municipality, now=now)
    wrong = {}
    if not covers:
        wrong["covers"] = "Choose at least one category."
    elif not {category for category, _ in covers} <= set(known.categories):
        wrong["covers"] = "There is no such code here."
    if not {area for _, area in covers} <= {EVERYWHERE, *known.areas}:
        wrong["areas"] = "There is no such code here."
    if wrong:
        raise Invalid("coverage_wrong", "Something in what was sent is missing or wrong.", fields=wrong)


def _wrong_targets(targets: Mapping[str, str]) -> dict[str, str]:
    wrong = {f"targets.{name}": "There is no such code here." for name in set(targets) - set(OWN_TARGETS)}
    for name, text in targets.items():
        try:
            catalogue.read_target(text)
        except Invalid as error:
            wrong[f"targets.{name}"] = error.message
    return wrong
