"""A form that meets an ended session, or half of one: what was typed waits for its writer, or is shown at once to be copied.

It waits only where the form carried this browser's own token, so that no other site can leave one to be sent later.
"""

from flask import Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import keep_form
from backend.doors.shared.browser_session import current_token, give_form_ticket
from backend.doors.shared.csrf import check_csrf
from backend.doors.shared.house import transaction
from backend.doors.shared.typed import find_typed
from backend.foundation.database import GLOBAL
from backend.foundation.errors import LagatError

_SECRETS = {"password", "code", "recovery_code", "digits"}


def keep_what_was_typed(to_sign_in: BaseResponse) -> BaseResponse | None:
    """``to_sign_in`` where nothing is lost by it; None where the page must show what was typed, as ``find_typed`` has it."""
    if not find_typed() or _SECRETS & set(request.form):
        return to_sign_in
    ticket = _keep()
    if ticket is None or not isinstance(to_sign_in, Response):
        return None
    give_form_ticket(to_sign_in, ticket)
    return to_sign_in


def _keep() -> str | None:
    token = current_token()
    if token is None or any(each.filename for each in request.files.values()):
        return None
    fields = {name: text for name, text in request.form.items() if name != "csrf_token"}
    if sum(len(values) for values in request.form.listvalues()) != len(request.form):
        return None  # several values of one name: shown, not kept
    try:
        check_csrf()
        with transaction(GLOBAL) as session:
            return keep_form(session, session_token=token, address=request.path, fields=fields)
    except (CSRFError, LagatError):
        return None
