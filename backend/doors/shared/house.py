"""What a web process holds for its whole life, and how a view reaches it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from backend.doors.shared.limits import LimitBook
from backend.doors.shared.phones import PhoneBook
from backend.foundation.database import Database, Scope
from backend.foundation.settings import Settings

_KEY = "lagat"


@dataclass
class House:
    """Settings, the database as the web role, and all that this process keeps in its memory.

    ``phones``: numbers to ring for when the database is down; ``limits``: how often each source came; ``towns``: the
    slug of each municipality by its code, empty until somebody asks; ``document``: the API's, once it was asked for.
    """

    settings: Settings
    database: Database
    phones: PhoneBook = field(default_factory=PhoneBook)
    limits: LimitBook = field(default_factory=LimitBook)
    towns: dict[str, str] = field(default_factory=dict)
    document: dict[str, Any] | None = None


def give_house(app: Flask, house: House) -> None:
    """Let every view of ``app`` reach ``house``."""
    app.extensions[_KEY] = house


def current_house() -> House:
    """The house of the app that answers this request."""
    return cast(House, current_app.extensions[_KEY])


def transaction(scope: Scope) -> AbstractContextManager[Session]:
    """One use case, one transaction: ``with transaction(current_scope()) as session: …``. It commits at the end."""
    return current_house().database.transaction(scope)
