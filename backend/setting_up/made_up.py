"""Made-up reports for a practice municipality: by nobody, about nothing, at places of its own."""

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend import cases, catalogue, geography
from backend.cases import Channel, ReportForm
from backend.foundation.errors import NotAllowed
from backend.geography import MunicipalityKind, PlaceKind, PlaceName

REPORTER = "amira@ovning.example"
TOLD: tuple[tuple[str, str], ...] = (
    ("belysning.enstaka", "Lampan utanför porten är mörk sedan i helgen."),
    ("vag.potthal", "Stort hål i körbanan, jag fick väja ut i vägen."),
    ("renhallning.papperskorg", "Papperskorgen är full och det ligger skräp runt den."),
    ("klotter.ovrigt", "Klotter på väggen mot cykelvägen."),
    ("park.trad-risk", "En gren hänger löst över gångvägen."),
    ("vinter.halka", "Det är blankis på trottoaren."),
    ("lek.trasig", "Gungan har gått av i kedjan."),
    ("annat", "Jag vet inte vad det här är, men någon borde titta."),
)


def report_for_practice(session: Session, municipality: str, *, many: int, now: datetime) -> int:
    """Let ``many`` made-up reports come in, at addresses of the municipality; those that have come are not sent again.

    Returns how many are new. Raises ``NotAllowed`` for a municipality that is no practice one.
    """
    town = geography.get_municipality(session, municipality)
    if town.kind is not MunicipalityKind.PRACTICE:
        raise NotAllowed("not_practice", "Made-up reports come in to a practice municipality only.")
    spots = _spots(session, municipality, many) or [(town.lon or 0.0, town.lat or 0.0)]
    known = {each.code for each in catalogue.list_categories(session, municipality)}
    told = [(code if code in known else catalogue.CATCH_ALL, words) for code, words in TOLD]
    new = 0
    for number in range(many):
        lon, lat = spots[number % len(spots)]
        category, words = told[number % len(told)]
        form = ReportForm(
            client_id=sha256(f"made-up {municipality} {number}".encode()).hexdigest()[:32],
            category=category,
            longitude=lon,
            latitude=lat,
            channel=Channel.WEB,
            words=words,
            mail=REPORTER,
        )
        new += cases.submit_report(session, municipality, form, now=now).is_first
    return new


def _spots(session: Session, municipality: str, many: int) -> list[tuple[float, float]]:
    addresses = (
        sa.select(PlaceName.lon, PlaceName.lat)
        .where(PlaceName.municipality == municipality, PlaceName.kind == PlaceKind.ADDRESS)
        .order_by(sa.func.md5(sa.cast(PlaceName.id, sa.Text)))
        .limit(many)
    )
    return [(lon, lat) for lon, lat in session.execute(addresses)]
