"""What a person typed into a form that could not be saved, given back whatever form it was and wherever it failed.

A view that knows better says so with ``keep_typed``. Otherwise the fields people write in are read by their names: a
database that is away stops a request before its view is reached. Secrets are not among the names.
"""

from collections.abc import Mapping

from flask import g, request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException

_LONGEST = 10_000
_FIELDS = {
    "words": lazy_gettext("What you wrote"),
    "reason": lazy_gettext("Reason"),
    "place": lazy_gettext("Place"),
    "what": lazy_gettext("What is wrong"),
    "name": lazy_gettext("Name"),
    "mail": lazy_gettext("E-mail"),
    "mobile": lazy_gettext("Mobile"),
    "answer": lazy_gettext("Your answer"),
    "their_reference": lazy_gettext("Their reference"),
    "contact_name": lazy_gettext("Who took it"),
    "registry_number": lazy_gettext("Registry number"),
    "day": lazy_gettext("Day"),
    "until": lazy_gettext("Day"),
    "time": lazy_gettext("Time"),
    "received_day": lazy_gettext("Came in"),
    "received_time": lazy_gettext("Time"),
    "reserved_reference": lazy_gettext("Reference"),
}
_PREFIXES = ("answer-", "answer.", "rendering-", "words-")


def find_typed() -> Mapping[str, str]:
    """Label → text of what this request's form brought, in the order it was sent; empty for what is no form."""
    kept: dict[str, str] = g.get("typed", {})
    if kept or request.method != "POST":
        return kept
    try:
        form = request.form
    except HTTPException:  # what was too large to be read cannot be given back either
        return kept
    typed: dict[str, str] = {}
    for name, text in form.items():
        label = str(_FIELDS[name]) if name in _FIELDS else _label_of(name)
        if label and text.strip():
            typed[label] = "\n".join(filter(None, (typed.get(label), text.strip()[:_LONGEST])))
    return typed


def _label_of(name: str) -> str:
    return str(gettext("Your answers")) if name.startswith(_PREFIXES) else ""
