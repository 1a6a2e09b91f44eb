"""`test` and `check`: every test, and everything a commit is held to."""

import os
import signal
import sys
import time
from pathlib import Path

import click

from backend.commands.installation import ROOT
from backend.foundation.children import run_in_front

BIN = Path(sys.executable).parent
CODE = ("backend", "contractor_portal", "ui", "migrations", "tests", "benchmarks")
PARALLEL = "2"


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run every test: Python's with pytest, the pages' modules with vitest. Arguments are pytest's own."""
    modules = 0 if _chooses(arguments) else _run(_vitest(), "the modules' tests")
    split = () if any(word.startswith(("-n", "--numprocesses")) for word in arguments) else ("-n", PARALLEL)
    by_file = ("--dist", "loadfile", "--no-loadscope-reorder")
    python = _run([str(BIN / "python"), "-m", "pytest", *by_file, *split, *arguments], "pytest")
    sys.exit(python or modules)


@click.command()
@click.option("--fix", is_flag=True, help="Let the formatter and the safe lint rules rewrite first.")
def check(fix: bool) -> None:
    """Format, lint, types, import order, the modules' types and tests, and the architecture tests."""
    code = [name for name in CODE if (ROOT / name).is_dir()]
    if fix:
        _run([str(BIN / "ruff"), "check", "--fix-only", "--quiet", "."], "lint, fixing")
        _run([str(BIN / "ruff"), "format", "--quiet", "."], "format, rewriting")
    steps = {
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint": [str(BIN / "ruff"), "check", "."],
        "types": [str(BIN / "mypy"), "--strict", *code],
        "import order": [str(BIN / "lint-imports"), "--config", "setup.cfg"],
        "modules: types": _npm("types"),
        "modules: tests": _vitest(),
        "architecture": [str(BIN / "python"), "-m", "pytest", "-q", "tests/architecture"],
    }
    failed = [name for name, command in steps.items() if _run(command, name) != 0]
    if failed:
        raise click.ClickException(f"Not kept: {', '.join(failed)}. ./lagat check --fix mends format and simple lint.")
    click.echo("Everything is kept.")


def _chooses(arguments: tuple[str, ...]) -> bool:
    """Whether the caller asked for a part of the Python tests only."""
    return any(word.startswith("tests") or word in ("-k", "--lf", "--last-failed") for word in arguments)


def _vitest() -> list[str]:
    return _npm("test")


def _npm(script: str) -> list[str]:
    return [str(BIN / "npm"), "run", "--silent", script]


def _run(command: list[str], title: str) -> int:
    started = time.monotonic()
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PWD": str(ROOT)}
    os.chdir(ROOT)
    code = run_in_front(command, environment=environment, stop_by=signal.SIGINT)
    if code == 130:
        raise click.Abort
    click.echo(f"-- {title}: {'kept' if code == 0 else 'FAILED'}, {time.monotonic() - started:.1f} s", err=True)
    return code
