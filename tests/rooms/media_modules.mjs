// The pure parts of the browser's media client, run by node from test_media_modules.py.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge, reading } from "../../web/static/media-loop.js";
import { digest, packetsByMid, pictureLoss, sums } from "../../web/static/media-stats.js";
import { Patience } from "../../web/static/media-patience.js";
import { Timers } from "../../web/static/media-timers.js";
import { PATIENCE_MS, Watchdog } from "../../web/static/media-watchdog.js";

const report = (...entries) => new Map(entries.map((entry, at) => [String(at), entry]));
const packets = (counts) => new Map(Object.entries(counts));

test("digest speaks of the time between two readings", () => {
  const before = sums(report({ type: "inbound-rtp", mid: "3", packetsReceived: 100, packetsLost: 0, freezeCount: 1 }));
  const after = sums(
    report(
      { type: "inbound-rtp", mid: "3", packetsReceived: 190, packetsLost: 10, freezeCount: 3, totalSamplesReceived: 400, concealedSamples: 100 },
      { type: "transport", bytesSent: 1000, bytesReceived: 5000 },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.0421 },
      { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    ),
  );
  assert.deepEqual(digest(before, after, 5), {
    loss: 0.1, rtt_ms: 42, freezes: 2, concealed: 0.25, audible: true, up_bps: 1600, down_bps: 8000,
  });
});

test("digest of nothing is all zero and inaudible", () => {
  const nothing = sums(new Map());
  assert.deepEqual(digest(nothing, nothing, 5), {
    loss: 0, rtt_ms: 0, freezes: 0, concealed: 0, audible: false, up_bps: 0, down_bps: 0,
  });
});

test("digest takes a lost counter that fell for no loss", () => {
  const before = { ...sums(new Map()), lost: 5 };
  assert.equal(digest(before, { ...before, lost: 3, packets: 10 }, 5).loss, 0);
});

test("pictures wait for repetitions on a line that loses packets, and half a minute longer", () => {
  const patience = new Patience();
  const found = [0, 0.01, 0.05, 0, 0, 0, 0, 0, 0].map((loss) => patience.after(loss, 120));
  assert.deepEqual(found, [null, null, 200, 200, 200, 200, 200, 200, null]);
});

test("nobody waits so long that people talk over each other", () => {
  assert.equal(new Patience().after(0.1, 900), 400);
});

test("loss of pictures is not that of sound, nor what came late after all", () => {
  const at = (kind, packetsReceived, packetsLost) => ({ type: "inbound-rtp", kind, packetsReceived, packetsLost });
  const before = sums(report(at("audio", 100, 0), at("video", 100, 10)));
  assert.equal(pictureLoss(before, sums(report(at("audio", 150, 50), at("video", 190, 20)))), 0.1);
  assert.equal(pictureLoss(before, sums(report(at("audio", 150, 50), at("video", 190, 8)))), 0);
  assert.equal(pictureLoss(before, before), 0);
});

test("packets are counted by section", () => {
  const found = packetsByMid(report({ type: "inbound-rtp", mid: "3", packetsReceived: 7 }, { type: "outbound-rtp", mid: "0" }));
  assert.deepEqual([...found], [["3", 7]]);
});

test("watchdog calls a mapped slot deaf that never received", () => {
  const dog = new Watchdog();
  assert.equal(dog.deaf(0, ["6"], packets({})), false);
  assert.equal(dog.deaf(PATIENCE_MS - 1, ["6"], packets({})), false);
  assert.equal(dog.deaf(PATIENCE_MS, ["6"], packets({})), true);
});

test("watchdog begins anew when the slot was unmapped in between", () => {
  const dog = new Watchdog();
  dog.deaf(0, ["6"], packets({}));
  dog.deaf(3000, [], packets({}));
  assert.equal(dog.deaf(6000, ["6"], packets({})), false);
});

test("watchdog takes a slot that once received for bound: who vanishes must not make everybody reconnect", () => {
  const dog = new Watchdog();
  for (const now of [0, 2500, 5000, 7500, 10000]) assert.equal(dog.deaf(now, ["6"], packets({ 6: 90 })), false);
});

test("watchdog calls a connection deaf on which everything stopped", () => {
  const dog = new Watchdog();
  const counts = packets({ 6: 90, 7: 10 });
  assert.equal(dog.deaf(0, ["6", "7"], counts), false);
  assert.equal(dog.deaf(PATIENCE_MS, ["6", "7"], counts), true);
});

test("watchdog is content while anything arrives", () => {
  const dog = new Watchdog();
  for (let now = 0; now < 20000; now += 2500) {
    assert.equal(dog.deaf(now, ["6", "7"], packets({ 6: 90, 7: 10 + now })), false);
  }
});

test("timers of one name replace each other, and cancel without names ends all", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const timers = new Timers();
  const done = [];
  timers.later("a", 100, () => done.push("first"));
  timers.later("a", 200, () => done.push("second"));
  timers.later("b", 200, () => done.push("b"));
  context.mock.timers.tick(150);
  assert.deepEqual([done, timers.runs("a")], [[], true]);
  context.mock.timers.tick(50);
  assert.deepEqual([done, timers.runs("a")], [["second", "b"], false]);
  timers.later("c", 1, () => done.push("c"));
  timers.cancel();
  context.mock.timers.tick(10);
  assert.deepEqual(done, ["second", "b"]);
});

const loop = (voice, frames, sent, lost = 0, rtt = 0.04) => reading(report(
  { type: "inbound-rtp", kind: "audio", mid: "3", packetsReceived: voice, packetsLost: lost },
  { type: "inbound-rtp", kind: "video", mid: "6", packetsReceived: 4 * frames, packetsLost: 0, framesDecoded: frames },
  { type: "inbound-rtp", kind: "video", mid: "7", packetsReceived: 999, framesDecoded: 999 },
  { type: "media-source", kind: "video", frames: sent },
  { type: "candidate-pair", nominated: true, currentRoundTripTime: rtt },
), "3", "6");

test("loop counts what came back on the own slots only", () => {
  assert.deepEqual(loop(50, 20, 24, 1), { voice: 50, lost: 1, arrived: 130, frames: 20, sent: 24, rtt_ms: 40 });
});

test("probe is good when sound and most pictures come back", () => {
  assert.equal(judge(loop(50, 20, 24), loop(250, 100, 110), true), "good");
});

test("probe is reduced by loss, by a slow line and by missing pictures", () => {
  const before = loop(50, 20, 24);
  const weak = [loop(250, 100, 110, 60), loop(250, 100, 110, 0, 0.9), loop(250, 40, 110)];
  assert.deepEqual(weak.map((after) => judge(before, after, true)), ["reduced", "reduced", "reduced"]);
});

test("probe finds sound only without camera or picture", () => {
  const before = loop(50, 20, 24);
  assert.equal(judge(before, loop(250, 20, 110), true), "sound");
  assert.equal(judge(before, loop(250, 100, 110), false), "sound");
});

test("probe finds no line where no sound comes back", () => {
  assert.equal(judge(loop(50, 20, 24), loop(50, 100, 110), true), "line");
  assert.equal(judge(null, null, true), "line");
});
