"""Setting up a town from a folder of files, and a copy of one to practise in."""

from backend.setting_up.errors import Fault, TownWrong
from backend.setting_up.folder import TownFiles, read_folder
from backend.setting_up.laying import Laid
from backend.setting_up.made_up import report_for_practice
from backend.setting_up.practice_copy import Copied, NotCopied, choose_code, copy_for_practice
from backend.setting_up.town import Counts, import_town

__all__ = [
    "Copied", "Counts", "Fault", "Laid", "NotCopied", "TownFiles", "TownWrong", "choose_code", "copy_for_practice",
    "import_town", "read_folder", "report_for_practice",
]  # fmt: skip
