// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { boardCards, picked, stacked } from "../../../web/static/cards.js";
import { Clock } from "../../../web/static/clock.js";
import { columnsFor, hallIn, heightFor, stripFor } from "../../../web/static/grid.js";
import { initials, stageOf } from "../../../web/static/people.js";
import { found, placesOf, themesNow } from "../../../web/static/themes.js";
import { clockTime, countdown, currentStep, lateness, moveLeft, secondsLeft, urgency } from "../../../web/static/time.js";
import { pick, place, setWords, t } from "../../../web/static/words.js";

const EVENING = {
  status: "running", phase: { id: "r", room: "groups" }, ends_at: 1_000, paused_at: null, warn: [300, 60], return_s: 30,
  steps: [{ title: "a", starts_at: 100, ends_at: 400 }, { title: "b", starts_at: 400, ends_at: 1_000 }],
};

test("countdown_rounds_up_and_counts_on_past_the_end", () => {
  const shown = [725, 0.2, 0, -0.5, -134, 3_725].map((left) => countdown(left, 0));
  assert.deepEqual(shown, ["12:05", "0:01", "0:00", "+0:00", "+2:14", "1:02:05"]);
});

test("paused_clock_stands_still", () => {
  assert.equal(secondsLeft({ ...EVENING, status: "paused", paused_at: 900 }, 5_000), 100);
});

test("what_comes_is_late_by_what_runs_over", () => {
  assert.deepEqual([999, 1_000, 1_360].map((now) => lateness(EVENING, now)), [0, 0, 360]);
  assert.deepEqual([lateness({ ...EVENING, status: "paused", paused_at: 1_060 }, 5_000), lateness(null, 5_000)], [60, 0]);
});

test("urgency_follows_the_warnings", () => {
  assert.deepEqual([500, 700, 940, 1_001].map((now) => urgency(EVENING, now)), ["calm", "soon", "last", "over"]);
});

test("move_counts_down_at_the_end_and_in_manual_phases_once_it_is_decided", () => {
  assert.deepEqual([900, 975, 1_010].map((now) => moveLeft(EVENING, now)), [null, 25, 0]);
  assert.equal(moveLeft({ ...EVENING, return_s: 0 }, 990), null);
  const manual = { ...EVENING, phase: { ...EVENING.phase, manual: true } };
  assert.deepEqual([false, true].map((leaving) => moveLeft({ ...manual, leaving }, 990)), [null, 10]);
});

test("current_step_is_the_one_whose_time_it_is", () => {
  assert.deepEqual([50, 100, 400].map((now) => currentStep(EVENING, now)?.title ?? null), [null, "a", "b"]);
});

test("clock_time_is_written_for_the_reader", () => {
  assert.match(clockTime(1_795_000_000, "de"), /^\d\d:\d\d$/);
});

test("clock_keeps_the_offset_of_the_fastest_of_five", () => {
  const clock = new Clock(() => 100);
  clock.guess(150);
  assert.equal(clock.now(), 150);
  clock.exchange(100, 102, 161);
  clock.exchange(100, 100.5, 160.25);
  assert.equal(clock.offset(), 60);
  for (let slow = 0; slow < 5; slow++) clock.exchange(100, 104, 172);
  assert.equal(clock.offset(), 70);
});

test("initials_take_first_and_last_name", () => {
  assert.deepEqual(["Maria", "Ömer Yıldız", "Dr. Anna von Berg", ""].map(initials), ["M", "ÖY", "DB", "?"]);
  assert.deepEqual(["Maria (Probeteilnehmer)", "(x)"].map(initials), ["M", "?"]);
});

test("stage_shows_floor_first_then_moderation_then_podium", () => {
  const people = [7, 8, 9].map((seat) => ({ seat, role: "citizen" }));
  const all = [...people, { seat: 4, role: "podium" }, { seat: 3, role: "moderator" }];
  const { large, small } = stageOf({ id: "plenary", kind: "plenary", number: null, people: all, floor: [9], hands: [] });
  assert.deepEqual(large.map((each) => each.seat), [9, 3, 4]);
  assert.deepEqual(small.map((each) => each.seat), [7, 8]);
});

test("stage_shows_who_took_over_large_and_before_the_moderation", () => {
  const all = [[7, "citizen"], [4, "moderator"], [5, "director"]].map(([seat, role]) => ({ seat, role }));
  const shown = (lead) => stageOf({ id: "plenary", kind: "plenary", number: null, people: all, floor: [], lead, hands: [] }).large.map((each) => each.seat);
  assert.deepEqual([shown(4), shown(null), shown(5)], [[4], [4], [5, 4]]);
});

test("grid_gives_the_widest_tiles_that_fit", () => {
  const columns = [1, 2, 4, 7, 16].map((count) => columnsFor(count, 950, 600).columns);
  assert.deepEqual(columns, [1, 1, 2, 3, 4]);
});

test("strip_keeps_everybody_on_one_page_as_long_as_two_rows_hold_them", () => {
  const size = { width: 600, height: 480 };
  const shown = [0, 4, 5, 8, 30].map((count) => stripFor(count, size, 14));
  assert.deepEqual(shown.map((each) => each.fits), [1, 4, 8, 8, 8]);
  assert.deepEqual(shown.map((each) => each.above), [480, 398, 316, 316, 264]);
  assert.equal(stripFor(30, { width: 900, height: 480 }, 10).fits, 10);
  assert.equal(stripFor(4, size, 14, true).above, 346);
});

test("pinned_person_is_large_and_first_in_every_room", () => {
  const people = [7, 8, 9].map((seat) => ({ seat, role: seat === 7 ? "moderator" : "citizen" }));
  const room = (kind) => ({ id: kind, kind, number: null, people, floor: [8], hands: [] });
  const large = (kind, wish) => stageOf(room(kind), wish).large.map((each) => each.seat);
  assert.deepEqual(large("plenary", { pinned: 9 }), [9, 8, 7]);
  assert.deepEqual(large("group", { pinned: 9 }), [9]);
  assert.deepEqual(large("plenary", { equal: true }), []);
  assert.deepEqual(large("plenary", { pinned: 99 }), [8, 7]);
  assert.equal(stageOf(room("plenary"), { pinned: 9, equal: true }).small.length, 2);
});

test("picture_height_is_that_of_the_tile_in_pixels", () => {
  assert.deepEqual([71, 360, 361, 900, 3].map((height) => heightFor(height)), [80, 360, 360, 720, 20]);
  assert.deepEqual([1, 1.25, 3].map((ratio) => heightFor(100, ratio)), [100, 120, 160]);
});

test("board_joins_revealed_own_and_pending_cards", () => {
  const card = (text, at) => ({ column: "a", text, top: false, at });
  const mine = { m: { ...card("mein", 2), group: "g" }, x: { ...card("woanders", 1), group: "h" } };
  const pending = [
    { command: "card.edit", id: "k-1", at: 9, data: { card: "m", text: "meins" } },
    { command: "card.delete", id: "k-2", at: 9, data: { card: "o" } },
    { command: "card.write", id: "k-3", at: 9, data: { column: "a", text: "neu", group: "g" } },
    { command: "card.write", id: "k-4", at: 9, data: { column: "a", text: "fremd", group: "h" } },
  ];
  const shown = boardCards("g", { o: card("offen", 1), p: card("bleibt", 3) }, mine, pending);
  assert.deepEqual(shown.map((each) => [each.text, each.mine, each.pending]), [
    ["meins", true, true], ["bleibt", false, false], ["neu", true, true],
  ]);
});

test("stacks_hold_what_lies_under_a_card_however_deep", () => {
  const card = (id, into = null) => ({ id, into, column: "a", text: id, top: false, at: 1, mine: false, pending: false });
  const read = (cards) => stacked(cards).map((each) => [each.id, each.under.map((under) => under.id)]);
  assert.deepEqual(read([card("a"), card("b", "a"), card("c", "b"), card("d")]), [["a", ["b", "c"]], ["d", []]]);
  assert.deepEqual(read([card("b", "hidden"), card("c", "b")]), [["b", ["c"]]]);
});

test("pending_merges_and_dots_are_shown_at_once", () => {
  const card = (at) => ({ column: "a", text: `${at}`, top: false, at, into: null });
  const pending = [
    { command: "card.merge", id: "k-1", at: 9, data: { card: "b", into: "a" } },
    { command: "card.move", id: "k-2", at: 9, data: { card: "a", column: "z" } },
    { command: "card.pick", id: "k-3", at: 9, data: { card: "a", on: true } },
    { command: "card.pick", id: "k-4", at: 9, data: { card: "c", on: false } },
  ];
  const shown = boardCards("g", { a: card(1), b: card(2) }, null, pending);
  assert.deepEqual(shown.map((each) => [each.column, each.into, each.pending]), [["z", null, true], ["a", "a", true]]);
  assert.deepEqual(picked(["c", "d"], pending), ["d", "a"]);
});

test("themes_that_a_move_leaves_alone_stay_the_same_objects", () => {
  const sent = Object.fromEntries(["a", "b", "c"].map((id, at) => [id, { number: at + 1, title: id, version: 1, cards: [`k${at}`] }]));
  const before = themesNow(sent, []);
  const after = themesNow(sent, [{ command: "theme.take", id: "x", data: { theme: "a", version: 1, cards: { k1: "b" } }, at: 0 }]);
  assert.deepEqual(after.map((theme) => theme.cards), [["k0", "k1"], [], ["k2"]]);
  assert.deepEqual(after.map((theme, at) => theme === before[at]), [false, false, true]);
  const renamed = themesNow({ ...sent, c: { ...sent.c, title: "d", version: 2 } }, []);
  assert.deepEqual(renamed.map((theme, at) => [theme === before[at], theme.title]), [[true, "a"], [true, "b"], [false, "d"]]);
});

test("cards_are_found_by_words_number_group_and_column_and_those_in_themes_on_request", () => {
  setWords("de", { "app.theme.card": "Karte {number}" });
  const cards = [["Mehr Bänke am Markt", 1, "gut"], ["Bus am Sonntag", 2, "fehlt"], ["mehr BUSSE, mehr Bänke", 2, "gut"], [null, 1, "gut"]].map(([text, group, column], at) => (
    { id: `c${at}`, number: at + 1, phase: "runde", group, column, text, top: false, called: false, under: [] }));
  const places = placesOf(themesNow({ t: { number: 1, title: "Bus", version: 1, cards: ["c1"] } }, []));
  const all = { search: "", group: "", column: "", all: true };
  const ids = (some) => found(cards, { ...all, ...some }, places).map((card) => card.id);
  assert.deepEqual(ids({}), ["c0", "c1", "c2", "c3"]);
  assert.deepEqual(ids({ all: false }), ["c0", "c2", "c3"]);
  assert.deepEqual(ids({ search: " bus  MEHR " }), ["c2"]);
  assert.deepEqual(ids({ search: "karte 4" }), ["c3"]);
  assert.deepEqual(ids({ group: "runde/2" }), ["c1", "c2"]);
  assert.deepEqual(ids({ group: "runde/2", column: "runde/gut" }), ["c2"]);
  assert.deepEqual(ids({ group: "andere/2" }), []);
});

test("words_fill_facts_and_choose_the_plural", () => {
  setWords("de", { "a.one": "1 Karte", "a.other": "{count} Karten", b: "bis {time}" });
  assert.deepEqual([t("a", { count: 1 }), t("a", { count: 3 }), t("b", { time: "19:00" }), t("c")], ["1 Karte", "3 Karten", "bis 19:00", "c"]);
});

test("place_in_the_queue_is_said_in_words_to_the_tenth", () => {
  setWords("de", { "app.hand.place.3": "Sie sind die Dritte", "app.hand.place.more": "Sie sind auf Platz {place}" });
  assert.deepEqual([place(3), place(14)], ["Sie sind die Dritte", "Sie sind auf Platz 14"]);
});

test("localized_values_fall_back_to_german", () => {
  const full = { de: "Runde", en: "Round", easy: "Reden" };
  const picked = ["de", "en", "easy"].map((language) => (setWords(language, {}), [pick(full), pick({ de: "Nur" }), pick(null)]));
  assert.deepEqual(picked, [["Runde", "Nur", ""], ["Round", "Nur", ""], ["Reden", "Nur", ""]]);
});

test("the hall stands beside the speaker on a low stage, below on a high one, and never narrower than it might be", () => {
  const may = { large: true, row: true };
  assert.equal(hallIn({ width: 840, height: 330 }, 42, may).row, true);
  assert.equal(hallIn({ width: 650, height: 620 }, 42, may).row, false);
  assert.equal(hallIn({ width: 840, height: 330 }, 42, { ...may, row: false }).row, false);
  for (const size of [{ width: 840, height: 330 }, { width: 650, height: 620 }, { width: 1900, height: 900 }]) {
    const { row, large, height } = hallIn(size, 75, may);
    const wide = Math.min(row ? size.width - large.width : size.width, height * (16 / 9));
    const other = hallIn(size, 75, { ...may, row: false });
    assert.ok(wide >= Math.min(size.width, other.height * (16 / 9)) - 1);
    assert.ok(large.width > 0 && large.height > 0 && height > 0);
  }
});
