// "Nobody has read this yet": asks the page again now and then, and changes this part of it when its words change.
//
//   <div id="standing" data-module="watch" data-every="15" aria-live="polite">…</div>
//
// Only this part changes, so what is being typed elsewhere on the page stays. The watch ends with the first answer whose
// part no longer asks to be watched. A failed try says nothing: the words on the page are still the last ones known.

const SHORTEST_SECONDS = 5;

/** Watch every such part under `root`. */
export function start(root: ParentNode, address: string = location.href): void {
  for (const part of root.querySelectorAll<HTMLElement>("[data-module~='watch'][id]")) void watch(part, address);
}

async function watch(part: HTMLElement, address: string): Promise<void> {
  const pause = Math.max(SHORTEST_SECONDS, Number(part.dataset["every"]) || 0) * 1000;
  while (part.isConnected && part.dataset["module"]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const fresh = document.hidden ? undefined : await findFresh(part.id, address);
    if (fresh) change(part, fresh);
  }
}

/** The part of that id as the house shows it now; nothing where it does not answer. */
export async function findFresh(id: string, address: string): Promise<HTMLElement | undefined> {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById(id) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Show the fresh part in place of the old one. */
export function change(part: HTMLElement, fresh: HTMLElement): void {
  if (part.textContent !== fresh.textContent) {
    part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  }
  if (!fresh.dataset["module"]) delete part.dataset["module"];
}

start(document);
