"""Text as the database can keep it. What no person writes is taken out: it must cost nobody their report."""

from typing import Any

import orjson
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

NUL = "\0"


def clean_json(sent: Any) -> Any:
    """What ``clean`` gives of a JSON body. Nearly every one is clean, and one look at it written out tells."""
    try:
        return sent if b"\\u0000" not in orjson.dumps(sent) else clean(sent)
    except TypeError:  # half of a character cannot be written
        return clean(sent)


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
