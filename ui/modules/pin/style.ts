// How the map looks: the municipality's own lines, above a base map where there is one (OpenMapTiles' layers, or pictures).

import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

const FONT = ["Noto Sans Regular"];
const INK = "#47525f";
const MAIN = "#0d4f5c";
const PAPER = "#f8f7f3";

export interface Base {
  /** "" (none), "pmtiles" (a file of vector tiles), "vector" or "raster" (a tile address). */
  kind: string;
  address: string;
  attribution: string;
}

/** The whole style. `tiles` is the address of the municipality's own tiles, with {z}/{x}/{y}. */
export function build(tiles: string, base: Base): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {
    own: { type: "vector", tiles: [tiles], minzoom: 6, maxzoom: 17 },
  };
  const below = sourceOf(base);
  if (below) sources["base"] = below;
  const background: LayerSpecification = { id: "paper", type: "background", paint: { "background-color": PAPER } };
  return { version: 8, sources, layers: [background, ...(below ? layersOf(base) : []), ...own(below !== null)] };
}

function sourceOf({ kind, address, attribution }: Base): SourceSpecification | null {
  if (kind === "pmtiles") return { type: "vector", url: `pmtiles://${address}`, attribution };
  if (kind === "vector") return { type: "vector", tiles: [address], maxzoom: 14, attribution };
  if (kind === "raster") return { type: "raster", tiles: [address], tileSize: 256, maxzoom: 19, attribution };
  return null;
}

const width = (narrow: number, wide: number): ["interpolate", ["exponential", number], ["zoom"], ...number[]] =>
  ["interpolate", ["exponential", 1.6], ["zoom"], 12, narrow, 18, wide];

function own(hasBase: boolean): LayerSpecification[] {
  const at = { source: "own" };
  const name = { "text-field": ["get", "name"], "text-font": FONT, "symbol-placement": "line", "text-size": 13 } as const;
  const keeper = ["match", ["get", "keeper"], "state", "#8a5a00", "private", "#7a6f8f", MAIN] as const;
  const layers: LayerSpecification[] = [
    { id: "districts", type: "line", ...at, "source-layer": "districts", paint: { "line-color": "#9aa3ab", "line-dasharray": [2, 3] } },
    { id: "boundary", type: "line", ...at, "source-layer": "boundary", paint: { "line-color": "#a01318", "line-width": 2, "line-dasharray": [4, 2] } },
    {
      id: "paths", type: "line", ...at, "source-layer": "roads", filter: ["==", ["get", "kind"], "path"],
      paint: { "line-color": keeper as never, "line-width": width(1, 4), "line-dasharray": [2, 1] },
    },
    {
      id: "roads", type: "line", ...at, "source-layer": "roads", filter: ["==", ["get", "kind"], "carriageway"],
      layout: { "line-cap": "round" }, paint: { "line-color": keeper as never, "line-width": hasBase ? width(1, 3) : width(2, 10) },
    },
  ];
  const names: LayerSpecification = {
    id: "road-names", type: "symbol", ...at, "source-layer": "roads", layout: name as never,
    paint: { "text-color": INK, "text-halo-color": PAPER, "text-halo-width": 2 },
  };
  return hasBase ? layers : [...layers, names];
}

function layersOf(base: Base): LayerSpecification[] {
  if (base.kind === "raster") return [{ id: "pictures", type: "raster", source: "base" }];
  const fill = (id: string, layer: string, colour: string): LayerSpecification =>
    ({ id, type: "fill", source: "base", "source-layer": layer, paint: { "fill-color": colour } });
  const text = (id: string, layer: string, field: string, more: object): LayerSpecification => ({
    id, type: "symbol", source: "base", "source-layer": layer,
    layout: { "text-field": ["coalesce", ["get", "name:sv"], ["get", field]], "text-font": FONT, "text-size": 13, ...more },
    paint: { "text-color": INK, "text-halo-color": PAPER, "text-halo-width": 2 },
  });
  return [
    fill("green", "landcover", "#e2ead9"), fill("land", "landuse", "#efece4"), fill("parks", "park", "#d8e6cd"),
    fill("water", "water", "#bcd7e4"),
    { id: "streams", type: "line", source: "base", "source-layer": "waterway", paint: { "line-color": "#bcd7e4", "line-width": 2 } },
    { ...fill("buildings", "building", "#dcd6cb"), minzoom: 14 } as LayerSpecification,
    { id: "streets-edge", type: "line", source: "base", "source-layer": "transportation", paint: { "line-color": "#cfcabf", "line-width": width(3, 18) } },
    { id: "streets", type: "line", source: "base", "source-layer": "transportation", paint: { "line-color": "#ffffff", "line-width": width(2, 15) } },
    text("street-names", "transportation_name", "name", { "symbol-placement": "line" }),
    { ...text("numbers", "housenumber", "housenumber", { "text-size": 11 }), minzoom: 17 } as LayerSpecification,
    text("places", "place", "name", { "text-size": 15 }),
  ];
}
