"""The base map of an installation, if it has one: a PMTiles file of its own, or the address of somebody's tiles."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True)
class BaseMap:
    """What lies below the municipality's own lines on a map. ``kind`` is "" (nothing), pmtiles, vector or raster.

    ``file`` is the PMTiles file of kind pmtiles, which the web serves itself; ``address`` that of others' tiles, with
    {z}, {x} and {y}. Vector tiles have OpenMapTiles' layers.
    """

    kind: str = ""
    address: str = ""
    file: Path | None = None
    attribution: str = ""

    @property
    def origin(self) -> str:
        """The other host a browser must be let call for its tiles; "" where there is none."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if self.address else ""

    @classmethod
    def read(cls, environment: Mapping[str, str], faults: dict[str, str]) -> "BaseMap":
        """From the environment. A file is not looked for: without it the map still shows what is the municipality's."""
        value = environment.get("LAGAT_BASEMAP", "").strip()
        attribution = environment.get("LAGAT_BASEMAP_ATTRIBUTION", "").strip()
        if not value:
            return cls()
        if not attribution:
            faults["LAGAT_BASEMAP_ATTRIBUTION"] = "must say whose map LAGAT_BASEMAP is"
        if "://" not in value:
            if not value.endswith(".pmtiles"):
                faults["LAGAT_BASEMAP"] = "must be a .pmtiles file, or a tile address with {z}, {x} and {y}"
            return cls("pmtiles", file=Path(value).absolute(), attribution=attribution)
        host = urlsplit(value).netloc
        if not value.startswith("https://") or not all(each in value for each in ("{z}", "{x}", "{y}")) or not host:
            faults["LAGAT_BASEMAP"] = "must begin with https:// and hold {z}, {x} and {y}"
        # The host becomes a word of the content security policy: nothing but a host may stand there.
        if not all(each.isalnum() or each in "-.:" for each in host):
            faults["LAGAT_BASEMAP"] = "must name a plain host"
        kind = "raster" if urlsplit(value).path.lower().endswith(_PICTURES) else "vector"
        return cls(kind, address=value, attribution=attribution)
