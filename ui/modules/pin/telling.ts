// What is said of a pin, in words: how far it stands from what the device says, and what is nearest.

import { distance, tellMetres, type Pin, type Point } from "./pin";

export type Texts = Record<"fromDevice" | "fromStart" | "unmoved" | "near" | "outside", string>;

/** What the house's own search answers of a point (`/location`). */
export interface Told {
  takenHere: boolean;
  neighbourName: string | null;
  street: string | null;
  address: { name: string } | null;
}

/** How far the pin stands from the device's own claim, or else from where it began. */
export function tellDistance(pin: Pin, device: Point | null, texts: Texts): string {
  if (!pin.isMoved) return texts.unmoved;
  const metres = String(tellMetres(distance(pin.at, device ?? pin.start)));
  return (device ? texts.fromDevice : texts.fromStart).replace("{metres}", metres);
}

/** What is nearest; empty where nothing is. */
export function tellPlace(told: Told, texts: Texts): string {
  if (!told.takenHere && told.neighbourName) return texts.outside.replace("{place}", told.neighbourName);
  const place = told.address?.name ?? told.street;
  return place ? texts.near.replace("{place}", place) : "";
}

/** Ask the house what is at the point; null where it cannot be asked now. */
export async function ask(address: string, [longitude, latitude]: Point, signal: AbortSignal): Promise<Told | null> {
  try {
    const answer = await fetch(`${address}?lat=${latitude.toFixed(6)}&lon=${longitude.toFixed(6)}`, { signal, credentials: "omit" });
    return answer.ok ? ((await answer.json()) as Told) : null;
  } catch {
    return null;
  }
}
