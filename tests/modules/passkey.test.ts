import { beforeEach, describe, expect, it, vi } from "vitest";
import { readBytes, readOptions, showCodes, start, writeBytes, writeCredential } from "../../ui/modules/passkey";

function place(): HTMLElement {
  document.body.innerHTML = `<div data-module="passkey" data-act="get" data-token="t" data-options="/o" data-answer="/a"
    data-failed="Gick inte." hidden><button type="button">Använd</button><p role="alert"></p>
    <div data-part="codes" hidden><ul></ul></div></div>`;
  return document.querySelector("div") as HTMLElement;
}

describe("passkey", () => {
  beforeEach(() => {
    document.body.innerHTML = "";
    vi.unstubAllGlobals();
  });

  it("carries bytes as base64url, there and back", () => {
    const bytes = new Uint8Array([0, 250, 251, 252, 253, 254, 255]);
    expect(writeBytes(bytes.buffer)).toBe("APr7_P3-_w");
    expect([...readBytes("APr7_P3-_w")]).toEqual([...bytes]);
  });

  it("gives the browser bytes where it wants bytes", () => {
    const read = readOptions({ challenge: "AQID", user: { id: "BA" }, allowCredentials: [{ id: "BQ" }], rpId: "localhost" });
    expect(read["challenge"]).toEqual(new Uint8Array([1, 2, 3]));
    expect((read["user"] as { id: Uint8Array }).id).toEqual(new Uint8Array([4]));
    expect((read["allowCredentials"] as { id: Uint8Array }[])[0]?.id).toEqual(new Uint8Array([5]));
    expect(read["rpId"]).toBe("localhost");
  });

  it("writes what the browser answered and nothing it did not", () => {
    const made = {
      id: "AQ",
      rawId: new Uint8Array([1]).buffer,
      type: "public-key",
      response: { clientDataJSON: new Uint8Array([2]).buffer, signature: new Uint8Array([3]).buffer },
    };
    expect(writeCredential(made as unknown as PublicKeyCredential)).toEqual({
      id: "AQ", rawId: "AQ", type: "public-key", clientExtensionResults: {},
      response: { clientDataJSON: "Ag", signature: "Aw" },
    });
  });

  it("shows recovery codes once, as text", () => {
    const here = place();
    expect(showCodes(here, [])).toBe(false);
    expect(showCodes(here, ["AAAA-<b>"])).toBe(true);
    expect(here.querySelector("li code")?.textContent).toBe("AAAA-<b>");
    expect(here.querySelector<HTMLElement>("[data-part]")?.hidden).toBe(false);
  });

  it("stays away where the browser knows no passkeys", () => {
    const here = place();
    start(document);
    expect(here.hidden).toBe(true);
  });

  it("says that it did not work, in the page's own words", async () => {
    const here = place();
    vi.stubGlobal("PublicKeyCredential", class {});
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response("{}", { status: 429 }))));
    start(document);
    expect(here.hidden).toBe(false);
    here.querySelector("button")?.click();
    await vi.waitFor(() => expect(here.querySelector("[role=alert]")?.textContent).toBe("Gick inte."));
    expect(here.querySelector("button")?.disabled).toBe(false);
  });
});
