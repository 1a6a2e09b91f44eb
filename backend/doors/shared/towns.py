"""``<town:municipality_code>``: pages say the municipality's own short name, views get its SCB code."""

from typing import Any

from flask import Flask
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.routing import BaseConverter

from backend import geography
from backend.doors.shared.house import current_house, transaction
from backend.foundation.database import GLOBAL
from backend.foundation.errors import Unavailable


class TownConverter(BaseConverter):
    """A slug in the address, four digits in the view. Unknown or inactive: no address of ours (404).

    It raises HTTP's own refusals: after a mere mismatch the router would offer another method of an unknown address.
    """

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> str:
        """The code behind a slug."""
        try:
            # A municipality that has just begun is not among those kept.
            code = _find_code(value) or _find_code(value, afresh=True)
        except Unavailable as error:
            raise ServiceUnavailable(retry_after=10) from error
        if code is None:
            raise NotFound
        return code

    def to_url(self, value: Any) -> str:
        """The slug behind a code."""
        return _towns().get(value) or _towns(afresh=True)[value]


def register(app: Flask) -> None:
    """Let routes name a town."""
    app.url_map.converters["town"] = TownConverter


def _find_code(slug: str, *, afresh: bool = False) -> str | None:
    return next((code for code, known in _towns(afresh=afresh).items() if known == slug), None)


def _towns(*, afresh: bool = False) -> dict[str, str]:
    house = current_house()
    if afresh or not house.towns:
        with transaction(GLOBAL) as session:
            house.towns = {each.code: each.slug for each in geography.list_municipalities(session, active_only=True)}
    return house.towns
