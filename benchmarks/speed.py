"""``python -m benchmarks.speed``: the four calls beside their references in turns, statements, and what costs the rest."""

import argparse
import json
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.costs import Costs, find_costs
from benchmarks.driving import Driven, drive_api, drive_reference, open_clients
from benchmarks.house import House, Served, open_house
from benchmarks.statements import count_all

OPERATIONS = ("intake", "list", "follow", "order")
GOALS = {"intake": 0.2}
"""What a run must reach; the goal is 0.5 for all."""
MOST_STATEMENTS = 6


@dataclass(frozen=True)
class Measured:
    """One operation: the medians of all rounds, and the ratio with its lowest and highest.

    ``by_processor`` is the reference's use of the processors for a call divided by the API's: the ratio as it would be
    on a machine with nothing else to do.
    """

    reference: float
    api: float
    median_ms: float
    slow_ms: float
    ratio: float
    lowest: float
    highest: float
    by_processor: float


def main() -> int:
    """Measure and print; 1 where a ratio or a number of statements is not reached."""
    options = _read_options()
    with open_house(options.rows) as house:
        print(
            f"{options.rows} cases; {options.clients} clients; {options.rounds} rounds of {options.seconds:g} s a side"
        )
        counted = {} if options.only else count_all(house)
        measured = _measure(house, options)
        costs = None if options.only else find_costs(house, seconds=options.seconds)
    _print(measured, counted, costs)
    if options.json:
        told = {
            "ratios": {name: asdict(each) for name, each in measured.items()},
            "statements": {path: len(said) for path, said in counted.items()},
            "costs": asdict(costs) if costs else {},
        }
        Path(options.json).write_text(json.dumps(told, indent=1))
    low = [name for name, goal in GOALS.items() if name in measured and measured[name].ratio < goal]
    many = [path for path, said in counted.items() if "?" in path and len(said) > MOST_STATEMENTS]
    return 1 if low or many else 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each side in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--rows", type=int, default=60_000, help="cases in the database")
    parser.add_argument("--json", help="also write the figures to this file")
    parser.add_argument("--only", choices=OPERATIONS, action="append", help="measure these alone")
    parser.add_argument("--server", help="another command to serve with; {port} stands for the port")
    return parser.parse_args()


def _measure(house: House, options: argparse.Namespace) -> dict[str, Measured]:
    command = options.server.split() if options.server else None
    with house.serve(command) as web, open_clients() as pool:
        for name in OPERATIONS:  # what is read once is read before
            _drive(house, pool, name, web, options, seconds=1.0)
        return {name: _in_turns(house, pool, name, web, options) for name in options.only or OPERATIONS}


def _in_turns(house: House, pool: ProcessPoolExecutor, name: str, web: Served, options: argparse.Namespace) -> Measured:
    rounds = [_drive(house, pool, name, web, options, seconds=options.seconds) for _ in range(options.rounds)]
    ratios = [api.per_second / reference.per_second for reference, api in rounds]
    median = statistics.median
    return Measured(
        reference=median(reference.per_second for reference, _ in rounds),
        api=median(api.per_second for _, api in rounds),
        median_ms=median(api.median for _, api in rounds) * 1000,
        slow_ms=median(api.slow for _, api in rounds) * 1000,
        ratio=median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        by_processor=median(reference.processor / api.processor for reference, api in rounds),
    )


def _drive(
    house: House, pool: ProcessPoolExecutor, name: str, web: Served, options: argparse.Namespace, *, seconds: float
) -> tuple[Driven, Driven]:
    if name == "order":
        house.reset_orders()
    reference = drive_reference(house, name, clients=options.clients, seconds=seconds)
    if name == "order":
        house.reset_orders()
    return reference, drive_api(pool, house, web, name, clients=options.clients, seconds=seconds)


def _print(measured: dict[str, Measured], counted: dict[str, list[str]], costs: Costs | None) -> None:
    print(
        f"\n{'':10}{'reference/s':>12}{'API/s':>8}{'median ms':>11}{'95 % ms':>9}{'ratio':>8}   lowest – highest  by processor"
    )
    for name, each in measured.items():
        print(
            f"{name:10}{each.reference:12.0f}{each.api:8.0f}{each.median_ms:11.1f}{each.slow_ms:9.1f}{each.ratio:8.2f}"
            f"   {each.lowest:.2f} – {each.highest:.2f}{each.by_processor:16.2f}"
        )
    if counted:
        print("\nStatements a request (the session's, the scope's and the clock's included)")
        for path, said in counted.items():
            print(f"  {len(said):3}  {path}")
    if costs:
        print(costs.told())


if __name__ == "__main__":
    sys.exit(main())
