"""Telling other bodies of their faults in their own systems, by Open311 (GeoReport v2), and asking how it goes.

XML is asked for, which every server must speak; JSON that comes all the same is read. A request is posted once: from the
moment it may have arrived until an answer is read it is in doubt, and is looked for among theirs under our reference.
The key comes from the operator's settings and is shown to the one origin it was set for, whatever address data says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from urllib.parse import quote

from backend.adapters import open311_words as words
from backend.adapters.door_out import Answer, DoorOut, DoorShut, Refused, Unanswered
from backend.deliveries import (
    TOKEN,
    InDoubt,
    Outgoing,
    PassingFailure,
    PermanentFailure,
    Receipt,
    Sought,
)
from backend.dispatch import Heard, HeardState, Question
from backend.foundation.errors import Invalid
from backend.foundation.outside import SystemKey, read_outside_address
from backend.foundation.settings import Settings

CLOCKS_APART = timedelta(minutes=2)
"""How far their clock may be from ours."""
MOST_CHARACTERS = 4_000
_SENT = ("jurisdiction_id", "service_code", "lat", "long")
_NOT_NOW = frozenset({408, 425, 429, 503})
"""Answers that say that nothing was taken, for a reason that passes."""
_GONE = frozenset({404, 410})


@dataclass(frozen=True)
class Open311Transport:
    """Posts requests through ``door``, looks for them and asks about them. ``keys`` by account."""

    door: DoorOut
    keys: Mapping[str, SystemKey]

    @classmethod
    def from_settings(cls, settings: Settings) -> "Open311Transport":
        """As the operator has set it."""
        return cls(DoorOut.from_settings(settings), settings.outside.keys)

    def send(self, outgoing: Outgoing) -> Receipt:
        """Post one request; returns its number, or the token its number is asked for by. See ``deliveries.ports``."""
        form = {name: outgoing.form[name] for name in _SENT if outgoing.form.get(name)}
        form["description"] = outgoing.body.strip()[:MOST_CHARACTERS]
        form |= self._key_for(outgoing)
        try:
            answer = self.door.call("POST", f"{outgoing.address}/requests.xml", form=form)
        except Refused as error:
            raise PermanentFailure(error.code) from error
        except Unanswered as error:
            raise InDoubt(error.code) from error
        except DoorShut as error:
            raise PassingFailure(error.code) from error
        row = _read_taken(answer)
        number, token = words.number_in(row), words.token_in(row)
        if token and not number:
            number = self._ask_number(outgoing.address, outgoing.form.get("jurisdiction_id"), token)
        return Receipt(provider_id=number or (TOKEN + token if token else None))

    def find_sent(self, sought: Sought) -> Receipt | None:
        """The one request under our reference they have taken since, and we do not know of; None where they cannot tell."""
        since = sought.since.astimezone(UTC) - CLOCKS_APART
        asked = {name: sought.form[name] for name in ("jurisdiction_id", "service_code") if sought.form.get(name)}
        asked["start_date"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            answer = self.door.call("GET", f"{sought.address}/requests.xml", params=asked)
        except Refused:
            return None
        except DoorShut as error:
            raise PassingFailure(error.code) from error
        if answer.status >= 500 or answer.status in _NOT_NOW:
            raise PassingFailure("list_not_given", str(answer.status))
        rows = (words.read_rows(answer.body) or []) if answer.status == 200 else []
        mark = sought.form.get("reference", "")
        found = (
            {
                words.number_in(row)
                for row in rows
                if mark and mark in row.get("description", "") and (at := words.moment_in(row)) and at >= since
            }
            - sought.known_ids
            - {""}
        )
        return Receipt(provider_id=found.pop()) if len(found) == 1 else None

    def ask(self, question: Question) -> Heard | None:
        """How it goes with one request, or its number; None where nothing that can be understood came."""
        if question.token:
            number = self._ask_number(question.address, question.jurisdiction, question.token)
            return Heard(HeardState.NUMBERED, number=number) if number else Heard(HeardState.UNKNOWN)
        number = question.number or ""
        answer = self._get(question.address, "requests", number, question.jurisdiction)
        if not number or answer is None or not (answer.status == 200 or answer.status in _GONE):
            return None
        rows = words.read_rows(answer.body) if answer.status == 200 else []
        if rows is None:
            return None
        row = next((each for each in rows if words.number_in(each) == number), None)
        return Heard(words.state_in(row), words.words_in(row)) if row else Heard(HeardState.UNKNOWN)

    def _key_for(self, outgoing: Outgoing) -> dict[str, str]:
        found = self.keys.get(outgoing.form.get("account", ""))
        if found is None:
            return {}
        try:
            origin = read_outside_address(outgoing.address).origin
        except Invalid as error:
            raise PermanentFailure("address_malformed") from error
        if origin != found.origin:
            raise PermanentFailure("key_of_another_address")
        return {"api_key": found.key}

    def _ask_number(self, address: str, jurisdiction: str | None, token: str) -> str:
        answer = self._get(address, "tokens", token, jurisdiction)
        rows = (words.read_rows(answer.body) or []) if answer is not None and answer.status == 200 else []
        return next((number for row in rows if (number := words.number_in(row))), "")

    def _get(self, address: str, what: str, name: str, jurisdiction: str | None) -> Answer | None:
        params = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
        try:
            return self.door.call("GET", f"{address}/{what}/{quote(name, safe='')}.xml", params=params)
        except DoorShut:
            return None


def _read_taken(answer: Answer) -> words.Row:
    """The request as it was taken; raises where it was not, or where nobody can say."""
    said = f"{answer.status} {words.errors_in(answer.body)}"
    if answer.status in (200, 201, 202):
        rows = words.read_rows(answer.body)
        if not rows:
            raise InDoubt("answer_unreadable", said)
        return rows[0]
    if answer.status in _NOT_NOW:
        raise PassingFailure("not_taken", said)
    if 300 <= answer.status < 500:
        raise PermanentFailure("refused", said)
    raise InDoubt("system_broken", said)
