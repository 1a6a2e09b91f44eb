"""Names in braces: which a text uses, whether it may, and how they are filled in as plain text. Pure."""

import re
from collections.abc import Callable, Mapping

from backend.deliveries import Length, measure_sms
from backend.foundation.errors import Invalid
from backend.messages.codes import FEET
from backend.messages.shipped import TextForm

LONGEST_SUBJECT = 150
LONGEST_BODY = 4000
LINKS = frozenset({"follow", "verdict", "order", "acknowledge", "case_page"})
"""Names that stay in the text until it is sent: each becomes a link, and no token is stored."""

NEVER_IN_SMS = frozenset({"question", "answer", "words", "reason", "place", "their_ref", "how", "step"})
"""Names of what people wrote, and of where it is: they stand behind the link."""
MOST_SEGMENTS = 3
LINK_LENGTH = 75
"""What a link is counted as before it is made: address of the installation, town, reference and token."""

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def names_in(words: str) -> frozenset[str]:
    """The names a text uses."""
    return frozenset(_PLACE.findall(words))


def fill(words: str, values: Mapping[str, Callable[[], str]]) -> str:
    """The text with every name of ``values`` filled in; links stay. Only what the text uses is asked for.

    Braces inside a value become round ones: what a person wrote can never become a place for a link.
    """
    return _PLACE.sub(lambda place: _plain(values[place[1]]()) if place[1] in values else place[0], words)


def fill_line(words: str, values: Mapping[str, Callable[[], str]]) -> str:
    """The same on one line, for a subject; a link there is left out."""
    filled = _PLACE.sub("", fill(words, values))
    return " ".join(filled.split())[:LONGEST_SUBJECT]


def plain_words(words: str) -> str:
    """What a person wrote, as it may stand in a text: trimmed, and without places for links."""
    return _plain(words.strip())


def check_text(form: TextForm, subject: str, body: str) -> None:
    """Raises ``Invalid`` with what is wrong in ``subject`` or ``body`` of a text of this form."""
    faults: dict[str, str] = {}
    unknown = (names_in(subject) | names_in(body)) - form.names
    lost = form.must - names_in(body)
    if unknown or names_in(subject) & LINKS or _has_stray_brace(subject) or _has_stray_brace(body):
        faults["body"] = "This text uses a name in braces that it may not use."
    elif lost:
        faults["body"] = "This text lacks a name in braces that it must have."
    if bool(subject.strip()) == (form.code in FEET) or "\n" in subject or "\r" in subject:
        faults["subject"] = "A message needs a subject of one line."
    if not body.strip() or len(body) > LONGEST_BODY or len(subject) > LONGEST_SUBJECT:
        faults.setdefault("body", "The text is empty or too long.")
    if faults:
        raise Invalid(
            "text_not_possible",
            "This text cannot be used: unknown names: {unknown}; missing names: {missing}.",
            fields=faults,
            unknown=", ".join(sorted(unknown)) or "–",
            missing=", ".join(sorted(lost)) or "–",
        )


def check_sms(form: TextForm, sms: str) -> None:
    """Raises ``Invalid`` where an SMS of a text of this form uses a name it may not, or is too long with its link."""
    names = names_in(sms)
    wrong = (names - form.names) | (names & NEVER_IN_SMS)
    if not sms.strip() or wrong or _has_stray_brace(sms) or measure_filled(sms).segments > MOST_SEGMENTS:
        said = "An SMS is at most three segments long and uses no names but those of its text, nothing people wrote."
        raise Invalid("sms_not_possible", said, fields={"sms": said}, unknown=", ".join(sorted(wrong)) or "–")


def measure_filled(sms: str) -> Length:
    """How long an SMS is when the names it still has are filled in: a link with ``LINK_LENGTH``, other names with ten."""
    return measure_sms(_PLACE.sub(lambda place: "x" * (LINK_LENGTH if place[1] in LINKS else 10), sms))


def _plain(value: str) -> str:
    return value.replace("{", "(").replace("}", ")")


def _has_stray_brace(words: str) -> bool:
    rest = _PLACE.sub("", words)
    return "{" in rest or "}" in rest
