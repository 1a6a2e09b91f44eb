"""What a text about a case may need to know, read when it is asked for and once."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from backend import accounts, cases, catalogue, dispatch, geography, responsibility
from backend.cases import Case, Step
from backend.catalogue import Category, word_in
from backend.catalogue.tree import Words
from backend.foundation.errors import NotFound
from backend.messages.shipped import say

NEIGHBOUR = "municipality:"
EMERGENCY = "112"


@dataclass(frozen=True)
class OtherBody:
    """Who a fault belongs to when it is not ours, and how they are reached where that is known."""

    names: Words
    phone: str | None = None
    web: str | None = None
    their_reference: str | None = None

    def name_in(self, language: str) -> str:
        """Their name, or "the one responsible" where nobody knows it."""
        return word_in(self.names, language) or say("fallback", "org", language)


class CaseFacts:
    """One case with its municipality, category, unit, and who else it may belong to."""

    def __init__(
        self, session: Session, case: Case, *, kind: str | None = None, authority_id: UUID | None = None
    ) -> None:
        """``kind`` and ``authority_id`` where the text is about what the case will become."""
        self._session = session
        self.case = case
        self.code = case.municipality
        self.kind = kind or case.kind
        self._authority_id = authority_id or case.authority_id

    @cached_property
    def municipality(self) -> geography.Municipality:
        return geography.get_municipality(self._session, self.code)

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.municipality.time_zone)

    @cached_property
    def category(self) -> Category:
        """The case's category, and the one that takes everything where it is gone."""
        found = catalogue.find_category(self._session, self.code, self.case.category)
        return found or catalogue.category_for_intake(self._session, self.code, self.case.category)

    @cached_property
    def is_exercise(self) -> bool:
        return self.municipality.kind is geography.MunicipalityKind.PRACTICE

    def municipality_name(self, language: str) -> str:
        """Says "Ängsby kommun" or "Ängsby Municipality"."""
        return self.municipality.full_name if language == "sv" else self.municipality.name_en

    def name_of_unit(self, code: str | None, language: str) -> str:
        """The unit of that code, else the one that has the case, else the municipality."""
        unit = accounts.find_unit(self._session, self.code, code=code) if code else None
        return unit.name_in(language) if unit else self.unit_name(language)

    @cached_property
    def _unit(self) -> accounts.UnitView | None:
        code = self.case.unit_code
        return accounts.find_unit(self._session, self.code, code=code) if code else None

    def unit_name(self, language: str) -> str:
        """The unit that has the case, else the municipality."""
        return self._unit.name_in(language) if self._unit else self.municipality_name(language)

    @cached_property
    def authority_name(self) -> str:
        """The nämnd or company that owns the case; the municipality where it is gone."""
        authorities = accounts.list_authorities(self._session, self.code)
        found = next((each.name for each in authorities if each.id == self._authority_id), None)
        return found or self.municipality.full_name

    def sender(self, language: str) -> str:
        """Who signs a mail: unit and municipality."""
        unit, whole = self.unit_name(language), self.municipality_name(language)
        return whole if unit == whole else f"{unit}, {whole}"

    @property
    def phone(self) -> str:
        """Whom to ring when it is dangerous."""
        return self.municipality.acute_phone or self.municipality.phone or EMERGENCY

    @property
    def contact(self) -> str:
        """Where another body answers us."""
        known = (self.municipality.email, self.municipality.phone)
        return ", ".join(each for each in known if each) or self.municipality.full_name

    @cached_property
    def _location(self) -> geography.Location:
        return geography.locate(self._session, self.code, lon=self.case.longitude, lat=self.case.latitude)

    def place(self, language: str) -> str:
        """The place by our own names, never in a reporter's words: nearest address, else street, else "the place"."""
        address = self._location.address
        return (address.text if address else self._location.street) or say("fallback", "place", language)

    @property
    def spot(self) -> str:
        """The same for those who go there, with latitude and longitude in WGS84 degrees, as maps take them."""
        position = f"{self.case.latitude:.5f}, {self.case.longitude:.5f}"
        address = self._location.address
        named = address.text if address else self._location.street
        return f"{named} ({position})" if named else position

    @cached_property
    def other(self) -> OtherBody:
        """Whom the fault belongs to: as it was resolved, else as it was handed over, else as it was decided."""
        resolved = [e for e in cases.list_timeline(*self._subject) if e.step is Step.RESOLVE and e.facts.get("body")]
        hand_overs = dispatch.list_hand_overs(*self._subject)
        decided = [row for row in responsibility.list_decisions(*self._subject) if row.body_code]
        last = hand_overs[-1] if hand_overs else None
        if resolved:
            code, name = str(resolved[-1].facts["body"]), str(resolved[-1].facts.get("body_name", ""))
        elif last is not None:
            code, name = last.body_code, last.body_name
        elif decided:
            code, name = str(decided[-1].body_code), str(decided[-1].facts.get("neighbour_name", ""))
        else:
            return OtherBody({})
        their_reference = last.their_reference if last is not None and last.body_code == code else None
        return self._look_up(code, name, their_reference)

    def called_role(self, role: str, language: str) -> str | None:
        """The public role of whoever was called, in ``language``, where ``role`` is what a call-list says."""
        alarm = dispatch.find_alarm_of_case(*self._subject)
        calls = dispatch.list_calls(self._session, self.code, alarm.id) if alarm else ()
        return next((word_in(call.role, language) for call in calls if role in call.role.values()), None)

    @property
    def _subject(self) -> tuple[Session, str, UUID]:
        return self._session, self.code, self.case.id

    def _look_up(self, code: str, name: str, their_reference: str | None) -> OtherBody:
        said = {"sv": name} if name else {}
        try:
            if code.startswith(NEIGHBOUR):
                near = geography.get_municipality(self._session, code.removeprefix(NEIGHBOUR))
                names = {"sv": near.full_name, "en": near.name_en}
                return OtherBody(names, near.phone, near.web_address, their_reference)
            body = responsibility.get_body(self._session, self.code, code)
        except NotFound:
            return OtherBody(said, their_reference=their_reference)
        phone = (self.case.is_acute and body.acute_phone) or body.phone
        return OtherBody(dict(body.names), phone, body.web, their_reference)
