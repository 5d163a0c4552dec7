// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Draft } from "../../../web/static/script-draft.js";
import { differences, merge, same } from "../../../web/static/script-merge.js";
import { addPhase, answeredBy, at, duplicatePhase, movePhase, numeric, put, removePhase, say, setKind, setTarget } from "../../../web/static/script-model.js";

const phase = (id, target = 5, more = {}) => ({ id, kind: "input", room: "plenary", title: { de: id }, minutes: { target, min: target - 1, max: target + 1 }, gives: "normal", advance: "auto", steps: [], ...more });
const script = (...phases) => ({ format: 1, title: { de: "Abend" }, length: 60, phases });
const ids = (document) => document.phases.map((each) => each.id);
const BASE = script(phase("a"), phase("b"), phase("c"));
const paths = (list) => list.map((each) => each.path.join("."));

test("merge_takes_both_where_they_touch_different_things", () => {
  const mine = put(BASE, ["phases", 0, "title", "de"], "Anfang");
  const theirs = put(BASE, ["phases", 0, "minutes", "target"], 9);
  const { document, conflicts } = merge(BASE, mine, theirs);
  assert.deepEqual(conflicts, []);
  assert.deepEqual([document.phases[0].title.de, document.phases[0].minutes.target], ["Anfang", 9]);
});

test("merge_names_what_both_changed_and_keeps_whose_is_picked", () => {
  const mine = put(put(BASE, ["phases", 1, "minutes", "target"], 8), ["length"], 90);
  const theirs = put(BASE, ["phases", 1, "minutes", "target"], 9);
  const found = merge(BASE, mine, theirs);
  assert.deepEqual(found.conflicts, [{ path: ["phases", "b", "minutes", "target"], base: 5, mine: 8, theirs: 9 }]);
  assert.equal(found.document.phases[1].minutes.target, 8);
  const taken = merge(BASE, mine, theirs, () => "theirs").document;
  assert.deepEqual([taken.phases[1].minutes.target, taken.length], [9, 90]);
});

test("merge_keeps_what_each_added_moved_and_deleted", () => {
  const mine = movePhase(2, 0)(addPhase(1, phase("mine"))(BASE)); // mine was put after a, then b came to the front
  const theirs = addPhase(3, phase("theirs"))(removePhase(0)(BASE));
  const { document, conflicts } = merge(BASE, mine, theirs);
  assert.deepEqual([ids(document), conflicts], [["b", "mine", "c", "theirs"], []]);
});

test("merge_asks_where_one_deleted_what_the_other_changed", () => {
  const mine = put(BASE, ["phases", 1, "title", "de"], "Neu");
  const theirs = removePhase(1)(BASE);
  assert.deepEqual(paths(merge(BASE, mine, theirs).conflicts), ["phases.b"]);
  assert.deepEqual(ids(merge(BASE, mine, theirs).document), ["a", "b", "c"]);
  assert.deepEqual(ids(merge(BASE, mine, theirs, () => "theirs").document), ["a", "c"]);
  assert.deepEqual(ids(merge(BASE, theirs, mine, () => "theirs").document), ["a", "b", "c"]);
});

test("merge_asks_for_the_order_only_where_both_moved", () => {
  const [mine, theirs] = [movePhase(0, 2)(BASE), movePhase(0, 1)(BASE)];
  assert.deepEqual(paths(merge(BASE, mine, theirs).conflicts), ["phases.order"]);
  assert.deepEqual(ids(merge(BASE, mine, theirs, () => "theirs").document), ["b", "a", "c"]);
  assert.deepEqual(merge(BASE, mine, mine).conflicts, []);
});

/** A small generator with a fixed seed. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => ((state = (state * 1103515245 + 12345) % 2147483648), Math.floor((state / 2147483648) * sides));
}

function scrambled(document, roll, times) {
  let next = document;
  for (let i = 0; i < times; i += 1) {
    const at = roll(next.phases.length);
    const recipes = [setTarget(at, 1 + roll(9)), movePhase(at, roll(next.phases.length)), duplicatePhase(at), say(["phases", at, "title", "de"], `t${roll(5)}`)];
    if (next.phases.length > 1) recipes.push(removePhase(at));
    next = recipes[roll(recipes.length)](next);
  }
  return next;
}

test("merge_holds_its_laws_for_any_edits", () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const roll = dice(seed);
    const [mine, theirs] = [scrambled(BASE, roll, roll(5)), scrambled(BASE, roll, roll(5))];
    assert.ok(same(merge(BASE, mine, BASE).document, mine), `seed ${seed}: nobody else wrote`);
    assert.ok(same(merge(BASE, BASE, theirs).document, theirs), `seed ${seed}: only they wrote`);
    assert.ok(same(merge(BASE, mine, mine).document, mine), `seed ${seed}: both wrote the same`);
    for (const side of ["mine", "theirs"]) {
      const { document } = merge(BASE, mine, theirs, () => /** @type {any} */ (side));
      assert.equal(new Set(ids(document)).size, document.phases.length, `seed ${seed}: every phase once`);
      assert.deepEqual(merge(theirs, document, theirs).conflicts, [], `seed ${seed}: joined for good`);
    }
  }
});

test("differences_are_the_smallest_parts", () => {
  const after = put(put(BASE, ["phases", 1, "minutes", "target"], 8), ["title", "en"], "Evening");
  assert.deepEqual(differences(BASE, after), [
    { path: ["title", "en"], before: undefined, after: "Evening" },
    { path: ["phases", "b", "minutes", "target"], before: 5, after: 8 },
  ]);
  assert.deepEqual(paths(differences(BASE, movePhase(0, 1)(BASE))), ["phases.order"]);
});

test("numbers_are_read_as_people_write_them", () => {
  assert.deepEqual(["5", " 1,5 ", "2.25", "", "fünf", "1e9", "5 min"].map(numeric), [5, 1.5, 2.25, null, "fünf", "1e9", "5 min"]);
});

test("target_makes_room_and_the_flexible_step_keeps_the_sum", () => {
  const steps = [{ minutes: 3, title: {}, flex: false }, { minutes: 2, title: {}, flex: true }];
  const document = script(phase("a", 5, { steps }));
  const { minutes, steps: after } = setTarget(0, 9)(document).phases[0];
  assert.deepEqual([minutes, after.map((step) => step.minutes)], [{ target: 9, min: 4, max: 9 }, [3, 6]]);
  assert.deepEqual(setTarget(0, 1)(document).phases[0].minutes, { target: 1, min: 1, max: 6 });
  assert.deepEqual(setTarget(0, "x")(document).phases[0].minutes, { target: "x", min: 4, max: 6 });
  const fixed = script(phase("a", 5, { minutes: { target: 5, min: 5, max: 5 } }));
  assert.deepEqual(setTarget(0, 7)(fixed).phases[0].minutes, { target: 7, min: 7, max: 7 });
});

test("kind_brings_room_and_takes_what_only_groups_have", () => {
  const grouped = setKind(0, "group-work")(BASE).phases[0];
  assert.deepEqual([grouped.room, grouped.groups.mix, grouped.change], ["groups", "new", 1]);
  const back = setKind(0, "answer")(put(BASE, ["phases", 0], grouped)).phases[0];
  assert.deepEqual([back.room, back.advance, "groups" in back, back.steps, back.change], ["plenary", "manual", false, [], 0]);
});

test("questions_go_with_a_kind_that_asks_none_and_answers_bring_what_they_need", () => {
  const poll = { questions: [{ id: "f", title: { de: "Wie?" }, answer: "single", options: [{ id: "a" }, { id: "b" }], most: 2 }], secret: true };
  const asked = put(put(BASE, ["phases", 0, "poll"], poll), ["phases", 0, "kind"], "poll");
  assert.deepEqual(setKind(0, "vote")(asked).phases[0].poll, poll);
  assert.equal("poll" in setKind(0, "talk")(asked).phases[0], false);
  const path = ["phases", 0, "poll", "questions", 0];
  const scale = answeredBy(path, "scale")(asked);
  assert.deepEqual(Object.keys(at(scale, path)), ["id", "title", "answer", "low", "high"]);
  const many = answeredBy(path, "multiple")(asked);
  assert.deepEqual([at(many, path).options.length, at(many, path).most], [2, 2]);
  assert.deepEqual(Object.keys(at(answeredBy(path, "text")(asked), path)), ["id", "title", "answer"]);
});

test("new_phases_get_ids_of_their_own", () => {
  assert.deepEqual(ids(duplicatePhase(0)(duplicatePhase(0)(BASE))), ["a", "a-3", "a-2", "b", "c"]);
});

test("empty_text_is_no_text_but_a_title_stays", () => {
  assert.equal("easy" in say(["phases", 0, "easy", "de"], "")(put(BASE, ["phases", 0, "easy"], { de: "x" })).phases[0], false);
  assert.deepEqual(say(["phases", 0, "title", "de"], "")(BASE).phases[0].title, {});
});

const [SIX, SEVEN, EIGHT] = ["2026-11-23T18:00", "2026-11-23T19:00", "2026-11-23T20:00"];

/** A draft with a server that answers as it is told, and time that passes by hand. */
function opened(answers = []) {
  const [sent, announced] = [[], []];
  let timer = null;
  const draft = new Draft({
    send: async (body) => (sent.push(JSON.parse(body)), answers.shift() ?? { status: 200, answer: { version: sent.length, status: "waiting" } }),
    look: async () => answers.shift() ?? { status: 204, answer: null },
    announce: async (starts) => (announced.push(starts), answers.shift() ?? { status: 200, answer: { version: 0, status: "waiting", starts } }),
    later: (then) => (timer = then),
    never: () => (timer = null),
  });
  draft.open({ version: 0, document: BASE, status: "waiting", starts: SIX });
  return { draft, sent, announced, pass: async () => { const then = timer; timer = null; await then?.(); } };
}

test("edits_of_one_field_are_undone_together_and_computed_from_before", async () => {
  const { draft, sent, pass } = opened();
  draft.edit("t", setTarget(0, 2));
  draft.edit("t", setTarget(0, 25));
  assert.deepEqual(draft.document.value.phases[0].minutes, { target: 25, min: 4, max: 25 });
  await pass();
  assert.deepEqual([sent.length, sent[0].seen, draft.state.value, draft.version], [1, 0, "saved", 1]);
  draft.undo();
  assert.ok(same(draft.document.value, BASE));
  draft.redo();
  assert.equal(draft.document.value.phases[0].minutes.target, 25);
});

test("undo_leaves_what_others_did_since", async () => {
  const { draft, pass } = opened([{ status: 409, answer: { version: 4, by: "Mona", mine: false, document: put(BASE, ["phases", 1, "title", "de"], "Ihrs") } }]);
  draft.edit("t", setTarget(0, 9));
  await pass();
  assert.deepEqual([draft.version, draft.news.value?.by, draft.document.value.phases[1].title.de], [4, "Mona", "Ihrs"]);
  draft.undo();
  assert.deepEqual([draft.document.value.phases[0].minutes.target, draft.document.value.phases[1].title.de], [5, "Ihrs"]);
});

test("conflict_waits_for_an_answer_and_is_then_saved_on_the_newer_version", async () => {
  const { draft, sent, pass } = opened([{ status: 409, answer: { version: 7, by: "Mona", mine: false, document: setTarget(0, 3)(BASE) } }]);
  draft.edit("t", setTarget(0, 9));
  await pass();
  assert.deepEqual(draft.conflict.value?.conflicts.map((each) => each.path.at(-1)), ["target", "min", "max"].filter((name) => name === "target"));
  await draft.save();
  assert.equal(sent.length, 1);
  draft.resolve(() => "mine");
  await pass();
  assert.deepEqual([sent.length, sent[1].seen, sent[1].document.phases[0].minutes.target], [2, 7, 9]);
});

test("lost_line_keeps_the_edits_and_tries_again", async () => {
  const { draft, sent, pass } = opened([{ status: 502, answer: null }]);
  draft.edit("t", setTarget(0, 9));
  await pass();
  assert.equal(draft.state.value, "offline");
  await pass();
  assert.deepEqual([sent.length, draft.state.value, sent[1].seen], [2, "saved", 0]);
});

test("start_of_the_evening_ends_the_writing", async () => {
  const { draft, pass } = opened([{ status: 409, answer: { code: "already-started", text: "" } }]);
  draft.edit("t", setTarget(0, 9));
  await pass();
  draft.edit("t", setTarget(0, 4));
  assert.deepEqual([draft.state.value, draft.document.value.phases[0].minutes.target], ["started", 9]);
});

test("what_others_saved_comes_by_looking", async () => {
  const { draft, sent } = opened([{ status: 200, answer: { version: 3, by: "Mona", mine: false, status: "waiting", document: setTarget(2, 7)(BASE) } }]);
  await draft.poll();
  assert.deepEqual([draft.version, draft.document.value.phases[2].minutes.target, sent.length, draft.state.value], [3, 7, 0, "saved"]);
});

/** Lets what was begun end. */
const settled = () => new Promise((then) => setImmediate(then));

test("announced_start_is_undone_and_redone_in_its_place_among_the_edits", async () => {
  const { draft, announced } = opened();
  draft.edit("t", setTarget(0, 9));
  await draft.begin(SEVEN);
  draft.edit("t", setTarget(0, 4));
  draft.undo();
  assert.deepEqual([draft.document.value.phases[0].minutes.target, draft.assessed.value.starts], [9, SEVEN]);
  draft.undo();
  await settled();
  assert.deepEqual([draft.document.value.phases[0].minutes.target, draft.assessed.value.starts], [9, SIX]);
  draft.redo();
  await settled();
  assert.deepEqual([announced, draft.assessed.value.starts], [[SEVEN, SIX, SEVEN], SEVEN]);
  draft.redo();
  assert.equal(draft.document.value.phases[0].minutes.target, 4);
});

test("start_that_others_announced_since_is_left_alone", async () => {
  const { draft, announced } = opened();
  await draft.begin(SEVEN);
  draft.assessed.value = { ...draft.assessed.value, starts: EIGHT };
  draft.undo();
  await settled();
  assert.deepEqual([announced, draft.assessed.value.starts, draft.future.value.length], [[SEVEN], EIGHT, 0]);
});

test("start_that_the_server_refuses_is_nothing_to_undo", async () => {
  const { draft } = opened([{ status: 400, answer: { code: "malformed", text: "So nicht." } }]);
  await draft.begin(SEVEN);
  assert.deepEqual([draft.state.value, draft.refusal.value, draft.assessed.value.starts, draft.past.value.length], ["refused", "So nicht.", SIX, 0]);
});
