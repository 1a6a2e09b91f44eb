// "Use my position": fills a form's latitude and longitude from the device and says how exact it is, in words.
//
// The form works without it. The page writes the button hidden, and this module shows it where the device can answer:
//
//   <div data-module="position" data-latitude="lat" data-longitude="long" hidden
//        data-waiting="Söker din position …"
//        data-found="Vi fann dig på {metres} meter när."
//        data-vague="Vi fann dig bara på {metres} meter när. Skriv gärna adressen också."
//        data-refused="Du har inte tillåtit …" data-unavailable="Din position gick inte att få. …">
//     <button type="button">Använd min position</button>
//     <p role="status"></p>
//   </div>
//
// `data-latitude` and `data-longitude` name two inputs of the same form: WGS 84 degrees with six decimals;
// `data-accuracy`, where it is there, one for metres. With `data-send` the form goes off as soon as the fix is good
// enough, since the next page says in words where it was and asks whether that is right. A device's
// first fix is often a cell tower's, so the best fix of the first ten seconds is taken, sooner when it is exact enough.

const LONGEST_WAIT_MS = 10_000;
const EXACT_ENOUGH_METRES = 15;
const VAGUE_METRES = 100;

type Texts = Record<"waiting" | "found" | "vague" | "refused" | "unavailable", string>;

/** Bring every position button under `root` to life. */
export function start(root: ParentNode, geolocation: Geolocation | undefined = navigator.geolocation): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-module~='position']")) {
    const button = place.querySelector("button");
    if (!geolocation || !button) continue;
    place.hidden = false;
    button.addEventListener("click", () => void locate(place, button, geolocation));
  }
}

/** Wait for the best fix: the first exact enough, or the most exact when the time is up. */
export function findBest(geolocation: Geolocation, longestMs: number = LONGEST_WAIT_MS): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    let best: GeolocationPosition | undefined;
    let failure: GeolocationPositionError | undefined;
    const end = (): void => {
      clearTimeout(timer);
      geolocation.clearWatch(watch);
      if (best) resolve(best);
      else reject(failure ?? new Error("no position in time"));
    };
    const timer = setTimeout(end, longestMs);
    const watch = geolocation.watchPosition(
      (fix) => {
        if (!best || fix.coords.accuracy < best.coords.accuracy) best = fix;
        if (best.coords.accuracy <= EXACT_ENOUGH_METRES) end();
      },
      (error) => {
        failure = error;
        if (error.code === error.PERMISSION_DENIED) end();
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: longestMs },
    );
  });
}

/** Metres as a person says them: whole up to twenty, then tens, then hundreds. */
export function roundMetres(accuracy: number): number {
  const step = accuracy <= 20 ? 1 : accuracy <= 200 ? 10 : 100;
  return Math.max(1, Math.ceil(accuracy / step) * step);
}

async function locate(place: HTMLElement, button: HTMLButtonElement, geolocation: Geolocation): Promise<void> {
  const texts = place.dataset as unknown as Texts;
  const form = button.form ?? place.closest("form");
  say(place, texts.waiting);
  // Not `disabled`: the button keeps its focus for those who use a keyboard.
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const { latitude, longitude, accuracy } = (await findBest(geolocation)).coords;
    fill(form, place.dataset["latitude"], latitude.toFixed(6));
    fill(form, place.dataset["longitude"], longitude.toFixed(6));
    fill(form, place.dataset["accuracy"], String(Math.ceil(accuracy)));
    const isVague = accuracy > VAGUE_METRES;
    say(place, (isVague ? texts.vague : texts.found).replace("{metres}", String(roundMetres(accuracy))));
    if (!isVague && "send" in place.dataset) form?.requestSubmit();
  } catch (error) {
    const refused = (error as GeolocationPositionError).code === 1; // PERMISSION_DENIED
    say(place, refused ? texts.refused : texts.unavailable);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function fill(form: HTMLFormElement | null, name: string | undefined, value: string): void {
  const input = name ? form?.elements.namedItem(name) : null;
  if (!(input instanceof HTMLInputElement)) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(place: HTMLElement, words: string): void {
  const status = place.querySelector("[role='status']");
  if (status) status.textContent = words;
}

start(document);
