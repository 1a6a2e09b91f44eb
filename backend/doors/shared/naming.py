"""Names as they travel: snake_case in code, camelCase in JSON and queries."""

import re
from functools import lru_cache

_LETTER_AFTER_LINE = re.compile(r"_([a-z0-9])")


@lru_cache(maxsize=4096)
def camel_case(name: str) -> str:
    """``municipality_code`` → ``municipalityCode``."""
    return _LETTER_AFTER_LINE.sub(lambda found: found[1].upper(), name)
