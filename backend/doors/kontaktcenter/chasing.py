"""Who chases, as a form says it."""

from flask import request

from backend.cases import Whose
from backend.doors.kontaktcenter.acting import choice_missing
from backend.doors.kontaktcenter.work_words import CHASERS


def read_chaser() -> Whose | None:
    """Who chases, where the form says it. Raises ``Invalid`` for what was not offered."""
    said = request.form.get("chaser", "")
    if said not in {"", *CHASERS}:
        raise choice_missing("chaser")
    return Whose(said) if said else None
