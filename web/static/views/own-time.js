// @ts-check
/** The speaker's own clock, large: of the turn where turns have a length, else of the phase; "+2:14" past its end. */

import { html } from "../vendor/preact.js";
import { ownTime } from "../time.js";
import { t } from "../words.js";

/** @param {{app: import("../types").App}} props */
export function OwnTime({ app }) {
  const { store, now } = app;
  const time = ownTime(store.evening.value, store.topic("floor").value, store.me.value?.seat ?? 0, now.value);
  if (!time) return null;
  return html`<p class=${`own-time own-time--${time.look}`}>
    <span class="own-time__clock" role="timer" aria-live="off">${time.text}</span>
    <span>${t(`app.time.${time.look === "over" ? "over" : time.of}`)}</span>
  </p>`;
}
