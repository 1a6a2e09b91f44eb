// "3 nya – visa": tells that a page has something newer to show, and never moves the page by itself.
//
// The page works without it. It writes the place hidden, with a link that loads the page again:
//
//   <p data-module="fresh" data-address="…/fresh?tab=own" data-position="1.42" data-shown="a1 b2"
//      data-one="1 ny – visa" data-many="{count} nya – visa" role="status" hidden><a href="…"></a></p>
//
// `data-address` answers 204 while the position stands, else {position, ids}: ids not in `data-shown` are new.

const EVERY_MS = 4_000;
const LONGEST_PAUSE_MS = 60_000;

interface Fresh {
  position: string;
  ids: string[];
}

/** How many of `ids` the page does not show. */
export function countNew(ids: readonly string[], shown: ReadonlySet<string>): number {
  return ids.filter((id) => !shown.has(id)).length;
}

/** What the link says; nothing where there is nothing new. */
export function wordsFor(count: number, one: string, many: string): string {
  return count === 0 ? "" : count === 1 ? one : many.replace("{count}", String(count));
}

/** Ask once, and say what is new. Returns whether the server answered. */
export async function look(place: HTMLElement, ask: typeof fetch = fetch): Promise<boolean> {
  const { address = "", position = "", shown = "", one = "", many = "" } = place.dataset;
  const asked = new URL(address, location.href);
  asked.searchParams.set("position", position);
  const answer = await ask(asked, { headers: { Accept: "application/json" }, redirect: "error" });
  if (answer.status === 204) return true;
  if (!answer.ok) return false;
  const fresh = (await answer.json()) as Fresh;
  place.dataset["position"] = fresh.position;
  const words = wordsFor(countNew(fresh.ids, new Set(shown.split(" "))), one, many);
  const link = place.querySelector("a");
  if (link && words && link.textContent !== words) link.textContent = words;
  place.hidden = words === "";
  return true;
}

/** Look again and again while somebody sees the page; slower while the server does not answer. */
export function start(root: ParentNode): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-module~='fresh']")) {
    let pause = EVERY_MS;
    const turn = async (): Promise<void> => {
      if (document.visibilityState === "visible") {
        const answered = await look(place).catch(() => false);
        pause = answered ? EVERY_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
      setTimeout(() => void turn(), pause);
    };
    setTimeout(() => void turn(), pause);
  }
}

start(document);
