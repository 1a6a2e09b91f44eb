// "Is it one of these?" is not asked of somebody who says that it is dangerous: the question stands hidden and disabled
// until every question that may mean danger has been answered with something that does not.
//
//   <form>
//     <fieldset class="asks-danger"> … <input type="radio" data-danger> … </fieldset>
//     <fieldset data-module="known" hidden disabled> … </fieldset>
//   </form>
//
// Without this module the same question is asked by the page that answers the form.

/** Bring the question under `root` to life. */
export function start(root: ParentNode): void {
  for (const known of root.querySelectorAll<HTMLFieldSetElement>("fieldset[data-module~='known']")) {
    const form = known.closest("form");
    if (!form) continue;
    const look = (): void => show(known, isHarmless(form));
    form.addEventListener("change", look);
    look();
  }
}

/** Whether every question that may mean danger is answered, and none with danger. */
export function isHarmless(form: ParentNode): boolean {
  if (form.querySelector("[data-danger]:checked, input[name='acute'][value='yes']:checked")) return false;
  return [...form.querySelectorAll(".asks-danger")].every((asked) => asked.querySelector("input:checked") !== null);
}

function show(known: HTMLFieldSetElement, isShown: boolean): void {
  known.hidden = !isShown;
  known.disabled = !isShown;
}

start(document);
