// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, pause } from "../../../web/static/protocol.js";
import { memory } from "./fakes.js";

class Line {
  readyState = 1;
  sent = [];
  onmessage = null;
  onclose = null;
  send = (text) => this.sent.push(JSON.parse(text));
  close = () => (this.readyState = 3);
  say = (message) => this.onmessage({ data: JSON.stringify(message) });
  cut = (code = 1006) => ((this.readyState = 3), this.onclose({ code }));
  commands = () => this.sent.filter((each) => each.command);
}

const HELLO = { hello: { dialogue: "d1", seat: 7, role: "citizen", now: 5_000, build: "1", ice: [] } };

/** A connection over lines that the test holds the other end of. */
function setup(storage = memory()) {
  const lines = [];
  const heard = { states: [], topics: [], signals: [], refused: [], accepted: [], pending: [] };
  const connection = new Connection({
    url: () => "ws://here",
    dialogue: "d1",
    storage,
    onHello: () => {},
    onTopic: (message) => heard.topics.push(message),
    onSignal: (name, data) => heard.signals.push([name, data]),
    onState: (state) => heard.states.push(state),
    onPending: (pending) => (heard.pending = pending),
    onAccepted: (entry, seq) => heard.accepted.push([entry.id, seq]),
    onRefused: (entry, refusal) => heard.refused.push([entry?.id ?? null, refusal.code]),
    open: () => (lines.push(new Line()), lines.at(-1)),
    local: () => 1_000,
  });
  connection.connect();
  return { connection, lines, heard, storage };
}

test("command_waits_for_hello_and_is_answered", async (t) => {
  const { connection, lines, heard } = setup();
  t.after(() => connection.close());
  const answered = connection.send("hand.raise");
  assert.deepEqual(lines[0].sent, []);
  lines[0].say(HELLO);
  const [{ id, command }] = lines[0].commands();
  assert.equal(command, "hand.raise");
  lines[0].say({ ok: id, seq: 12 });
  assert.equal(await answered, 12);
  assert.deepEqual(heard.accepted, [[id, 12]]);
  assert.deepEqual(heard.pending, []);
});

test("pending_command_is_resent_with_its_id_on_a_new_line", (t) => {
  const { connection, lines } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  connection.send("card.write", { column: "a", text: "Bänke" });
  const [first] = lines[0].commands();
  lines[0].cut();
  connection.connect();
  lines[1].say(HELLO);
  assert.deepEqual(lines[1].commands(), [first]);
});

test("pending_card_survives_a_reload_and_a_late_click_does_not", (t) => {
  const storage = memory();
  const before = setup(storage);
  before.lines[0].say(HELLO);
  before.connection.send("card.write", { column: "a", text: "Bänke" });
  before.connection.send("hand.raise");
  const [card, hand] = before.lines[0].commands();
  before.connection.close();
  const stored = JSON.parse(storage.getItem("pending:d1:7"));
  storage.setItem("pending:d1:7", JSON.stringify(stored.map((each) => ({ ...each, at: each.at - 3_600 }))));
  const after = setup(storage);
  t.after(() => after.connection.close());
  after.lines[0].say(HELLO);
  assert.equal(hand.command, "hand.raise");
  assert.deepEqual(after.lines[0].commands(), [card]);
});

test("refusal_rejects_and_is_reported_once", async (t) => {
  const { connection, lines, heard } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  const answered = connection.send("card.write", { column: "a", text: "x" });
  const [{ id }] = lines[0].commands();
  lines[0].say({ refused: id, code: "too-many", facts: { limit: 5 }, text: "Zu viele." });
  await assert.rejects(answered, { code: "too-many" });
  assert.deepEqual(heard.refused, [[id, "too-many"]]);
  assert.deepEqual(heard.pending, []);
});

test("signal_gets_its_reply_and_fails_when_the_line_goes", async (t) => {
  const { connection, lines } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  const offer = connection.ask("media.offer", { sdp: "v=0" });
  const { id } = lines[0].sent.find((each) => each.signal === "media.offer");
  lines[0].say({ reply: id, data: { sdp: "answer" } });
  assert.deepEqual(await offer, { sdp: "answer" });
  const second = connection.ask("media.offer", { sdp: "v=0" });
  lines[0].cut();
  await assert.rejects(second, { code: "offline" });
});

test("bye_is_final_for_a_taken_over_seat_and_not_for_a_restart", (t) => {
  const { connection, lines, heard } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  lines[0].say({ bye: "taken-over" });
  lines[0].cut(4409);
  assert.equal(heard.states.at(-1), "taken-over");
  connection.nudge();
  assert.equal(lines.length, 1);
  connection.connect();
  lines[1].say(HELLO);
  lines[1].say({ bye: "restart" });
  lines[1].cut(1012);
  assert.equal(heard.states.at(-1), "lost");
});

test("topics_and_media_signals_are_handed_on", (t) => {
  const { connection, lines, heard } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  const topic = { topic: "me", v: 3, data: null };
  lines[0].say(topic);
  lines[0].say({ signal: "media.state", data: { state: "silent" } });
  assert.deepEqual(heard.topics, [topic]);
  assert.deepEqual(heard.signals, [["media.state", { state: "silent" }]]);
});

test("clock_runs_on_the_servers_time_after_hello", (t) => {
  const { connection, lines } = setup();
  t.after(() => connection.close());
  lines[0].say(HELLO);
  assert.equal(connection.clock.now(), 5_000);
});

test("pause_is_short_at_first_doubles_spreads_and_is_bounded", () => {
  const attempts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 20];
  const least = attempts.map((attempt) => pause(attempt, null, () => 0));
  const most = attempts.map((attempt) => pause(attempt, null, () => 1));
  assert.deepEqual(least, [250, 250, 500, 500, 500, 500, 1_000, 2_000, 4_000, 4_000]);
  assert.deepEqual(most, [500, 500, 1_000, 1_000, 1_000, 1_000, 2_000, 4_000, 8_000, 8_000]);
  assert.equal(pause(0, "flood", () => 0), 10_000);
});
