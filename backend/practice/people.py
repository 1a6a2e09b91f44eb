"""Who works in the practice municipality. Addresses are at names that can never exist."""

from dataclasses import dataclass

from backend.accounts import Role


@dataclass(frozen=True)
class PracticePerson:
    """One person of the practice municipality; ``unit`` or ``firm`` by code, as the role needs."""

    name: str
    email: str
    role: Role
    unit: str | None = None
    firm: str | None = None


AUTHORITIES = {
    "samhallsbyggnad": "Samhällsbyggnadsnämnden",
    "miljo": "Miljönämnden",
    "va": "Ängsby vatten och avfall AB",
    "kommunstyrelsen": "Kommunstyrelsen",
}

UNITS: dict[str, tuple[str, str, str]] = {
    "gata": ("samhallsbyggnad", "Gatuenheten", "Streets"),
    "park": ("samhallsbyggnad", "Parkenheten", "Parks"),
    "va": ("va", "Vatten och avlopp", "Water and sewerage"),
    "trafik": ("samhallsbyggnad", "Trafikenheten", "Traffic"),
    "avfall": ("va", "Avfallsenheten", "Waste"),
    "miljo": ("miljo", "Miljökontoret", "Environment"),
    "fastighet": ("samhallsbyggnad", "Fastighetsenheten", "Municipal buildings"),
    "fritid": ("samhallsbyggnad", "Fritidsenheten", "Sports and leisure"),
    "kontaktcenter": ("kommunstyrelsen", "Kontaktcenter", "Contact centre"),
    "kart": ("samhallsbyggnad", "Kartenheten", "Maps"),
    "parkering": ("samhallsbyggnad", "Parkeringsenheten", "Parking"),
    "sakerhet": ("kommunstyrelsen", "Trygghet och säkerhet", "Safety"),
    "krisledning": ("kommunstyrelsen", "Krisledningen", "Crisis management"),
}
"""Code → authority, public name in Swedish and in English."""

FIRMS = {
    "cleo-drift": "Cleos Drift AB",
    "dag-el": "Dags El AB",
    "egenregi": "Kommunens egen driftgrupp",
}

PEOPLE = (
    PracticePerson("Bo", "bo@angsby.example", Role.AGENT),
    PracticePerson("Cleo", "cleo@cleo-drift.example", Role.MANAGER, firm="cleo-drift"),
    PracticePerson("Dag", "dag@dag-el.example", Role.MANAGER, firm="dag-el"),
    PracticePerson("Driftgruppen", "driftgruppen@angsby.example", Role.MANAGER, firm="egenregi"),
    PracticePerson("Administratören", "admin@angsby.example", Role.ADMIN),
    *(
        PracticePerson(f"{public} handläggare", f"{code}@angsby.example", Role.OFFICER, unit=code)
        for code, (_, public, _) in UNITS.items()
        if code not in ("kontaktcenter", "krisledning")
    ),
)

CALL_LIST: tuple[tuple[str, int, str, str, str, int], ...] = (
    ("drift", 1, "Entreprenörens jour", "The contractor on call", "jour@cleo-drift.example", 10),
    ("jour", 1, "Gatujouren", "Streets on call", "gatujouren@angsby.example", 10),
    ("jour", 2, "Tekniska jouren", "The technical officer on call", "tekniskajouren@angsby.example", 10),
)
"""List, position, public role in Swedish and in English, mail, minutes until the next is called."""
