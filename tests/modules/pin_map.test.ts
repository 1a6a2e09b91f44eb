import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { distance, move, Pin, ring, tellMetres, type Point } from "../../ui/modules/pin/pin";
import { build } from "../../ui/modules/pin/style";
import type { Heard } from "../../ui/modules/pin/view";
import { start } from "../../ui/modules/pin_map";

const HERE: Point = [18.58932, 58.199686];

describe("moving by metres", () => {
  test.each([[5, 0], [0, 5], [-5, 0], [0, -5], [300, 400]])("%s east and %s north is as far as it says", (east, north) => {
    expect(distance(HERE, move(HERE, east, north))).toBeCloseTo(Math.hypot(east, north), 1);
  });

  test("north is up and east is to the right", () => {
    expect(move(HERE, 0, 5)[1]).toBeGreaterThan(HERE[1]);
    expect(move(HERE, 5, 0)[0]).toBeGreaterThan(HERE[0]);
  });

  test("a step and its opposite lead back", () => {
    expect(distance(move(move(HERE, 5, 5), -5, -5), HERE)).toBeLessThan(0.001);
  });

  test("a ring lies as far from its middle everywhere, and is closed", () => {
    const corners = ring(HERE, 30);
    for (const corner of corners) expect(distance(HERE, corner)).toBeCloseTo(30, 0);
    expect(corners[0]).toEqual(corners[corners.length - 1]);
  });

  test.each([[0.2, 0], [7.6, 8], [43, 40], [260, 300]])("%s m is said as %s", (metres, words) => {
    expect(tellMetres(metres)).toBe(words);
  });

  test("the pin goes back the way it came, and is no claim of its own where it began", () => {
    const pin = new Pin(HERE);
    pin.step(0, 5);
    pin.moveTo([18.6, 58.2]);
    expect(pin.isMoved).toBe(true);
    pin.undo();
    expect(pin.at).toEqual(move(HERE, 0, 5));
    pin.undo();
    pin.undo();
    expect([pin.at, pin.isMoved, pin.canUndo]).toEqual([HERE, false, false]);
  });
});

const page = (more = ""): string => `
  <form>
    <input type="radio" name="choice" value="58.2,18.6,A" checked><input type="radio" name="choice" value="58.3,18.7,B">
    <input name="lat" value="58.199686"><input name="lon" value="18.58932">
    <input data-pin="lat" disabled><input data-pin="lon" disabled><input data-pin="for" disabled>
    <div data-module="pin_map" hidden data-longitude="18.58932" data-latitude="58.199686" data-location="/where" ${more}
         data-from-device="{metres} m från telefonen." data-from-start="{metres} m från början." data-unmoved="Där den stod."
         data-near="Närmast: {place}." data-outside="I {place}." data-failed="Ingen karta.">
      <button type="button" data-act="open" aria-expanded="false">Visa</button>
      <div data-part="panel" hidden><div data-part="map"></div>
        <button type="button" data-east="0" data-north="5">N</button>
        <button type="button" data-act="undo">Ångra</button><p role="status" data-part="told"></p></div>
    </div>
  </form>`;
const one = <T extends Element>(selector: string): T => document.querySelector<T>(selector) as T;
const said = (): string => one("[data-part='told']").textContent ?? "";
const pinned = (name: string): HTMLInputElement => one(`[data-pin='${name}']`);
const press = (selector: string): void => one<HTMLButtonElement>(selector).click();

describe("the pin on a page", () => {
  let heard: Heard;
  let stood: Point[];
  const view = { show: (_: HTMLElement, __: Point, ___: DOMStringMap, given: Heard) => ((heard = given), Promise.resolve({ put: (at: Point) => void stood.push(at) })) };

  const open = async (more = "", load: () => Promise<unknown> = () => Promise.resolve(view)): Promise<void> => {
    document.body.innerHTML = page(more);
    start(document, load as never);
    press("[data-act='open']");
    await vi.advanceTimersByTimeAsync(0);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    stood = [];
    const told = { takenHere: true, neighbourName: null, street: "Storgatan", address: { name: "Storgatan 14" } };
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve({ ok: true, json: () => Promise.resolve(told) })));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("nothing is fetched before somebody asks for the map", () => {
    const load = vi.fn();
    document.body.innerHTML = page();
    start(document, load);
    expect(load).not.toHaveBeenCalled();
    expect(one<HTMLElement>("[data-module]").hidden).toBe(false);
  });

  test("it goes as a claim of its own beside the place", async () => {
    await open();
    press("[data-north='5']");
    expect(pinned("lat").disabled).toBe(false);
    expect(Number(pinned("lat").value)).toBeCloseTo(58.199731, 6);
    expect(pinned("lon").value).toBe("18.589320");
    expect(one<HTMLInputElement>("[name='lat']").value).toBe("58.199686");
    expect(stood).toHaveLength(1);
  });

  test("it tells how far it stands from the device, and what is nearest once it rests", async () => {
    await open('data-device-longitude="18.58932" data-device-latitude="58.199686"');
    for (let step = 0; step < 8; step++) press("[data-north='5']");
    expect(said()).toBe("40 m från telefonen.");
    await vi.advanceTimersByTimeAsync(500);
    expect(said()).toBe("40 m från telefonen. Närmast: Storgatan 14.");
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("where no device was asked it tells how far it was moved", async () => {
    await open();
    heard.moved([18.58932, 58.200586]);
    expect(said()).toBe("100 m från början.");
  });

  test("moved back it is no claim any more", async () => {
    await open();
    heard.stepped(5, 0);
    press("[data-act='undo']");
    expect(said()).toBe("Där den stod.");
    expect([pinned("lon").disabled, pinned("lon").value]).toEqual([true, ""]);
  });

  test("without a map the buttons move it all the same", async () => {
    await open("", () => Promise.reject(new Error("no WebGL")));
    expect(said()).toBe("Ingen karta.");
    press("[data-north='5']");
    expect(pinned("lat").disabled).toBe(false);
  });

  test("it begins at the place that is chosen, and again at another", async () => {
    await open('data-choices="choice"');
    press("[data-north='5']");
    expect([pinned("for").value, pinned("lon").value]).toEqual(["58.2,18.6,A", "18.600000"]);
    one<HTMLInputElement>("[value='58.3,18.7,B']").click();
    expect(pinned("lon").disabled).toBe(true);
    press("[data-north='5']");
    expect([pinned("for").value, pinned("lon").value]).toEqual(["58.3,18.7,B", "18.700000"]);
  });
});

describe("a page that comes again with its pin moved", () => {
  test("begins at the choice, stands where it was moved, and may go back", () => {
    document.body.innerHTML = page('data-choices="choice" data-moved');
    start(document, (() => Promise.resolve({})) as never);
    press("[data-act='undo']");
    expect([pinned("lat").disabled, said()]).toEqual([true, "Där den stod."]);
  });
});

describe("the look of the map", () => {
  const layers = (kind: string): string[] => build("/t/{z}/{x}/{y}", { kind, address: "/b", attribution: "©" }).layers.map((each) => each.id);

  test("without a base map there are the municipality's own lines with their names", () => {
    expect(layers("")).toEqual(["paper", "districts", "boundary", "paths", "roads", "road-names"]);
  });

  test.each(["pmtiles", "vector", "raster"])("a base map of kind %s lies below them", (kind) => {
    const ids = layers(kind);
    expect(ids[0]).toBe("paper");
    expect(ids.slice(-4)).toEqual(["districts", "boundary", "paths", "roads"]);
    expect(ids.length).toBeGreaterThan(5);
  });
});
