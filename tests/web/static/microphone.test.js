// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { tellMicrophone } from "../../../web/static/microphone.js";
import { signal } from "../../../web/static/vendor/preact.js";

/** @param {string[]} kinds */
function given(kinds) {
  const told = /** @type {boolean[]} */ ([]);
  const live = { canSpeak: signal(/** @type {boolean | null} */ (null)) };
  const store = { line: signal("connecting") };
  const devices = { list: () => Promise.resolve(/** @type {any} */ (kinds.map((kind) => ({ kind })))) };
  return { told, live, store, devices, tell: (/** @type {boolean} */ works) => told.push(works) };
}

test("microphone_is_told_when_it_is_known_and_again_on_every_connect", async () => {
  const all = given(["audioinput"]);
  tellMicrophone(all);
  await all.devices.list();
  all.store.line.value = "open";
  assert.deepEqual(all.told, []);
  all.live.canSpeak.value = false;
  all.live.canSpeak.value = true;
  all.store.line.value = "lost";
  all.store.line.value = "open";
  assert.deepEqual(all.told, [false, true, true]);
});

test("device_without_a_microphone_says_so_unasked", async () => {
  const all = given(["videoinput"]);
  all.store.line.value = "open";
  tellMicrophone(all);
  await all.devices.list();
  assert.deepEqual(all.told, [false]);
});
