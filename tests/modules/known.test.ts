import { beforeEach, expect, test } from "vitest";
import { isHarmless, start } from "../../ui/modules/known";

beforeEach(() => {
  document.body.innerHTML = `<form>
    <fieldset class="asks-danger">
      <input type="radio" name="how" id="small"><input type="radio" name="how" id="deep" data-danger>
    </fieldset>
    <fieldset data-module="known" hidden disabled><input type="radio" name="same_as"></fieldset>
  </form>`;
  start(document);
});

const known = (): HTMLFieldSetElement => document.querySelector("[data-module='known']")!;
const choose = (id: string): void => document.getElementById(id)!.click();

test("nothing is asked before the questions of danger are answered", () => {
  expect(known().hidden).toBe(true);
  expect(known().disabled).toBe(true);
});

test("an answer without danger lets the question be asked", () => {
  choose("small");
  expect(known().hidden).toBe(false);
  expect(known().disabled).toBe(false);
});

test("an answer that means danger takes it away again, with what was chosen there", () => {
  choose("small");
  choose("deep");
  expect(known().hidden).toBe(true);
  expect(known().disabled).toBe(true);
});

test("a form that asks of no danger is harmless", () => {
  document.body.innerHTML = `<form><input type="text" name="words"></form>`;
  expect(isHarmless(document.querySelector("form")!)).toBe(true);
});
