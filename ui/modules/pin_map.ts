// "Show on a map and move the pin". The page works without it, and the buttons work without the map: MapLibre is
// fetched when somebody asks for it, and where it cannot be shown the pin is moved by its buttons all the same.
//
//   <div data-module="pin_map" hidden data-longitude data-latitude data-device-longitude data-device-latitude
//        data-accuracy data-tiles data-location data-basemap-kind data-basemap data-attribution data-texts…>
//     <button type="button" data-act="open" aria-expanded="false">…</button>
//     <div data-part="panel" hidden><div data-part="map"></div>
//       <button type="button" data-east="0" data-north="5">…</button> … <button type="button" data-act="undo">…</button>
//       <p role="status" data-part="told"></p></div>
//   </div>
//
// Every `input[data-pin="lat"]` and `input[data-pin="lon"]` of the page, disabled as written, is enabled and filled once
// the pin stands elsewhere than where it began: six decimals, WGS 84. With `data-choices` the pin begins at the choice of
// that name ("latitude,longitude,name"), and `input[data-pin="for"]` says which one it was moved from.

import { Pin, type Point } from "./pin/pin";
import { ask, tellDistance, tellPlace, type Texts } from "./pin/telling";
import type { Shown } from "./pin/view";

const ASK_AFTER_MS = 400;
type LoadView = () => Promise<typeof import("./pin/view")>;

/** Bring every map under `root` to life. */
export function start(root: ParentNode, load: LoadView = () => import("./pin/view")): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-module~='pin_map']")) {
    place.hidden = false;
    new PinMap(place, load).listen();
  }
}

class PinMap {
  private pin: Pin;
  private shown: Shown | undefined;
  private asking = new AbortController();
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private isLoading = false;

  constructor(private readonly place: HTMLElement, private readonly load: LoadView) {
    this.pin = new Pin(this.readStart());
    const stands = this.readPoint("");
    // A page that comes again with the pin elsewhere than at the choice it was moved from.
    if ("moved" in place.dataset && stands) this.pin.moveTo(stands);
  }

  listen(): void {
    const form = this.place.closest("form");
    this.button("open")?.addEventListener("click", () => void this.toggle());
    this.button("undo")?.addEventListener("click", () => this.change(() => this.pin.undo()));
    for (const step of this.place.querySelectorAll<HTMLElement>("[data-north]")) {
      step.addEventListener("click", () => this.step(Number(step.dataset["east"]), Number(step.dataset["north"])));
    }
    form?.addEventListener("change", (event) => {
      if ((event.target as HTMLInputElement).name === this.place.dataset["choices"]) this.restart();
    });
  }

  private async toggle(): Promise<void> {
    const panel = this.part("panel");
    if (!panel) return;
    panel.hidden = !panel.hidden;
    this.button("open")?.setAttribute("aria-expanded", String(!panel.hidden));
    const map = this.part("map");
    if (panel.hidden || !map || this.shown || this.isLoading) return;
    this.isLoading = true;
    try {
      const view = await this.load();
      this.shown = await view.show(map, this.pin.at, this.place.dataset, {
        moved: (to) => this.change(() => this.pin.moveTo(to)),
        stepped: (east, north) => this.step(east, north),
      });
    } catch {
      map.hidden = true;
      this.say(this.place.dataset["failed"] ?? "");
    } finally {
      this.isLoading = false;
    }
  }

  private step(east: number, north: number): void {
    this.change(() => this.pin.step(east, north));
  }

  private change(act: () => void): void {
    act();
    this.shown?.put(this.pin.at);
    this.write();
    this.tell();
  }

  private restart(): void {
    this.pin = new Pin(this.readStart());
    this.shown?.put(this.pin.at, true);
    this.write();
    this.say("");
  }

  private write(): void {
    const [longitude, latitude] = this.pin.at;
    const values: Record<string, string> = { lat: latitude.toFixed(6), lon: longitude.toFixed(6), for: this.choice()?.value ?? "" };
    for (const input of document.querySelectorAll<HTMLInputElement>("input[data-pin]")) {
      input.disabled = !this.pin.isMoved;
      input.value = this.pin.isMoved ? (values[input.dataset["pin"] ?? ""] ?? "") : "";
    }
    const undo = this.button("undo");
    // Not `disabled`: the button keeps its focus for those who use a keyboard.
    undo?.setAttribute("aria-disabled", String(!this.pin.canUndo));
  }

  /** How far it stands at once, and what is nearest as soon as the pin rests. */
  private tell(): void {
    const texts = this.place.dataset as unknown as Texts;
    const far = tellDistance(this.pin, this.readPoint("device"), texts);
    this.say(far);
    clearTimeout(this.waiting);
    this.asking.abort();
    const asking = (this.asking = new AbortController());
    this.waiting = setTimeout(async () => {
      const told = await ask(this.place.dataset["location"] ?? "", this.pin.at, asking.signal);
      if (told && !asking.signal.aborted) this.say(`${far} ${tellPlace(told, texts)}`.trim());
    }, ASK_AFTER_MS);
  }

  private say(words: string): void {
    const told = this.part("told");
    if (told) told.textContent = words;
  }

  private choice(): HTMLInputElement | null {
    const name = this.place.dataset["choices"];
    return name ? (this.place.closest("form")?.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`) ?? null) : null;
  }

  private readStart(): Point {
    const [latitude, longitude] = (this.choice()?.value ?? "").split(",").map(Number);
    return latitude && longitude ? [longitude, latitude] : (this.readPoint("") ?? [0, 0]);
  }

  private readPoint(whose: "device" | ""): Point | null {
    const { dataset } = this.place;
    const longitude = dataset[whose ? "deviceLongitude" : "longitude"];
    const latitude = dataset[whose ? "deviceLatitude" : "latitude"];
    return longitude && latitude ? [Number(longitude), Number(latitude)] : null;
  }

  private part(name: string): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }

  private button(act: string): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`[data-act="${act}"]`);
  }
}

start(document);
