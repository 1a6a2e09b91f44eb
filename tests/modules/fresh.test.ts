import { beforeEach, describe, expect, it, vi } from "vitest";
import { countNew, look, wordsFor } from "../../ui/modules/fresh";

function place(): HTMLElement {
  document.body.innerHTML = `<p data-module="fresh" data-address="/fresh?tab=own" data-position="1.4" data-shown="a b"
    data-one="1 ny – visa" data-many="{count} nya – visa" hidden><a href="/"></a></p>`;
  return document.querySelector("p") as HTMLElement;
}

function answers(status: number, body?: unknown): typeof fetch {
  return vi.fn(() =>
    Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status })),
  ) as unknown as typeof fetch;
}

describe("fresh", () => {
  beforeEach(() => {
    document.body.innerHTML = "";
  });

  it("counts what the page does not show", () => {
    expect(countNew(["a", "c", "d"], new Set(["a", "b"]))).toBe(2);
  });

  it("says one and many in the page's own words", () => {
    expect([0, 1, 3].map((count) => wordsFor(count, "1 ny", "{count} nya"))).toEqual(["", "1 ny", "3 nya"]);
  });

  it("asks with the position it has and stays silent while that stands", async () => {
    const here = place();
    const ask = answers(204);
    expect(await look(here, ask)).toBe(true);
    expect(String(vi.mocked(ask).mock.calls[0]?.[0])).toContain("tab=own&position=1.4");
    expect(here.hidden).toBe(true);
  });

  it("tells what is new and remembers the position", async () => {
    const here = place();
    await look(here, answers(200, { position: "1.9", ids: ["a", "c", "d", "e"] }));
    expect(here.hidden).toBe(false);
    expect(here.textContent).toBe("3 nya – visa");
    expect(here.dataset["position"]).toBe("1.9");
  });

  it("hides again when what was new is gone", async () => {
    const here = place();
    await look(here, answers(200, { position: "1.9", ids: ["c"] }));
    await look(here, answers(200, { position: "2.0", ids: ["a"] }));
    expect(here.hidden).toBe(true);
  });

  it("says nothing when the server is down", async () => {
    const here = place();
    expect(await look(here, answers(503, {}))).toBe(false);
    expect(here.hidden).toBe(true);
  });
});
