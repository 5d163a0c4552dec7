// @ts-check
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { stayAwake } from "../../../web/static/awake.js";
import * as devices from "../../../web/static/devices.js";

/** The browser's list of devices, as far as asked for. */
class Shelf extends EventTarget {
  /** @type {any[]} */ asked = [];
  /** @type {string} name of the error that asking ends with */ fault = "";
  /** @type {any[]} */ held = [{ kind: "audioinput", deviceId: "built-in" }];

  async enumerateDevices() {
    return this.held;
  }

  /** @param {any} wanted */
  async getUserMedia(wanted) {
    this.asked.push(wanted);
    if (this.fault) throw Object.assign(new Error(this.fault), { name: this.fault });
    return { getTracks: () => [{ contentHint: "" }] };
  }
}

const here = Object.getOwnPropertyDescriptor(globalThis, "navigator");
/** @type {Shelf} */ let shelf;

/** @param {object} navigator */
const browse = (navigator) => Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });

beforeEach(() => {
  shelf = new Shelf();
  browse({ mediaDevices: shelf });
});
afterEach(() => here && Object.defineProperty(globalThis, "navigator", here));

test("device_that_is_plugged_in_or_pulled_out_is_noticed_until_one_stops_looking", async () => {
  /** @type {string[][]} */ const seen = [];
  const look = async () => void seen.push((await devices.list()).map((device) => device.deviceId));
  const end = devices.onChange(look);
  shelf.held = [...shelf.held, { kind: "audioinput", deviceId: "headset" }];
  shelf.dispatchEvent(new Event("devicechange"));
  await null;
  shelf.held = shelf.held.slice(0, 1);
  shelf.dispatchEvent(new Event("devicechange"));
  await new Promise(setImmediate);
  end();
  shelf.dispatchEvent(new Event("devicechange"));
  await new Promise(setImmediate);
  assert.deepEqual(seen, [["built-in", "headset"], ["built-in"]]);
});

test("device_of_last_time_is_preferred_and_not_insisted_on", async () => {
  await devices.microphone("headset");
  await devices.camera("gone");
  await devices.microphone();
  assert.deepEqual(
    shelf.asked.map((wanted) => (wanted.audio ?? wanted.video).deviceId),
    [{ ideal: "headset" }, { ideal: "gone" }, undefined],
  );
});

test("device_that_cannot_be_had_is_a_code_and_no_exception", async () => {
  const faults = { NotAllowedError: "refused", NotFoundError: "missing", NotReadableError: "busy", TypeError: "failed" };
  for (const [name, problem] of Object.entries(faults)) {
    shelf.fault = name;
    assert.deepEqual(await devices.microphone(), { track: null, problem });
  }
  browse({});
  assert.deepEqual(await devices.camera(), { track: null, problem: "insecure" });
  assert.deepEqual(await devices.list(), []);
});

class Page extends EventTarget {
  visibilityState = "visible";

  /** @param {string} state */
  turn(state) {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

test("screen_is_kept_awake_again_whenever_the_page_is_seen_again", () => {
  const page = new Page();
  /** @type {string[]} */ const asked = [];
  const wakeLock = { request: async (/** @type {string} */ kind) => asked.push(`${kind} ${page.visibilityState}`) };
  stayAwake(/** @type {any} */ ({ wakeLock }), /** @type {any} */ (page));
  page.turn("hidden"); // the browser takes the lock away itself
  page.turn("visible");
  assert.deepEqual(asked, ["screen visible", "screen visible"]);
});

test("screen_that_may_not_be_kept_awake_hurts_nobody", async () => {
  const page = new Page();
  const wakeLock = { request: () => Promise.reject(new Error("battery is low")) };
  stayAwake(/** @type {any} */ ({ wakeLock }), /** @type {any} */ (page));
  stayAwake(/** @type {any} */ ({}), /** @type {any} */ (page));
  page.turn("visible");
  await new Promise(setImmediate); // an unhandled rejection would end this process
});
