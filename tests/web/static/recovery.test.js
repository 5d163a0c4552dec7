// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Live } from "../../../web/static/live.js";
import { watchAbsence } from "../../../web/static/recovery.js";
import { memory } from "./fakes.js";

class Page extends EventTarget {
  hidden = false;
}

/** @param {import("node:test").TestContext} context */
function watched(context) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  const time = { now: 0 };
  const [window, document, network] = [new EventTarget(), new Page(), new EventTarget()];
  /** @type {string[]} */ const backs = [];
  const end = watchAbsence({ window, document, network, back: (why) => backs.push(why), clock: () => time.now });
  /** @param {number} ms */
  const pass = (ms) => {
    for (let left = ms; left > 0; left -= 1_000) {
      time.now += 1_000;
      context.mock.timers.tick(1_000);
    }
  };
  return { window, document, network, backs, end, time, pass };
}

test("absence_is_noticed_by_network_and_by_a_long_look_away", (context) => {
  const { window, document, network, backs, end, pass } = watched(context);
  window.dispatchEvent(new Event("online"));
  network.dispatchEvent(new Event("change"));
  for (const [hidden, later] of /** @type {[boolean, number][]} */ ([[true, 1_000], [false, 0], [true, 6_000], [false, 0]])) {
    document.hidden = hidden;
    document.dispatchEvent(new Event("visibilitychange"));
    pass(later);
  }
  assert.deepEqual(backs, ["online", "network", "visible"]);
  end();
  window.dispatchEvent(new Event("online"));
  assert.equal(backs.length, 3);
});

test("sleep_is_noticed_by_a_pulse_that_comes_late", (context) => {
  const { backs, end, time, pass } = watched(context);
  pass(20_000);
  assert.deepEqual(backs, []);
  time.now += 60_000; // while timers stood still
  pass(10_000);
  assert.deepEqual(backs, ["asleep"]);
  end();
});

/** @param {string} id of its device */
const track = (id) => /** @type {any} */ ({ getSettings: () => ({ deviceId: id }), stop: () => {}, enabled: true });

/** @param {string[]} present devices that are plugged in */
function talking(present) {
  const storage = memory();
  const devices = /** @type {any} */ ({ list: async () => present.map((deviceId) => ({ deviceId })) });
  const live = new Live({ Media: null, devices, signal: async () => {}, pictures: 9, storage, save: false });
  live.sound = track("usb");
  live.microphone.value = "on";
  live.remember();
  return live;
}

test("device_taken_by_a_call_comes_back_with_one_tap", async () => {
  const live = talking(["usb"]);
  await live.lost("microphone");
  assert.deepEqual([live.microphone.value, live.microphoneProblem.value, live.resting.value], ["off", "interrupted", true]);
  assert.deepEqual(live.remembered(), { microphone: true, camera: false });
});

test("device_pulled_out_stays_off", async () => {
  const live = talking(["other"]);
  await live.lost("microphone");
  assert.deepEqual([live.microphone.value, live.microphoneProblem.value, live.resting.value], ["off", "ended", false]);
  assert.deepEqual(live.remembered(), { microphone: false, camera: false });
});

test("track_muted_by_the_system_says_so_until_it_ends", async () => {
  const live = talking(["usb"]);
  const sound = track("usb");
  live.follow(sound, live.microphoneProblem);
  sound.onmute();
  assert.equal(live.microphoneProblem.value, "interrupted");
  sound.onunmute();
  assert.deepEqual([live.microphoneProblem.value, live.round.value], [null, 1]);
});
