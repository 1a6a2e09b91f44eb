// The map itself, fetched only when somebody opens it: MapLibre, the pin, and the circle the device believes itself within.

import { Map as MapLibre, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import stylesheet from "maplibre-gl/dist/maplibre-gl.css?url";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { ring, type Point } from "./pin";
import { build } from "./style";

const STEP_METRES = 5;
const WAIT_MS = 15_000;
const ARROWS: Record<string, readonly [east: number, north: number]> = {
  ArrowUp: [0, STEP_METRES], ArrowDown: [0, -STEP_METRES], ArrowLeft: [-STEP_METRES, 0], ArrowRight: [STEP_METRES, 0],
};

/** Told of what a person does with the pin. */
export interface Heard {
  moved(to: Point): void;
  stepped(east: number, north: number): void;
}

/** A map that is shown. `put` stands the pin somewhere, and brings it into sight. */
export interface Shown {
  put(at: Point, far?: boolean): void;
}

/** Show the map in `element`. Rejects where the browser cannot. */
export async function show(element: HTMLElement, at: Point, said: DOMStringMap, heard: Heard): Promise<Shown> {
  await addStylesheet();
  setWorkerUrl(worker);
  const base = { kind: said["basemapKind"] ?? "", address: absolute(said["basemap"] ?? ""), attribution: asText(said["attribution"] ?? "") };
  if (base.kind === "pmtiles") await (await import("./pmtiles")).readPmtiles();
  const map = new MapLibre({
    container: element, center: [...at], zoom: Number(said["zoom"] ?? 17), maxZoom: 20, minZoom: 6,
    style: build(absolute(said["tiles"] ?? ""), base), dragRotate: false, pitchWithRotate: false, fadeDuration: 0,
    attributionControl: base.attribution ? { compact: false } : false, locale: wordsOf(said),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  await ready(map);
  addDevice(map, said);
  const pin = new Marker({ element: makePin(said, heard), anchor: "bottom", draggable: !("fixed" in said) }).setLngLat([...at]).addTo(map);
  pin.on("dragend", () => heard.moved(pin.getLngLat().toArray()));
  if (!("fixed" in said)) map.on("click", (event) => heard.moved(event.lngLat.toArray()));
  return {
    put(to, far = false): void {
      pin.setLngLat([...to]);
      if (far || !map.getBounds().contains([...to])) map.jumpTo({ center: [...to] });
    },
  };
}

/** MapLibre takes an attribution for markup. */
function asText(words: string): string {
  return new Option(words).innerHTML;
}

function absolute(address: string): string {
  // Braces stay as they are: they are the tile's own numbers.
  return address.startsWith("/") ? window.location.origin + address : address;
}

function addStylesheet(): Promise<void> {
  if (document.querySelector(`link[href="${stylesheet}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: stylesheet });
    link.onload = (): void => resolve();
    link.onerror = (): void => reject(new Error("no stylesheet"));
    document.head.append(link);
  });
}

function ready(map: MapLibre): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error("no map in time")), WAIT_MS);
    map.once("style.load", () => {
      clearTimeout(late);
      resolve();
    });
  });
}

function makePin(said: DOMStringMap, heard: Heard): HTMLElement {
  const fixed = "fixed" in said;
  const pin = document.createElement(fixed ? "div" : "button");
  pin.className = "pin";
  if (fixed) pin.setAttribute("role", "img");
  else pin.setAttribute("type", "button");
  pin.setAttribute("aria-label", said["pin"] ?? "");
  if (fixed) return pin;
  pin.addEventListener("keydown", (event) => {
    const step = ARROWS[(event as KeyboardEvent).key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    heard.stepped(...step);
  });
  return pin;
}

function addDevice(map: MapLibre, said: DOMStringMap): void {
  if (!said["deviceLongitude"] || !said["deviceLatitude"]) return;
  const at: Point = [Number(said["deviceLongitude"]), Number(said["deviceLatitude"])];
  const around = ring(at, Number(said["accuracy"] ?? 0)).map((corner) => [...corner]);
  map.addSource("device", {
    type: "geojson",
    data: {
      type: "FeatureCollection",
      features: [
        { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [around] } },
        { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...at] } },
      ],
    },
  });
  const colour = "#0b57d0";
  map.addLayer({ id: "accuracy", type: "fill", source: "device", filter: ["==", "$type", "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.15 } });
  map.addLayer({
    id: "device", type: "circle", source: "device", filter: ["==", "$type", "Point"],
    paint: { "circle-radius": 7, "circle-color": colour, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
  });
}

function wordsOf(said: DOMStringMap): Record<string, string> {
  return {
    "Map.Title": said["title"] ?? "",
    "NavigationControl.ZoomIn": said["closer"] ?? "",
    "NavigationControl.ZoomOut": said["further"] ?? "",
  };
}
