import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { start } from "../../ui/modules/watch";

const part = (words: string, watched = true): string =>
  `<div id="standing"${watched ? ' data-module="watch" data-every="15"' : ""}><p>${words}</p></div>`;
const page = (inner: string): string => `<!doctype html><html lang="sv"><body><h1>Sida</h1>${inner}</body></html>`;
const answer = (inner: string): Response => new Response(page(inner), { headers: { "Content-Type": "text/html" } });
const standing = (): HTMLElement => document.getElementById("standing") as HTMLElement;

describe("watching an acute report", () => {
  let asked: ReturnType<typeof vi.fn>;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = vi.fn();
    vi.stubGlobal("fetch", asked);
    document.body.innerHTML = `${part("Ingen har läst det.")}<textarea>Jag skri</textarea>`;
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
    document.body.innerHTML = "";
  });

  test("changes the words when somebody has it, keeps what is typed, and then ends", async () => {
    asked.mockResolvedValueOnce(answer(part("Ingen har läst det."))).mockResolvedValue(answer(part("Jouren har det.", false)));
    start(document, "/sida");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(standing().textContent).toBe("Ingen har läst det.");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(standing().textContent).toBe("Jouren har det.");
    expect(document.querySelector("textarea")?.value).toBe("Jag skri");
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("leaves the words alone while the network or the server fails", async () => {
    asked.mockRejectedValueOnce(new TypeError("offline")).mockResolvedValueOnce(new Response("", { status: 503 }));
    asked.mockResolvedValue(answer(part("Jouren har det.", false)));
    start(document, "/sida");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(standing().textContent).toBe("Ingen har läst det.");
    await vi.advanceTimersByTimeAsync(15_000);
    expect(standing().textContent).toBe("Jouren har det.");
  });
});
