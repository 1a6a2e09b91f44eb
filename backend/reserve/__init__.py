"""For the hours when nothing can be saved: paper forms with references of their own, and who has what that is acute.

Written to a folder while all is well, so that it is there when it is not; printed by ``./lagat reserve``.
"""

from backend.reserve.files import Found, find_last, mark_printed, write_file
from backend.reserve.printing import FORMS_ON_STANDBY, print_sheets, write_standby
from backend.reserve.sheets import Sheets, gather_sheets

__all__ = [
    "FORMS_ON_STANDBY", "Found", "Sheets", "find_last", "gather_sheets", "mark_printed", "print_sheets", "write_file",
    "write_standby",
]  # fmt: skip
