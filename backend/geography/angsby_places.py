"""What people in Ängsby call places, and things that stand there: metres east and north of Stora torget."""

from backend.geography.models import AssetKind, PlaceKind

LOCAL_NAMES: tuple[tuple[str, float, float, str], ...] = (
    ("Stora torget", 20, -30, "Storgatan"),
    ("Gamla Konsum", -262, 18, "Storgatan"),
    ("Systembackan", -345, 110, "Kyrkogatan"),
    ("Lusthusparken", -460, 330, "Skolgatan"),
    ("Gamla brandstationen", 180, 120, "Smedjegatan"),
    ("Kyrkbacken", -352, -250, "Kyrkogatan"),
    ("Ängsby kyrka", -390, -290, "Kyrkogatan"),
    ("Ängsbyskolan", -120, 262, "Skolgatan"),
    ("Norra skolan", -60, 1010, "Blåklintsvägen"),
    ("Vårdcentralen", 470, 268, "Skolgatan"),
    ("Biblioteket", 108, -168, "Torggatan"),
    ("Stationen", -205, 452, "Järnvägsgatan"),
    ("Gångtunneln vid stationen", -208, 500, "Stationsvägen"),
    ("Idrottsplatsen Ängsvallen", -480, 560, "Lekvägen"),
    ("Badplatsen Sandviken", 1760, -470, "Strandvägen"),
    ("Hamnkiosken", 430, -1130, "Kajgatan"),
    ("Ångbåtsbryggan", 900, -1065, "Kajgatan"),
    ("Gästhamnen", 660, -1125, "Kajgatan"),
    ("Varvet", 655, -1010, "Varvsgatan"),
    ("Återvinningen vid hamnen", 330, -930, "Magasinsgatan"),
    ("Vattentornet", -300, 1170, "Kvarnvägen"),
    ("Gamla kvarnen", -590, 1150, "Kvarnvägen"),
    ("Folkets park", -700, -1160, "Rönnvägen"),
    ("Pulkabacken", 410, 1300, "Backvägen"),
    ("Kolonilotterna", -225, -1120, "Åkervägen"),
    ("Missionshuset", -575, 60, "Parkgatan"),
    ("Rondellen", 905, 440, "Järnvägsgatan"),
    ("Björkholmen", -2250, -2230, "Björkholmsvägen"),
)

STOPS: tuple[tuple[str, float, float, str], ...] = (
    ("Ängsby station", -190, 445, "Järnvägsgatan"),
    ("Busstorget", 40, 30, "Storgatan"),
    ("Hållplats Ängsbyskolan", -160, 236, "Skolgatan"),
    ("Hållplats Vårdcentralen", 450, 258, "Skolgatan"),
    ("Hållplats Hamnen", 315, -1000, "Hamngatan"),
    ("Hållplats Kvarnvägen", 65, 1140, "Norra vägen"),
    ("Hållplats Södra vägen", -372, -880, "Södra vägen"),
)

THINGS: tuple[tuple[AssetKind, str, str, float, float, str], ...] = (
    (AssetKind.PLAYGROUND, "1", "Lekplatsen Lusthusparken", -455, 340, "Skolgatan"),
    (AssetKind.PLAYGROUND, "2", "Lekplatsen Lekvägen", -255, 745, "Lekvägen"),
    (AssetKind.PLAYGROUND, "3", "Lekplatsen Gästhamnen", 690, -1095, "Kajgatan"),
    (AssetKind.PLAYGROUND, "4", "Lekplatsen Folkets park", -712, -1150, "Rönnvägen"),
    (AssetKind.BENCH, "1", "Bänken vid lusthuset", -468, 322, "Skolgatan"),
    (AssetKind.BENCH, "2", "Bänken vid dammen", -440, 318, "Skolgatan"),
    (AssetKind.BENCH, "3", "Långa bänken", 12, -42, "Storgatan"),
    (AssetKind.BENCH, "4", "Bänken på Ångbåtsbryggan", 905, -1072, "Kajgatan"),
    (AssetKind.BENCH, "5", "Bänken vid badplatsen", 1755, -478, "Strandvägen"),
    (AssetKind.SIGN, "1", "Stopp, Lyktgatan vid Väg 210", 28, 528, "Lyktgatan"),
    (AssetKind.SIGN, "2", "Väjningsplikt, Stationsvägen vid Väg 210", -204, 530, "Stationsvägen"),
    (AssetKind.SIGN, "3", "Gatunamnsskylt, Storgatan vid Lyktgatan", 8, 8, "Storgatan"),
    (AssetKind.SIGN, "4", "Övergångsställe, Skolgatan vid skolan", -118, 240, "Skolgatan"),
)

BIN_KINDS = (PlaceKind.LOCAL_NAME, PlaceKind.STOP)
"""A bin stands at each local name and stop."""
