"""The contracts and the other bodies of the practice municipality."""

from dataclasses import dataclass

from backend.responsibility import OrderMode, Way


@dataclass(frozen=True)
class PracticeContract:
    """One contract: categories or whole groups, in areas (``*`` for everywhere)."""

    code: str
    name: str
    firm: str
    unit: str
    trade: str
    covers: tuple[str, ...]
    areas: tuple[str, ...] = ("*",)
    mode: OrderMode = OrderMode.WITHIN_PRICE
    approves_by_rule: bool = True
    accept_within_hours: int = 8
    pauses: tuple[str, ...] = ("frost", "power_company", "permit", "police")
    sample_percent: int = 0
    targets: dict[str, str] | None = None

    @property
    def is_in_house(self) -> bool:
        """Whether the municipality's own crew does the work."""
        return self.firm == "egenregi"


CONTRACTS = (
    PracticeContract("belysning-ost", "Belysning öst", "cleo-drift", "gata", "lighting", ("belysning",), ("ost",)),
    PracticeContract("belysning-vast", "Belysning väst", "cleo-drift", "gata", "lighting", ("belysning",), ("vast",)),
    PracticeContract(
        "drift", "Drift av gator", "cleo-drift", "gata", "roads", ("vag", "vinter", "renhallning", "fordon", "hamn-bro")
    ),
    PracticeContract(
        "klotter", "Klottersanering", "cleo-drift", "gata", "graffiti", ("klotter",),
        sample_percent=10,
    ),
    PracticeContract(
        "trafik", "Signaler och vägmärken", "cleo-drift", "trafik", "signals", ("trafik",), approves_by_rule=False
    ),
    PracticeContract("park", "Parkens egen drift", "egenregi", "park", "parks", ("park", "lek", "skadedjur")),
    PracticeContract("va", "Vattenjouren", "egenregi", "va", "water", ("va",), accept_within_hours=4),
    PracticeContract("avfall", "Insamling av avfall", "egenregi", "avfall", "waste", ("avfall",)),
    PracticeContract(
        "fastighet", "Fastighetsskötsel", "egenregi", "fastighet", "buildings", ("byggnad", "tillganglighetshinder"),
        approves_by_rule=False, targets={"start": "7 working_days"},
    ),
)  # fmt: skip

BODIES: dict[str, tuple[str, str, Way, dict[str, str]]] = {
    "trafikverket": ("Trafikverket", "The Swedish Transport Administration", Way.FORM,
                     {"phone": "0771-921 921", "acute_phone": "0771-921 921", "web": "https://www.trafikverket.se/"}),
    "elnat": ("Ängsby Elnät", "Ängsby Power Grid", Way.PHONE,
              {"phone": "010-555 01 00", "acute_phone": "010-555 01 01", "mail": "fel@elnat.example"}),
    "fastighetsagare": ("fastighetsägaren", "the property owner", Way.SHOWN, {}),
    "samfallighet": ("vägsamfälligheten", "the road association", Way.SHOWN, {}),
    "bjorkholmen-vag": ("Björkholmens vägsamfällighet", "Björkholmen's road association", Way.MAIL,
                        {"mail": "styrelsen@bjorkholmen.example"}),
    "kollektivtrafik": ("kollektivtrafiken", "the public transport company", Way.SHOWN, {"phone": "010-555 02 00"}),
    "polis": ("polisen", "the police", Way.SHOWN, {"phone": "114 14"}),
    "operator": ("uthyraren av elsparkcyklar", "the e-scooter company", Way.SHOWN, {}),
    "ledningsagare": ("ledningsägaren", "the owner of the cable or pipe", Way.MAIL, {"mail": "fel@ledning.example"}),
    "lansstyrelsen": ("länsstyrelsen", "the county administrative board", Way.SHOWN, {}),
    "raddningstjanst": ("räddningstjänsten", "the rescue service", Way.PHONE, {"phone": "112", "acute_phone": "112"}),
    "forening": ("föreningen", "the association", Way.SHOWN, {}),
    "parkeringsbolag": ("parkeringsbolaget", "the parking company", Way.SHOWN, {}),
    "jarnvag": ("järnvägens ägare", "the owner of the railway", Way.SHOWN, {"phone": "0771-921 921"}),
    "byggherre": ("byggherren", "the developer", Way.SHOWN, {}),
}  # fmt: skip
"""Code → name in Swedish and in English, the way it takes faults, telephones and addresses."""
