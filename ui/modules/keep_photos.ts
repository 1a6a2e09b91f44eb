// The report first, its photos after it: what is chosen in the form stays on this device until the report is sent.
//
//   <input type="file" name="photo" data-module="keep_photos" data-owner="the form's own id"
//     data-waiting="{count} foton sparas …" data-toomany="Högst tio …">
//   <p role="status" hidden></p>
//
// Without this module the form takes one photo along. The page after (`photos`) sends what was kept, one by one.

import { awaitReport, keep, listOf } from "./photo_queue";
import { newId } from "./tus";

const MOST_PHOTOS = 10;
const LONGEST_KEEPING_MS = 5_000;

/** Let every such field under `root` take several photos, and keep them when its form is sent. */
export function start(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-module~='keep_photos']")) {
    const { form } = input;
    const owner = input.dataset["owner"];
    if (!form || !owner) continue;
    input.multiple = true;
    void tellKept(input, owner);
    form.addEventListener("submit", (event) => {
      if (!input.files?.length) return;
      event.preventDefault();
      // A report never waits long for its photos: should the keeping take its time, the form goes off as it is.
      const late = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_KEEPING_MS));
      void Promise.race([keepAll(input, owner, form), late]).finally(() => {
        leaveOne(input);
        form.submit();
      });
    });
  }
}

async function keepAll(input: HTMLInputElement, owner: string, form: HTMLFormElement): Promise<void> {
  const shown = new FormData(form).get("may_show_photo") === "yes";
  const here = (await listOf(owner)).length;
  const chosen = [...(input.files ?? [])].slice(0, MOST_PHOTOS - here);
  for (const [number, file] of chosen.entries()) {
    await keep({ id: newId(), owner, name: file.name, shown, at: Date.now() + number, file });
  }
  if ((await listOf(owner)).length < here + chosen.length) return;
  awaitReport(owner);
  input.value = "";
}

/** Where nothing could be kept, one photo goes along with the report, as it does without this module. */
function leaveOne(input: HTMLInputElement): void {
  const [first, ...more] = input.files ?? [];
  if (!first || more.length === 0) return;
  const alone = new DataTransfer();
  alone.items.add(first);
  input.files = alone.files;
}

async function tellKept(input: HTMLInputElement, owner: string): Promise<void> {
  const count = (await listOf(owner)).length;
  const status = input.parentElement?.querySelector<HTMLElement>("[role='status']");
  if (!status || count === 0) return;
  awaitReport(owner);
  status.textContent = (input.dataset["waiting"] ?? "").replace("{count}", String(count));
  status.hidden = false;
}

start(document);
