"""Contracts with what they cover, the other bodies, and who is called."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from backend import catalogue, geography
from backend.accounts.models import Organisation, OrganisationKind, Unit
from backend.dispatch import CallListEntry
from backend.responsibility import EVERYTHING, Body, Contract, ContractCoverage, list_same_code
from backend.setting_up.folder import Line
from backend.setting_up.laying import Laid, lay
from backend.setting_up.work import Work, in_languages

CONTRACTS, BODIES, CALL_LIST = "contracts.csv", "bodies.csv", "call_list.csv"
JOUR = "jour"
EVERYWHERE = "*"
_TERMS = (
    "name", "trade", "order_mode", "accept_within_hours", "may_decline", "approves_by_rule", "warranty_days",
    "orders_an_hour", "acute_orders_an_hour", "sample_percent", "season", "hours", "jour_phone", "call_off_kr",
    "frame_kr",
)  # fmt: skip


def lay_contracts(work: Work) -> None:
    """Each contract with the categories (or groups) it covers, in the areas it names."""
    firms, units = _firms(work), work.ids_by_code(Unit)
    categories = catalogue.list_categories(work.session, work.municipality, include_hidden=True, include_retired=True)
    covers = {each.code for each in categories} | {each.group_code for each in categories}
    areas = {EVERYWHERE} | {each.code for each in geography.list_areas(work.session, work.municipality)}
    for line in work.are_once(CONTRACTS, "code"):
        known = (("firm", firms), ("unit", units), ("covers", covers), ("areas", areas))
        fine = [work.is_known(line, column, codes) for column, codes in known]
        if not all(fine):
            continue
        cells = line.cells
        contractor_id, is_in_house = firms[cells["firm"]]
        values: dict[str, Any] = {name: cells[name] for name in _TERMS} | {
            "contractor_id": contractor_id,
            "is_in_house": is_in_house,
            "unit_code": cells["unit"],
            "pauses": list(cells["pauses"]),
            "valid_from": work.morning_of(cells["valid_from"]),
            "valid_to": work.morning_of(cells["valid_to"]),
        }
        key: dict[str, Any] = {"municipality": work.municipality, "code": cells["code"]}
        agreed = list_same_code(work.session, work.municipality, cells["code"])
        if len(agreed) > 1:  # terms were agreed anew from a day: the file speaks of the newest, which keeps its day
            key["id"] = agreed[0].id
            del values["valid_from"]
        contract, laid = lay(work.session, Contract, key=key, values=values)
        differs = _cover(work, contract.id, line)
        work.count(CONTRACTS, Laid.CHANGED if differs and laid is Laid.SAME else laid)


def lay_bodies(work: Work) -> None:
    """Each body outside, and the way it takes faults."""
    listed = catalogue.list_categories(work.session, work.municipality, include_hidden=True, include_retired=True)
    categories = {each.code for each in listed} | {each.group_code for each in listed} | {EVERYTHING}
    for line in work.are_once(BODIES, "code"):
        cells = line.cells
        values = {name: cells[name] for name in ("way", "phone", "acute_phone", "web", "mail")} | {
            "names": in_languages(cells["name"], cells["name_en"]),
            "valid_from": work.morning_of(cells["valid_from"]),
            "valid_to": work.morning_of(cells["valid_to"]),
        }
        if cells["open311_url"]:  # what was entered otherwise stands
            names = ("open311_url", "jurisdiction", "open311_services")
            values |= dict(zip(("open311", "jurisdiction", "services"), (cells[name] for name in names), strict=True))
            unknown = sorted(set(cells["open311_services"]) - categories)
            if unknown or not cells["open311_services"]:
                said = f"There is no {', '.join(unknown)} here." if unknown else "Write at least one, such as *=OTHER."
                work.faults.append(line.fault("open311_services", said))
                continue
        key = {"municipality": work.municipality, "code": cells["code"]}
        work.count(BODIES, lay(work.session, Body, key=key, values=values)[1])


def lay_call_lists(work: Work) -> None:
    """Who is called in turn: the list is a contract's code, or ``jour`` for the municipality's own."""
    lists = {JOUR, *work.ids_by_code(Contract)}
    for line in work.are_once(CALL_LIST, "list", "position"):
        if not work.is_known(line, "list", lists):
            continue
        cells = line.cells
        values = {name: cells[name] for name in ("mail", "phone", "language", "wait_minutes")}
        values["role"] = in_languages(cells["role"], cells["role_en"])
        key = {"municipality": work.municipality, "list_code": cells["list"], "position": cells["position"]}
        work.count(CALL_LIST, lay(work.session, CallListEntry, key=key, values=values)[1])


def _firms(work: Work) -> dict[str, tuple[UUID, bool]]:
    """Code → id, and whether it is the municipality's own crew."""
    found = work.session.execute(sa.select(Organisation.code, Organisation.id, Organisation.kind))
    return {code: (firm_id, kind is OrganisationKind.MUNICIPALITY) for code, firm_id, kind in found}


def _cover(work: Work, contract_id: UUID, line: Line) -> bool:
    """Let it cover what the row says and nothing else; returns whether that differs. Usual prices that stand stay."""
    of_it = (ContractCoverage.municipality == work.municipality, ContractCoverage.contract_id == contract_id)
    columns = sa.select(ContractCoverage.category, ContractCoverage.area_code).where(*of_it)
    before = {(category, area) for category, area in work.session.execute(columns)}
    after = {(category, area) for category in line.cells["covers"] for area in line.cells["areas"]}
    for category, area in before - after:
        gone = (ContractCoverage.category == category, ContractCoverage.area_code == area)
        work.session.execute(sa.delete(ContractCoverage).where(*of_it, *gone))
    for category, area in sorted(after - before):
        key = {"municipality": work.municipality, "contract_id": contract_id}
        work.session.add(ContractCoverage(**key, category=category, area_code=area))
    work.session.flush()
    return before != after
