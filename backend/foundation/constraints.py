"""One table from the name of a violated constraint to the refusal it stands for."""

import sqlalchemy as sa

from backend.foundation.errors import Conflict, LagatError

_REFUSALS: dict[str, tuple[str, str]] = {
    "work_order_one_active": (
        "order_already_active",
        "There is already an active work order of that kind for this case.",
    ),
    "report_reference_unique": ("reference_taken", "That reference is taken. Please try again."),
    "verdict_once": ("verdict_given", "This question is already answered."),
    "contract_version_once": ("code_taken", "There is one with that code already. Choose another code."),
    "photo_client_id_unique": ("photo_sent_before", "That photo is already here."),
}


def error_for(error: sa.exc.IntegrityError) -> LagatError:
    """The refusal behind a violated constraint; a conflict without particulars where the table does not know it."""
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    code, message = _REFUSALS.get(name or "", ("conflict", "Somebody changed the same thing. Please look again."))
    return Conflict(code, message)
