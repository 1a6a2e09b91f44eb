"""Setting up a town from a folder of files: units, people, firms, contracts, bodies, call lists, hours, rules, retention."""

from backend.setting_up.errors import Fault, TownWrong
from backend.setting_up.folder import TownFiles, read_folder
from backend.setting_up.laying import Laid
from backend.setting_up.town import Counts, import_town

__all__ = ["Counts", "Fault", "Laid", "TownFiles", "TownWrong", "import_town", "read_folder"]
