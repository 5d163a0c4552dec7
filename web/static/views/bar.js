// @ts-check
/** The bar above everything: where I am, the phase, the time left on the server's clock, what comes next. */

import { html } from "../vendor/preact.js";
import { clockTime, countdown, minutesSeconds, phaseNow, returnLeft, urgency } from "../time.js";
import { pick, spoken, t } from "../words.js";

/** The name of a room as everybody calls it. @param {import("../types").Room | null} room */
export function roomName(room) {
  if (room?.kind === "group") return t("app.room.group", { number: room.number });
  return room?.kind === "plenary" ? t("app.room.plenary") : t("app.room.foyer");
}

/** @param {{app: import("../types").App}} props */
export function Bar({ app }) {
  const { store, now } = app;
  const evening = store.evening.value;
  if (!evening) return null;
  const phase = evening.phase;
  return html`<header class="bar" data-urgency=${urgency(evening, now.value)}>
    <div class="bar__where">
      <h1 class="bar__room" id="room-heading" tabindex="-1">${roomName(store.room.value)}</h1>
      <p class="bar__phase">${phase ? pick(phase.title) : pick(evening.title)}</p>
    </div>
    <${Time} evening=${evening} now=${now.value} />
    <${Next} evening=${evening} me=${store.me.value} now=${now.value} store=${store} />
  </header>`;
}

/** @param {{evening: import("../types").Evening, now: number}} props */
function Time({ evening, now }) {
  const paused = evening.status === "paused";
  const back = returnLeft(evening, now);
  if (evening.ends_at === null) return null;
  const time = countdown(evening.ends_at, phaseNow(evening, now));
  return html`<p class="bar__time" role="timer" aria-live="off">
    <span class="bar__clock">${time}</span>
    <span class="bar__note">${paused ? t("app.bar.paused") : back !== null ? t("app.bar.return") : note(time)}</span>
  </p>`;
}

/** @param {string} time */
const note = (time) => t(time.startsWith("+") ? "app.bar.over" : "app.bar.left");

/** What comes: the return to the plenary, the own next group, else the next phase.
 * @param {{evening: import("../types").Evening, me: import("../types").Me | null, now: number, store: import("../store.js").Store}} props */
function Next({ evening, me, now, store }) {
  const back = returnLeft(evening, now);
  if (back !== null) return html`<p class="bar__next bar__next--soon">${t("app.bar.back", { time: minutesSeconds(Math.ceil(back)) })}</p>`;
  if (me?.next_group) return html`<p class="bar__next bar__next--soon">${groupAhead(me, store)}</p>`;
  if (evening.next) return html`<p class="bar__next">${t("app.bar.next", { title: pick(evening.next.title) })}</p>`;
  const end = evening.end_at && clockTime(evening.end_at, spoken());
  return end && html`<p class="bar__next">${t("app.bar.end", { time: end })}</p>`;
}

/** "Gleich: Kleingruppe 4, mit Maria, Ömer und Peter". @param {import("../types").Me} me @param {import("../store.js").Store} store */
function groupAhead(me, store) {
  const ahead = /** @type {{number: number, seats: number[]}} */ (me.next_group);
  const names = ahead.seats.filter((seat) => seat !== me.seat).map((seat) => store.name(seat)).filter(Boolean);
  if (!names.length) return t("app.bar.group", { number: ahead.number });
  return t("app.bar.group_with", { number: ahead.number, names: listed(names) });
}

/** @param {string[]} names */
export const listed = (names) =>
  new Intl.ListFormat(spoken() === "en" ? "en" : "de", { type: "conjunction" }).format(names);
