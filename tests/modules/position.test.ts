import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { roundMetres, start } from "../../ui/modules/position";

const PAGE = `
  <form>
    <input name="lat"><input name="long">
    <div data-module="position" data-latitude="lat" data-longitude="long" hidden
         data-waiting="Söker" data-found="Vi fann dig på {metres} meter när." data-vague="Bara på {metres} meter när."
         data-refused="Inte tillåtet" data-unavailable="Gick inte">
      <button type="button">Använd min position</button><p role="status"></p>
    </div>
  </form>`;

class Device {
  found: PositionCallback = () => undefined;
  failed: PositionErrorCallback = () => undefined;
  watching = 0;
  watchPosition(found: PositionCallback, failed?: PositionErrorCallback | null): number {
    this.found = found;
    this.failed = failed ?? (() => undefined);
    return ++this.watching;
  }
  clearWatch(): void {
    this.watching = 0;
  }
  fix(latitude: number, longitude: number, accuracy: number): void {
    this.found({ coords: { latitude, longitude, accuracy } } as GeolocationPosition);
  }
  fail(code: number): void {
    this.failed({ code, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3, message: "" } as GeolocationPositionError);
  }
}

const one = <T extends Element>(selector: string): T => document.querySelector<T>(selector) as T;
const said = (): string => one("[role='status']").textContent ?? "";
const click = (): void => one<HTMLButtonElement>("button").click();
let device: Device;

describe("own position", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = PAGE;
    device = new Device();
    start(document, device as unknown as Geolocation);
  });
  afterEach(() => vi.useRealTimers());

  test("is offered only where the device can answer", () => {
    expect(one<HTMLElement>("[data-module]").hidden).toBe(false);
    document.body.innerHTML = PAGE;
    start(document, undefined);
    expect(one<HTMLElement>("[data-module]").hidden).toBe(true);
  });

  test("is taken at once when it is exact", async () => {
    click();
    expect(said()).toBe("Söker");
    device.fix(58.2, 18.6, 8);
    await vi.advanceTimersByTimeAsync(0);
    expect(one<HTMLInputElement>("[name=lat]").value).toBe("58.200000");
    expect(one<HTMLInputElement>("[name=long]").value).toBe("18.600000");
    expect(said()).toBe("Vi fann dig på 8 meter när.");
    expect(device.watching).toBe(0);
  });

  test("waits ten seconds for a better one and takes the best", async () => {
    click();
    device.fix(58.1, 18.1, 900);
    device.fix(58.2, 18.6, 63);
    device.fix(58.3, 18.7, 400);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(said()).toBe("Söker");
    await vi.advanceTimersByTimeAsync(1);
    expect(one<HTMLInputElement>("[name=lat]").value).toBe("58.200000");
    expect(said()).toBe("Vi fann dig på 70 meter när.");
  });

  test("says so when it is vague", async () => {
    click();
    device.fix(58.2, 18.6, 830);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said()).toBe("Bara på 900 meter när.");
  });

  test("a refusal is told at once and fills nothing", async () => {
    click();
    device.fail(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toBe("Inte tillåtet");
    expect(one<HTMLInputElement>("[name=lat]").value).toBe("");
  });

  test("a device that finds nothing is told after the wait, and may be asked again", async () => {
    click();
    device.fail(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said()).toBe("Gick inte");
    click();
    device.fix(58.2, 18.6, 12);
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toBe("Vi fann dig på 12 meter när.");
  });

  test("a second press while waiting asks only once", () => {
    click();
    click();
    expect(device.watching).toBe(1);
  });

  test.each([[0.4, 1], [8, 8], [19.2, 20], [21, 30], [163, 170], [201, 300]])("%s m is said as %s", (metres, words) => {
    expect(roundMetres(metres)).toBe(words);
  });
});
