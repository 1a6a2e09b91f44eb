"""A contract's form: what its controls hold, and what they say."""

from typing import Any
from uuid import UUID, uuid4

from flask import request
from sqlalchemy.orm import Session

from backend import catalogue
from backend.doors.kontaktcenter.acting import read_code, written
from backend.doors.kontaktcenter.agreed_form import Cells, need_whole, read_last, read_whole, show_last
from backend.doors.shared.contract_defaults import NEW_CONTRACT
from backend.responsibility import EVERYWHERE, OWN_TARGETS, Contract, ContractCoverage, Coverage, OrderMode

WHOLE = ("accept_within_hours", "warranty_days", "sample_percent", "orders_an_hour", "acute_orders_an_hour")
MONEY = ("call_off_kr", "frame_kr")
TEXTS = ("name", "trade", "jour_phone", "season")
FLAGS = ("may_decline", "approves_by_rule")
OWN_TIMES = "times"


def write_contract(contract: Contract | None, coverage: list[ContractCoverage], tz: Any) -> Cells:
    """The contract as its form holds it; None: a new one as it usually is."""
    if contract is None:
        return _write(lambda name: NEW_CONTRACT.get(name)) | {"covers": [], "areas": [EVERYWHERE], "valid_to": ""}
    cells = _write(lambda name: getattr(contract, name)) | {
        "covers": sorted({row.category for row in coverage}),
        "areas": sorted({row.area_code for row in coverage}),
        "valid_to": show_last(contract.valid_to, tz),
        "contractor_id": str(contract.contractor_id),
        "unit_code": contract.unit_code,
    }
    return cells | {f"price_{row.category}": "" if row.usual_kr is None else str(row.usual_kr) for row in coverage}


def read_terms(session: Session, municipality: str, stands: Contract | None) -> dict[str, Any]:
    """The terms the form says. Raises ``Invalid`` at what cannot be read."""
    tz = catalogue.get_calendar(session, municipality).tz
    terms: dict[str, Any] = {name: written(name) for name in TEXTS}
    terms |= {name: written(name) or None for name in ("jour_phone", "season")}
    terms |= {name: need_whole(name, 100 if name == "sample_percent" else 100_000) for name in WHOLE}
    terms |= {name: read_whole(name) for name in MONEY}
    terms |= {name: request.form.get(name) == "yes" for name in FLAGS}
    kind = written("hours_kind")
    own = {name: written(f"target_{name}") for name in OWN_TARGETS}
    return terms | {
        "frame_used_kr": read_whole("frame_used_kr") or 0,
        "contractor_id": _read_id("contractor_id"),
        "unit_code": written("unit_code"),
        "order_mode": read_code(OrderMode, "order_mode"),
        "hours": written("hours_times") or None if kind == OWN_TIMES else kind or None,
        "pauses": _keep_order(stands, sorted(set(request.form.getlist("pauses")))),
        "targets": {name: text for name, text in own.items() if text} or None,
        "valid_to": read_last("valid_to", tz, stands.valid_to if stands else None),
    }


def read_coverage(stands: list[ContractCoverage]) -> Coverage | None:
    """Every category in every area that are ticked; None where the ticks are those of what stands."""
    covers, areas = set(request.form.getlist("covers")), set(request.form.getlist("areas"))
    if stands and covers == {row.category for row in stands} and areas == {row.area_code for row in stands}:
        return None
    return frozenset((category, area) for category in covers for area in areas or {EVERYWHERE})


def read_prices(covers: Coverage | None, stands: list[ContractCoverage]) -> dict[str, int | None]:
    """The usual prices written for what is covered."""
    covered = {row.category for row in stands} if covers is None else {category for category, _ in covers}
    return {each: read_whole(f"price_{each}") for each in sorted(covered) if f"price_{each}" in request.form}


def name_field(name: str) -> str:
    """A refused term as the form calls it."""
    head, _, rest = name.partition(".")
    return {"targets": f"target_{rest}", "usual_prices": f"price_{rest}", "hours": "hours_times"}.get(head, name)


def _write(find: Any) -> Cells:
    hours = find("hours") or ""
    targets = find("targets") or {}
    cells: Cells = {name: "" if find(name) is None else str(find(name)) for name in (*WHOLE, *MONEY, *TEXTS)}
    cells |= {name: "yes" if find(name) else "no" for name in FLAGS}
    cells |= {f"target_{name}": targets.get(name, "") for name in OWN_TARGETS}
    return cells | {
        "frame_used_kr": str(find("frame_used_kr") or 0),
        "order_mode": find("order_mode").value,
        "hours_kind": hours if hours in ("", "open", "closed") else OWN_TIMES,
        "hours_times": "" if hours in ("open", "closed") else hours,
        "pauses": list(find("pauses")),
    }


def _keep_order(stands: Contract | None, pauses: list[str]) -> list[str]:
    """The reasons ticked; in the order that stands where they are the same ones."""
    return list(stands.pauses) if stands and sorted(stands.pauses) == pauses else pauses


def _read_id(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        return uuid4()  # nobody's: refused as not here
