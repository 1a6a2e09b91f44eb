"""How a choice is written, in the shipped files and in the database: one flat object, labels by language code."""

from collections.abc import Mapping
from typing import Any

from backend.catalogue.targets import read_target, read_window
from backend.catalogue.tree import Choice

_NOT_A_LANGUAGE = frozenset({"code", "danger", "routes", "make_safe", "mend", "season"})


def read_choice(written: Mapping[str, Any]) -> Choice:
    """The choice written as ``write_choice`` writes it; every key that names nothing else is a language."""
    return Choice(
        code=written["code"],
        label={key: text for key, text in written.items() if key not in _NOT_A_LANGUAGE},
        danger=written.get("danger", False),
        routes=tuple(written.get("routes", ())),
        make_safe=read_target(written["make_safe"]) if "make_safe" in written else None,
        mend=read_target(written["mend"]) if "mend" in written else None,
        season=read_window(written["season"]) if "season" in written else None,
    )


def write_choice(choice: Choice) -> dict[str, Any]:
    """The choice as one flat object, leaving out what it does not have."""
    extras = {"make_safe": choice.make_safe, "mend": choice.mend, "season": choice.season}
    return {
        "code": choice.code,
        **choice.label,
        **({"danger": True} if choice.danger else {}),
        **({"routes": list(choice.routes)} if choice.routes else {}),
        **{name: str(value) for name, value in extras.items() if value is not None},
    }
