// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../web/static/store.js";
import { memory } from "./fakes.js";

const HELLO = { dialogue: "d1", seat: 7, role: "citizen", now: 0, build: "1", ice: [] };
const ROOM = { id: "runde-1/2", kind: "group", number: 2, people: [] };
const BOARD = { group: "runde-1/2", number: 2, columns: [{ id: "a" }], open: true, revealed: false, hidden: 0 };
const CARD = { group: "runde-1/2", column: "a", text: "Bänke", top: false, at: 5, revealed: false };

function setup(storage = memory()) {
  const store = new Store({ dialogue: "d1", storage });
  store.hello.value = HELLO;
  store.apply({ topic: "room", v: 1, data: ROOM });
  store.apply({ topic: "board:runde-1/2", v: 1, data: BOARD });
  return store;
}

const write = { command: "card.write", id: "k-1", at: 9, data: { column: "a", text: "Bus", group: "runde-1/2" } };
const texts = (store) => store.cards.value.map((card) => [card.text, card.pending]);

test("topic_is_replaced_patched_and_taken_back", () => {
  const store = setup();
  store.apply({ topic: "wall", v: 2, data: { a: 1, b: 2 } });
  store.apply({ topic: "wall", v: 3, set: { c: 3 }, gone: ["a"] });
  assert.deepEqual(store.topic("wall").value, { b: 2, c: 3 });
  store.apply({ topic: "wall", v: 4, data: null });
  assert.equal(store.topic("wall").value, null);
});

test("room_joins_floor_and_queue", () => {
  const store = setup();
  store.apply({ topic: "floor", v: 2, data: { seats: [3] } });
  store.apply({ topic: "queue", v: 2, data: { hands: [7, 9], written: [9] } });
  assert.deepEqual(store.room.value, { ...ROOM, floor: [3], lead: null, hands: [7, 9], written: [9] });
});

test("own_card_is_shown_marked_until_its_topic_is_here", () => {
  const store = setup();
  store.pending.value = [write];
  assert.deepEqual(texts(store), [["Bus", true]]);
  store.accept(write, 12);
  store.pending.value = [];
  assert.deepEqual(texts(store), [["Bus", true]]);
  store.apply({ topic: "my-cards", v: 12, data: { "c-1": { ...CARD, text: "Bus" } } });
  assert.deepEqual(texts(store), [["Bus", false]]);
});

test("card_accepted_after_its_topic_is_not_shown_twice", () => {
  const store = setup();
  store.apply({ topic: "my-cards", v: 12, data: { "c-1": { ...CARD, text: "Bus" } } });
  store.accept(write, 12);
  assert.deepEqual(texts(store), [["Bus", false]]);
});

test("refused_card_goes_back_to_the_draft_before_what_was_typed_since", () => {
  const store = setup();
  store.keepDraft("runde-1/2", "a", "neu");
  store.refuse(write, { code: "too-many", facts: {}, text: "Zu viele." });
  assert.equal(store.draft("runde-1/2", "a"), "Bus\nneu");
  assert.equal(store.refusal.value?.text, "Zu viele.");
});

test("draft_survives_a_reload_and_is_of_its_seat_and_column", () => {
  const storage = memory();
  setup(storage).keepDraft("runde-1/2", "a", "halb");
  const again = setup(storage);
  assert.equal(again.draft("runde-1/2", "a"), "halb");
  assert.equal(again.draft("runde-1/2", "b"), "");
  again.hello.value = { ...HELLO, seat: 8 };
  assert.equal(again.draft("runde-1/2", "a"), "");
});

test("forget_leaves_nothing_of_this_dialogue_on_the_device", () => {
  const storage = memory();
  const store = setup(storage);
  storage.setItem("pending:d1:7", "[]");
  storage.setItem("draft:other:7:g:a", "bleibt");
  store.keepDraft("runde-1/2", "a", "halb");
  store.forget();
  assert.deepEqual(Object.keys(storage), ["draft:other:7:g:a"]);
});

test("sweep_drops_only_topics_not_sent_again", () => {
  const store = setup();
  store.line.value = "open";
  store.unseen = new Set(store.topics.keys());
  store.apply({ topic: "room", v: 2, data: ROOM });
  store.sweep();
  assert.equal(store.room.value?.id, "runde-1/2");
  assert.equal(store.topic("board:runde-1/2").value, null);
});

test("what_is_half_written_is_found_after_the_move_and_after_a_reload", () => {
  const store = setup();
  store.keepDraft("runde-1/2", "gut", "Mitten im");
  store.keepDraft("runde-1/2", "fehlt", "Noch eins");
  store.keepDraft("runde-1/2", "fehlt", "");
  store.storage.setItem("draft:anderer:7:runde-1/2:gut", "fremd");
  store.apply({ topic: "board:runde-1/2", v: 3, data: null });
  const again = new Store({ dialogue: store.dialogue, storage: store.storage });
  again.hello.value = store.hello.value;
  for (const each of [store, again])
    assert.deepEqual(each.leftovers(), [{ group: "runde-1/2", column: "gut", text: "Mitten im" }]);
});

test("typing_is_shown_as_it_comes_and_goes_when_it_is_taken_back", () => {
  const store = setup();
  store.typed(7, "Der Schul");
  store.typed(9, "Und");
  store.typed(7, "Der Schulweg");
  assert.deepEqual([...store.typing.value], [[9, "Und"], [7, "Der Schulweg"]]);
  store.typed(7, "");
  store.typed(9, "");
  assert.deepEqual([...store.typing.value], []);
});
