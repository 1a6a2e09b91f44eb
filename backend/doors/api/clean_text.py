"""Text as the database can keep it. What no person writes is taken out: it must cost nobody their report."""

from typing import Any

from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

NUL = "\0"


def clean(sent: Any) -> Any:
    """What was sent without NUL characters and halves of characters, at any depth; all else as it came."""
    if isinstance(sent, str):
        return sent.replace(NUL, "") if sent.isascii() else _whole(sent.replace(NUL, ""))
    if isinstance(sent, list):
        return [clean(each) for each in sent]
    if isinstance(sent, dict):
        return {clean(name): clean(value) for name, value in sent.items()}
    return sent


def clean_fields(sent: MultiDictProxy) -> MultiDictProxy:
    """The same for a query or a form; files in it are left alone."""
    fields: Any = sent.data  # werkzeug's, which keeps several values of one name
    sent.data = MultiDict([(clean(name), clean(value)) for name, value in fields.items(multi=True)])
    return sent


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
