// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Captions, LINE, Writer, cut } from "../../../web/static/captions.js";
import { pinnedSeat } from "../../../web/static/people.js";
import { turned } from "../../../web/static/slides.js";

const LONG = "Guten Abend, ich freue mich sehr, dass Sie heute alle gekommen sind und bleiben";

/** @returns {any} */
function storage() {
  const kept = new Map();
  return { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value) };
}

test("line_ends_at_a_word_or_where_enter_was_pressed", () => {
  assert.deepEqual(cut("Guten Abend"), { done: [], rest: "Guten Abend" });
  assert.deepEqual(cut("Guten Abend\nIch"), { done: ["Guten Abend"], rest: "Ich" });
  const { done, rest } = cut(LONG);
  assert.equal(`${done.join(" ")} ${rest}`, LONG);
  assert.ok(done.every((line) => line.length <= LINE && !line.endsWith(" ")));
  assert.deepEqual(cut("x".repeat(LINE + 5)), { done: ["x".repeat(LINE)], rest: "xxxxx" });
  assert.deepEqual(cut("\n\nIch"), { done: ["", ""], rest: "Ich" });
});

test("writer_tells_a_line_as_it_grows_and_its_whole_before_the_next", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {any[]} */ const told = [];
  const writer = new Writer((data) => told.push(data), 7);
  for (const text of ["G", "Gu", "Gut"]) writer.type(text);
  assert.deepEqual(told, []);
  context.mock.timers.tick(150);
  assert.deepEqual(told, [{ line: 7, text: "Gut" }]);
  assert.equal(writer.type("Guten Abend\nI"), "I");
  assert.deepEqual(told.at(-1), { line: 7, text: "Guten Abend" });
  context.mock.timers.tick(150);
  assert.deepEqual(told.at(-1), { line: 8, text: "I" });
  assert.deepEqual(writer.done.value, ["Guten Abend"]);
});

test("reader_sees_the_newest_three_lines_each_as_it_is_now", () => {
  const captions = new Captions(storage());
  for (const [line, text] of [[1, "Eins"], [2, "Zw"], [2, "Zwei"], [3, "Drei"], [4, "V"], [3, "Drei!"]])
    captions.hear({ seat: 9, line: Number(line), text: String(text) });
  assert.deepEqual(captions.lines.value.map((each) => each.text), ["Zwei", "Drei!", "V"]);
  captions.hear({ seat: 9, line: 4, text: "" });
  assert.deepEqual(captions.lines.value.map((each) => each.text), ["Zwei", "Drei!"]);
  captions.clear();
  assert.deepEqual(captions.lines.value, []);
});

test("size_of_captions_stays_on_the_device", () => {
  const kept = storage();
  assert.equal(new Captions(kept).size.value, 0);
  new Captions(kept).want(2);
  assert.equal(new Captions(kept).size.value, 2);
});

test("pin_follows_who_of_the_team_is_on", () => {
  const app = (/** @type {number | null} */ pinned, /** @type {any} */ teams) =>
    pinnedSeat({ live: { pinned: { value: pinned } }, store: /** @type {any} */ ({ topic: () => ({ value: teams }) }) });
  const teams = [{ role: "interpreter", seats: [4, 5], on: 5 }];
  assert.deepEqual([app(4, teams), app(5, teams), app(7, teams), app(null, teams), app(4, null)], [5, 5, 7, null, 4]);
});

test("keys_turn_pages_and_stop_at_the_ends", () => {
  const keys = ["ArrowRight", "PageDown", "ArrowLeft", "PageUp", "a"];
  assert.deepEqual(keys.map((key) => turned(key, 2, 3)), [3, 3, 1, 1, null]);
  assert.deepEqual(keys.map((key) => turned(key, 1, 1)), [null, null, null, null, null]);
});
