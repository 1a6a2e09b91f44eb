"""What the faces share: tokens, macros and the built TypeScript modules. Imports nothing of the backend or the portal.

An app serves ``static_folder`` under ``STATIC_PATH`` and adds ``templates_folder`` to its template loader.
"""

import json
from functools import lru_cache
from pathlib import Path

__all__ = ["STATIC_PATH", "module_url", "static_folder", "templates_folder"]

STATIC_PATH = "/ui"
static_folder = Path(__file__).parent / "static"
templates_folder = Path(__file__).parent / "templates"
_MANIFEST = static_folder / "build" / "manifest.json"


def module_url(name: str) -> str | None:
    """The path of a built module (``ui/modules/<name>.ts``), its name changing with its content.

    None where the modules were not built or there is no such module: pages work without.
    """
    try:
        built = _MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    file = _read_manifest(built).get(f"ui/modules/{name}.ts")
    return f"{STATIC_PATH}/build/{file}" if file else None


@lru_cache(maxsize=1)
def _read_manifest(built: int) -> dict[str, str]:
    """Source file → built file; read again when the manifest was ``built`` at another time."""
    manifest = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    return {source: entry["file"] for source, entry in manifest.items()}
