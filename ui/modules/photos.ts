// Photos of a report, one by one, each going on where a bad line cut it; every fate is said in words.
//
// The form works without it and then takes one photo at a time. With it several may be chosen, they are kept on this
// device until they have arrived, and a reload or a closed page only makes them wait:
//
//   <form data-module="photos" data-uploads="/api/v1/…/photos/uploads" data-token="…" data-owner="9901-K7M4RTXB"
//     data-room="9" data-new data-waiting data-sending data-paused data-arrived data-failed data-toomany>
//     <input type="file" name="photo"> … <div role="status" hidden></div>
//   </form>
//
// The texts name {name}, {percent}, {why} and {room}. `data-new`: the page just after the report was sent.

import { forget, keep, listOf, takeOver } from "./photo_queue";
import { NotNow, type Photo, Refused, newId, send } from "./tus";
import { change, findFresh } from "./watch";

const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
const LOOK_AGAIN_MS = 4_000;
const MOST_LOOKS = 15;

/** Bring every such form under `root` to life. */
export function start(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-module~='photos']")) new PhotoForm(form).begin();
}

class PhotoForm {
  private isSending = false;

  constructor(private readonly form: HTMLFormElement) {}

  begin(): void {
    const input = this.input;
    if (!input) return;
    input.multiple = true;
    this.form.addEventListener("submit", (event) => {
      if (!input.files?.length) return;
      event.preventDefault();
      void this.take([...input.files]).then(() => this.sendAll());
      input.value = "";
    });
    addEventListener("online", () => void this.sendAll());
    const first = "new" in this.form.dataset ? takeOver(this.owner) : Promise.resolve();
    void first.then(() => this.sendAll());
  }

  private async take(files: File[]): Promise<void> {
    const shown = new FormData(this.form).get("may_show_photo") === "yes";
    const room = Number(this.form.dataset["room"]) - (await listOf(this.owner)).length;
    if (files.length > room) this.say("toomany", "toomany", { room: String(Math.max(0, room)) });
    for (const [number, file] of files.slice(0, Math.max(0, room)).entries()) {
      await keep({ id: newId(), owner: this.owner, name: file.name, shown, at: Date.now() + number, file });
    }
  }

  /** Send what is kept, oldest first, until nothing is left. */
  private async sendAll(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let kept = await listOf(this.owner); kept.length; kept = await listOf(this.owner)) {
        for (const photo of kept) this.say(photo.id, "waiting", { name: photo.name });
        for (const photo of kept) await this.sendOne(photo);
      }
    } finally {
      this.isSending = false;
    }
  }

  private async sendOne(photo: Photo): Promise<void> {
    const { uploads = "", token = "" } = this.form.dataset;
    const name = photo.name;
    for (let tries = 0; ; tries++) {
      let sent = 0;
      try {
        await send(photo, uploads, token, (now) => {
          if (now > sent) tries = 0; // it moves: the next pause is short again
          sent = now;
          this.say(photo.id, "sending", { name, percent: String(Math.floor((100 * now) / photo.file.size)) });
        });
        this.form.dataset["room"] = String(Number(this.form.dataset["room"]) - 1);
        this.say(photo.id, "arrived", { name });
        void this.lookAgain();
        break;
      } catch (error) {
        if (error instanceof NotNow) {
          this.say(photo.id, "paused", { name });
          const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 60_000;
          await new Promise((resolve) => setTimeout(resolve, Math.max(pause, Math.min(error.waitMs, 60_000))));
          continue;
        }
        this.say(photo.id, "failed", { name, why: error instanceof Refused ? error.message : "" });
        break;
      }
    }
    await forget(photo.id);
  }

  /** Show the photos as the house has them, until each has been looked at. */
  private async lookAgain(): Promise<void> {
    for (let look = 0; look < MOST_LOOKS; look++) {
      const [part, fresh] = [document.getElementById("own-photos"), await findFresh("own-photos", location.href)];
      if (part && fresh) change(part, fresh);
      if (fresh && !fresh.dataset["module"]) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** One line a photo, by its id, in the words of the page. */
  private say(id: string, words: string, places: Record<string, string>): void {
    const list = this.form.querySelector<HTMLElement>("[role='status']");
    if (!list) return;
    list.hidden = false;
    const line = [...list.children].find((each) => each.id === `photo-${id}`) ?? document.createElement("p");
    if (!line.id) list.append(line);
    line.id = `photo-${id}`;
    line.textContent = (this.form.dataset[words] ?? "").replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? "");
  }

  private get owner(): string {
    return this.form.dataset["owner"] ?? "";
  }

  private get input(): HTMLInputElement | null {
    return this.form.querySelector("input[type='file']");
  }
}

start(document);
