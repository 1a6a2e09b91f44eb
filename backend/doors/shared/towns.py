"""``<town:municipality_code>``: pages say the municipality's own short name, views get its SCB code."""

from typing import Any

from flask import Flask, current_app
from werkzeug.routing import BaseConverter, ValidationError

from backend import geography
from backend.doors.shared.house import transaction
from backend.foundation.database import GLOBAL

_KEPT = "lagat.towns"


class TownConverter(BaseConverter):
    """A slug in the address, four digits in the view. Unknown or inactive: no address of ours (404)."""

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> str:
        """The code behind a slug."""
        for code, slug in _towns().items():
            if slug == value:
                return code
        # A municipality that has just begun is not among those kept.
        for code, slug in _towns(afresh=True).items():
            if slug == value:
                return code
        raise ValidationError

    def to_url(self, value: Any) -> str:
        """The slug behind a code."""
        return _towns().get(value) or _towns(afresh=True)[value]


def register(app: Flask) -> None:
    """Let routes name a town."""
    app.url_map.converters["town"] = TownConverter


def _towns(*, afresh: bool = False) -> dict[str, str]:
    kept: dict[str, dict[str, str]] = current_app.extensions
    if afresh or _KEPT not in kept:
        with transaction(GLOBAL) as session:
            kept[_KEPT] = {each.code: each.slug for each in geography.list_municipalities(session, active_only=True)}
    return kept[_KEPT]
