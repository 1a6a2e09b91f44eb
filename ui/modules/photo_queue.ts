// Photos on this device that are not sent yet: kept through a reload and a closed page, gone when they have arrived.
//
// Each has an owner: the report it is for, or the form whose report is not sent yet. Where a browser keeps nothing (a
// private window), they are kept as long as the page is open.

import type { Photo } from "./tus";

const LONGEST_KEPT_MS = 14 * 24 * 3600 * 1000;
const PENDING = "lagat-photos";
const inMemory = new Map<string, Photo>();

/** Keep a photo. */
export async function keep(photo: Photo): Promise<void> {
  inMemory.set(photo.id, photo);
  await change((store) => store.put(photo));
}

/** Forget a photo. */
export async function forget(id: string): Promise<void> {
  inMemory.delete(id);
  await change((store) => store.delete(id));
}

/** An owner's photos, oldest first. What was kept too long is forgotten. */
export async function listOf(owner: string): Promise<Photo[]> {
  const kept = ((await change((store) => store.getAll())) as Photo[] | undefined) ?? [];
  const every = new Map([...kept.map((photo) => [photo.id, photo] as const), ...inMemory]);
  const old = [...every.values()].filter((photo) => photo.at < Date.now() - LONGEST_KEPT_MS);
  for (const photo of old) {
    every.delete(photo.id);
    await forget(photo.id);
  }
  return [...every.values()].filter((photo) => photo.owner === owner).sort((one, other) => one.at - other.at);
}

/** Remember in this tab that a form's photos wait for its report. */
export function awaitReport(owner: string): void {
  sessionStorage.setItem(PENDING, owner);
}

/** The report is sent: the photos of the form this tab sent last are its own now. */
export async function takeOver(owner: string): Promise<void> {
  const form = sessionStorage.getItem(PENDING);
  if (form === null) return;
  sessionStorage.removeItem(PENDING);
  for (const photo of await listOf(form)) await keep({ ...photo, owner });
}

async function change(act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  try {
    const opened = await done(open());
    try {
      return await done(act(opened.transaction("photos", "readwrite").objectStore("photos")));
    } finally {
      opened.close();
    }
  } catch {
    return undefined; // kept in memory alone
  }
}

function open(): IDBOpenDBRequest {
  const asked = indexedDB.open("lagat-photos", 1);
  asked.onupgradeneeded = (): void => void asked.result.createObjectStore("photos", { keyPath: "id" });
  return asked;
}

function done<Result>(asked: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = (): void => resolve(asked.result);
    asked.onerror = (): void => reject(asked.error ?? new Error("not kept"));
  });
}
