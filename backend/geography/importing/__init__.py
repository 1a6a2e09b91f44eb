"""Places from files: addresses, names, streets, properties, areas, road keepers and assets of any class.

A file is read (``reading``), its numbers are settled to WGS 84 (``positions``), its columns are understood by a profile
(``profiles``), its rows become rows of ours or are refused with a reason (``named``, ``streets``, ``shapes``, ``things``),
and what differs from last time is written in one transaction (``writing``, ``run``).
"""

from backend.geography.importing.kinds import Kind
from backend.geography.importing.profiles import Profile, list_profiles, read_profile
from backend.geography.importing.reading import SourceFile, read_file
from backend.geography.importing.run import ImportReport, Order, import_places
from backend.geography.importing.sources import Refusal, SourceRow

__all__ = [
    "ImportReport",
    "Kind",
    "Order",
    "Profile",
    "Refusal",
    "SourceFile",
    "SourceRow",
    "import_places",
    "list_profiles",
    "read_file",
    "read_profile",
]
