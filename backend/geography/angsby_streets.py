"""Ängsby's streets, drawn by hand: metres east and north of Stora torget. A made town; no map was copied."""

from dataclasses import dataclass

Metres = tuple[float, float]


@dataclass(frozen=True)
class MadeStreet:
    """A street through ``points`` (metres east, north), an address each ``address_step`` metres and a lamp post each
    ``lamp_step``; 0 for none. Addresses are numbered from the first point, odd to the left; lamp posts stand on the
    right, numbered from ``lamps_from`` or, without it, after those of the street before."""

    name: str
    points: tuple[Metres, ...]
    address_step: float = 42
    lamp_step: float = 60
    lamps_from: int | None = None
    gullies: bool = False


def _town(name: str, *points: Metres) -> MadeStreet:
    return MadeStreet(name, points, address_step=30, lamp_step=50, gullies=True)


def _home(name: str, *points: Metres) -> MadeStreet:
    return MadeStreet(name, points)


STORGATAN = MadeStreet(
    "Storgatan",
    ((-900, -40), (-450, -12), (0, 0), (420, 28), (900, 18)),
    address_step=24,
    lamp_step=36,
    lamps_from=4704,
    gullies=True,
)

MUNICIPAL_STREETS: tuple[MadeStreet, ...] = (
    STORGATAN,
    _town("Lyktgatan", (-25, -720), (-5, -300), (0, 0), (15, 350), (45, 760)),
    _town("Hamngatan", (300, -1172), (318, -500), (330, 22), (345, 440)),
    _town("Skolgatan", (-620, 215), (0, 240), (620, 262)),
    _town("Kyrkogatan", (-350, -430), (-340, -5), (-330, 470)),
    _town("Torggatan", (-575, -165), (0, -150), (575, -140)),
    _town("Järnvägsgatan", (-820, 420), (-200, 436), (400, 428), (900, 452)),
    _town("Bagargatan", (-185, -330), (-172, 260)),
    _town("Smedjegatan", (160, -330), (172, 270)),
    _town("Nygatan", (560, -335), (575, 445)),
    _town("Parkgatan", (-565, -340), (-572, 435)),
    _town("Rådhusgatan", (-790, -320), (-770, 425)),
    _town("Trädgårdsgatan", (-800, -310), (0, -318), (570, -325)),
    _town("Apotekargränd", (90, -160), (95, 12)),
    _home("Södra vägen", (-350, -430), (-360, -760), (-405, -1200), (-420, -1400)),
    _home("Björkstigen", (-355, -600), (-620, -640), (-870, -600)),
    _home("Granstigen", (-355, -760), (-640, -790), (-910, -760)),
    _home("Tallvägen", (-370, -900), (-660, -935), (-940, -905)),
    _home("Lönnvägen", (-385, -1050), (-690, -1085), (-960, -1060)),
    _home("Rönnvägen", (-400, -1200), (-700, -1235), (-970, -1210)),
    _home("Almvägen", (-620, -620), (-640, -790), (-700, -1250)),
    _home("Syrenvägen", (-860, -580), (-900, -760), (-960, -1220)),
    _home("Ängsvägen", (-28, -700), (-200, -800), (-378, -900)),
    _home("Åkervägen", (-200, -790), (-220, -1000), (-230, -1260)),
    _home("Hagvägen", (-410, -1210), (-230, -1250), (-60, -1240)),
    _home("Norra vägen", (45, 760), (60, 1000), (90, 1500)),
    _home("Lekvägen", (-570, 640), (-250, 680), (45, 700)),
    _home("Solrosvägen", (-610, 800), (-280, 830), (55, 840)),
    _home("Blåklintsvägen", (-630, 960), (-290, 990), (62, 985)),
    _home("Kvarnvägen", (-610, 1130), (-280, 1150), (72, 1150)),
    _home("Lärkvägen", (50, 880), (360, 900), (690, 870)),
    _home("Svalvägen", (60, 1040), (380, 1060), (710, 1030)),
    _home("Trastvägen", (70, 1200), (390, 1220), (720, 1190)),
    _home("Gökvägen", (80, 1360), (400, 1380), (730, 1350)),
    _home("Backvägen", (360, 890), (390, 1220), (400, 1390)),
    _home("Skogsbrynet", (680, 860), (700, 1030), (720, 1360)),
    _home("Vitsippsvägen", (-280, 820), (-290, 990), (-280, 1160)),
    _home("Norrskogsvägen", (-560, 630), (-600, 800), (-620, 960), (-600, 1140)),
    _home("Stationsvägen", (-200, 430), (-210, 560), (-250, 690)),
    _home("Kajgatan", (120, -1180), (420, -1150), (900, -1040), (1260, -850)),
    _home("Fiskargatan", (308, -700), (620, -690), (990, -640)),
    _home("Sjögatan", (312, -560), (640, -550), (1010, -500)),
    _home("Magasinsgatan", (304, -900), (640, -880), (1010, -800)),
    _home("Varvsgatan", (620, -430), (630, -690), (650, -1110)),
    _home("Skepparegatan", (960, -400), (980, -640), (1010, -1020)),
    _home("Tullgatan", (-22, -620), (316, -625)),
    _home("Ankarvägen", (1000, -500), (1300, -540), (1510, -710)),
    _home("Strandvägen", (1240, -860), (1500, -700), (1800, -420)),
    _home("Östra vägen", (900, 18), (1400, -60), (2100, -160)),
    _home("Västra vägen", (-900, -40), (-1500, -120), (-2300, -260)),
    _home("Industrivägen", (890, 440), (1050, 220), (1500, 260), (2000, 240)),
)

PRIVATE_ROAD = MadeStreet(
    "Björkholmsvägen",
    ((-1500, -120), (-1620, -900), (-1950, -1700), (-2300, -2300)),
    address_step=110,
    lamp_step=0,
)

STATE_ROAD = MadeStreet(
    "Väg 210",
    ((-5700, 900), (-2500, 700), (-900, 560), (0, 540), (1000, 600), (2600, 420), (5700, -200)),
    address_step=0,
    lamp_step=0,
)
CYCLE_PATH_NAME = "Gång- och cykelvägen längs Väg 210"
CYCLE_PATH_BETWEEN = (3200.0, 7000.0)
"""Metres along the state road between which the municipal path follows it."""
CYCLE_PATH_METRES_BESIDE = 7.0
"""To the left (north) of the road's middle: nearer than a phone can tell, so the reporter is asked."""

BOUNDARY: tuple[Metres, ...] = (
    (-6000, -1200), (-5600, 2600), (-3800, 4600), (-800, 5000), (2600, 4700), (5200, 3400),
    (6000, 600), (5400, -2600), (3200, -4700), (-200, -5000), (-3400, -4500), (-5400, -3300),
)  # fmt: skip

CENTRUM_WEST, CENTRUM_SOUTH, CENTRUM_EAST, CENTRUM_NORTH = -1000.0, -380.0, 1000.0, 520.0
