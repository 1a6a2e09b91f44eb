// Sends one photo part by part (tus 1.0.0). Whatever cuts it, the next call goes on where the house says it ended.

const CHUNK_BYTES = 512 * 1024;
const LONGEST_CALL_MS = 60_000;
/** Refusals that pass by themselves though their status says otherwise. */
const PASSING = new Set(["busy", "offset_elsewhere", "checksum_mismatch"]);

/** A photo on this device. `id`: 128 random bits, the same however often it is sent. */
export interface Photo {
  id: string;
  owner: string;
  name: string;
  shown: boolean;
  at: number;
  file: Blob;
}

/** It will never be taken; the message says why, in the reader's language. */
export class Refused extends Error {}

/** Not now: the line is down, or the house is full or busy. */
export class NotNow extends Error {
  constructor(readonly waitMs = 0) {
    super("not now");
  }
}

/** An id that nobody guesses. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
}

/** Send what the house does not have yet. Ends when all has arrived; rejects with `NotNow` or `Refused`. */
export async function send(photo: Photo, address: string, token: string, tell: (sent: number) => void): Promise<void> {
  const headers = { "Tus-Resumable": "1.0.0", "X-Lagat-Photo-Token": token, Accept: "application/json" };
  const announced = { "Upload-Length": String(photo.file.size), "Upload-Metadata": await describe(photo) };
  const begun = await call(address, { method: "POST", headers: { ...headers, ...announced } });
  const place = begun.headers.get("Location") ?? "";
  let at = offsetOf(begun);
  while (at < photo.file.size) {
    tell(at);
    const part = { "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" };
    const body = photo.file.slice(at, at + CHUNK_BYTES);
    at = offsetOf(await call(place, { method: "PATCH", headers: { ...headers, ...part }, body }));
  }
  tell(at);
}

async function call(address: string, how: RequestInit): Promise<Response> {
  const asked = new URL(address, location.href);
  asked.searchParams.set("lang", document.documentElement.lang);
  let answer: Response;
  try {
    answer = await fetch(asked, { ...how, redirect: "error", signal: AbortSignal.timeout(LONGEST_CALL_MS) });
  } catch {
    throw new NotNow();
  }
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
  const passes = answer.status >= 500 || answer.status === 408 || answer.status === 429;
  if (passes || PASSING.has(told.code ?? "")) throw new NotNow(1000 * Number(answer.headers.get("Retry-After") ?? 0));
  throw new Refused(told.detail ?? "");
}

function offsetOf(answer: Response): number {
  const said = answer.headers.get("Upload-Offset");
  if (said === null || !/^\d+$/.test(said)) throw new NotNow();
  return Number(said);
}

async function describe(photo: Photo): Promise<string> {
  const said: Record<string, string> = { clientPhotoId: photo.id, mayBeShown: String(photo.shown) };
  if (photo.file.type) said["filetype"] = photo.file.type;
  // Only where the page came over HTTPS or from this machine can a browser make sums.
  const sums = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (sums) {
    const sum = new Uint8Array(await sums.digest("SHA-256", await photo.file.arrayBuffer()));
    said["sha256"] = [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return Object.entries(said)
    .map(([name, value]) => `${name} ${btoa(value)}`)
    .join(",");
}
