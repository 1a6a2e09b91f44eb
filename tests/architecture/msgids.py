"""Finds every English sentence that a reader may meet: in templates, in the doors' code and in the errors of the house."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).parent.parent.parent
REFUSALS = {"Invalid", "_invalid", "NotFound", "NotAllowed", "Conflict", "Unavailable", "ValidationError"}
GETTEXT = {"gettext", "_", "lazy_gettext", "ngettext"}
# Refusals told to operators in a terminal, in English.
FOR_OPERATORS = (
    "cli",
    "commands",
    "cluster",
    "settings",
    "children",
    "roles",
    "boundaries",
    "areas",
    "practice",
    "replay",
)


@functools.cache
def list_msgids() -> dict[str, str]:
    """Every msgid of the web process, with the first file that says it."""
    found: dict[str, str] = {}
    for folder in (ROOT / "backend" / "doors", ROOT / "ui"):
        for template in sorted(folder.rglob("templates/**/*")):
            if template.is_file():
                for message in list_of_template(template):
                    found.setdefault(message, str(template.relative_to(ROOT)))
    for file in sorted((ROOT / "backend").rglob("*.py")):
        room = file.relative_to(ROOT / "backend").parts[0]
        if not (room.startswith(FOR_OPERATORS) or file.name.startswith(FOR_OPERATORS)):
            for message in list_of_code(file):
                found.setdefault(message, str(file.relative_to(ROOT)))
    return found


def list_of_template(template: Path) -> Iterator[str]:
    for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", str(template)):
        yield from [message] if isinstance(message, str) else [part for part in message if part]


def list_of_code(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        named = {
            node.targets[0].id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(scope):
            if isinstance(node, ast.Call):
                yield from _of_call(node, named)


def _of_call(call: ast.Call, named: dict[str, ast.expr]) -> Iterator[str]:
    for argument in _list_sentences(call):
        value = named.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def _list_sentences(call: ast.Call) -> list[ast.expr]:
    """The arguments of a call that people read."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in GETTEXT:
        return call.args[: 2 if name == "ngettext" else 1]
    if name == "ValidationError":
        return call.args[:1]
    if name in REFUSALS or ast.unparse(call.func) == "super().__init__":
        fields = [word.value for word in call.keywords if word.arg == "fields" and isinstance(word.value, ast.Dict)]
        return [*call.args[1:2], *(value for each in fields for value in each.values)]
    return []
