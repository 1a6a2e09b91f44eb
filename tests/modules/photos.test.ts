import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keep, listOf } from "../../ui/modules/photo_queue";
import { start as startKeeping } from "../../ui/modules/keep_photos";
import { start } from "../../ui/modules/photos";

const texts = `data-waiting="{name} väntar" data-sending="{name} {percent} %" data-paused="{name} pausar"
  data-arrived="{name} framme" data-failed="{name} kom inte med: {why}" data-toomany="bara {room} till"`;
const page = (more = ""): string =>
  `<div id="own-photos"></div><form data-module="photos" data-uploads="/api/v1/9901/reports/K7M4RTXB/photos/uploads"
     data-token="nyckel" data-owner="9901-K7M4RTXB" data-room="2" ${texts} ${more}>
     <input type="file" name="photo"><input type="checkbox" name="may_show_photo" value="yes" checked>
     <div role="status" hidden></div></form>`;

/** A house that keeps what comes, and fails on the calls told to. */
class House {
  kept = new Map<string, string>();
  calls: string[] = [];
  tokens = new Set<string>();
  fail: (number: number) => Response | Error | undefined = () => undefined;

  answer = async (asked: URL | string, how: RequestInit = {}): Promise<Response> => {
    const method = how.method ?? "GET";
    if (method === "GET") return new Response("<div id='own-photos'>bilden</div>", { status: 200 });
    const headers = how.headers as Record<string, string>;
    this.calls.push(method);
    this.tokens.add(headers["X-Lagat-Photo-Token"] ?? "");
    const failure = this.fail(this.calls.length);
    if (failure instanceof Error) throw failure;
    if (failure) return failure;
    if (method === "POST") {
      const id = atob(/clientPhotoId (\S+?)(,|$)/.exec(headers["Upload-Metadata"] ?? "")?.[1] ?? "");
      const came = this.kept.get(id) ?? "";
      this.kept.set(id, came);
      return new Response("{}", { status: 201, headers: { Location: `/u/${id}`, "Upload-Offset": String(came.length) } });
    }
    const id = String(asked).split("/u/")[1]?.split("?")[0] ?? "";
    const came = this.kept.get(id) ?? "";
    if (Number(headers["Upload-Offset"]) !== came.length) return new Response('{"code":"offset_elsewhere"}', { status: 409 });
    const now = came + (await text(how.body as Blob));
    this.kept.set(id, now);
    return new Response(null, { status: 204, headers: { "Upload-Offset": String(now.length) } });
  };
}

function text(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = (): void => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

const photo = (content: string, name = "lampan.jpg") => ({
  id: crypto.randomUUID(), owner: "9901-K7M4RTXB", name, shown: true, at: Date.now(), file: new Blob([content]),
});
const said = (): string[] => [...document.querySelectorAll("[role='status'] p")].map((line) => line.textContent ?? "");

describe("sending photos one by one", () => {
  let house: House;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    house = new House();
    vi.stubGlobal("fetch", house.answer);
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto), randomUUID: crypto.randomUUID.bind(crypto) });
    sessionStorage.clear();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
    document.body.innerHTML = "";
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) {
      await vi.advanceTimersByTimeAsync(2_000);
      await Promise.resolve();
    }
  };

  test("what was kept before a reload is sent, in parts, and goes on where the line was cut", async () => {
    const content = "x".repeat(1_300_000);
    house.fail = (number) => (number === 3 ? new TypeError("the line is down") : undefined);
    await keep(photo(content));
    document.body.innerHTML = page();
    start(document);
    await settle();
    expect([...house.kept.values()]).toEqual([content]);
    expect(house.calls).toEqual(["POST", "PATCH", "PATCH", "POST", "PATCH", "PATCH"]);
    expect([...house.tokens]).toEqual(["nyckel"]);
    expect(said()).toEqual(["lampan.jpg framme"]);
    expect(await listOf("9901-K7M4RTXB")).toEqual([]);
    expect(document.getElementById("own-photos")?.textContent).toBe("bilden");
  });

  test("a full house makes a photo wait, and says so", async () => {
    house.fail = () => new Response('{"code":"photo_store_full"}', { status: 503, headers: { "Retry-After": "300" } });
    await keep(photo("bild"));
    document.body.innerHTML = page();
    start(document);
    await settle();
    expect(said()).toEqual(["lampan.jpg pausar"]);
    house.fail = () => undefined;
    await settle();
    expect(said()).toEqual(["lampan.jpg framme"]);
  });

  test("a photo that is refused says why, and the next one is sent", async () => {
    house.fail = (number) =>
      number === 1 ? new Response('{"code":"photos_full","detail":"Det finns redan tio."}', { status: 409 }) : undefined;
    await keep(photo("ett", "ett.jpg"));
    await keep({ ...photo("två", "två.jpg"), at: Date.now() + 1 });
    document.body.innerHTML = page();
    start(document);
    await settle();
    expect(said()).toEqual(["ett.jpg kom inte med: Det finns redan tio.", "två.jpg framme"]);
  });

  test("photos chosen in the form are sent from the page after the report", async () => {
    document.body.innerHTML = `<form><input type="file" data-module="keep_photos" data-owner="form-1"><p role="status"></p></form>`;
    const form = document.querySelector("form") as HTMLFormElement;
    const input = document.querySelector("input") as HTMLInputElement;
    const submitted = vi.fn();
    form.submit = submitted;
    startKeeping(document);
    expect(input.multiple).toBe(true);
    const files = [new File(["a"], "a.jpg"), new File(["b"], "b.jpg")];
    Object.defineProperty(input, "files", { configurable: true, get: () => files });
    Object.defineProperty(input, "value", { configurable: true, set: () => void files.splice(0) });
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await settle();
    expect(submitted).toHaveBeenCalledTimes(1);
    expect(files).toEqual([]);
    document.body.innerHTML = page("data-new");
    start(document);
    await settle();
    expect([...house.kept.values()]).toEqual(["a", "b"]);
  });
});
