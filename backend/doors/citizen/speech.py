"""The door's own words in code, typed: English msgids, said in the reader's language."""

from flask_babel import gettext as say


def gettext(words: str, **names: object) -> str:
    """``words`` in the reader's language, with ``%(names)s`` filled in."""
    said: str = say(words, **names)
    return said
