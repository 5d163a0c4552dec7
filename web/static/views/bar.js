// @ts-check
/** The bar above everything: the phase, where I am, the time left on the server's clock, what comes next. */

import { html } from "../vendor/preact.js";
import { soonText } from "../ahead.js";
import { clockTime, countdown, endAt, moveLeft, phaseNow, urgency } from "../time.js";
import { leadsRoom } from "../people.js";
import { pick, spoken, t } from "../words.js";

/** @typedef {import("../types").Evening} Evening */
/** @typedef {import("../store.js").Store} Store */

const ROOMS = new Set(["plenary", "staff", "corner"]);
const STATES = /** @type {Record<string, string>} */ ({ paused: "phase--paused", lingering: "phase--lingering" });
const LOOKS = { calm: "", soon: "phase--warn", last: "phase--last", over: "phase--over" };

/** The name of a room as everybody calls it. @param {import("../types").Room | null} room */
export function roomName(room) {
  if (room?.kind === "group") return t("app.room.group", { number: room.number });
  return ROOMS.has(room?.kind ?? "") ? t(`app.room.${room?.kind}`) : t("app.room.foyer");
}

/** @param {{app: import("../types").App}} props */
export function Bar({ app }) {
  const { store, now } = app;
  const evening = store.evening.value;
  if (!evening) return null;
  const moving = moveLeft(evening, now.value) !== null;
  const look = STATES[evening.status] ?? LOOKS[moving ? "last" : urgency(evening, now.value)];
  const title = evening.status === "lingering" ? t("app.bar.lingering") : pick(evening.phase?.title ?? evening.title);
  return html`<header class=${`phase ${look}`}>
    <h1 class="phase__what" id="room-heading" tabindex="-1">
      <span class="phase__room">${roomName(store.room.value)}${store.lead.value?.topic ? ` · ${pick(store.lead.value.topic)}` : ""}</span> ${title}
    </h1>
    <${Time} evening=${evening} now=${now.value} watches=${watchesOver(store.me.value)} waits=${store.room.value?.kind === "staff"} />
    <${Next} evening=${evening} now=${now.value} store=${store} />
  </header>`;
}

/** How long somebody is over is for who speaks and who leads; the others need not count along.
 * @param {import("../types").Me | null} me */
const watchesOver = (me) => me !== null && (leadsRoom(me.role) || me.role === "podium" || me.floor);

/** In the Regieraum; the foyer has a large clock of its own. @param {{at: number, now: number}} props */
const Until = ({ at, now }) => html`<p class="phase__clock" role="timer" aria-live="off">
  <small>${t("app.bar.starts")}</small> <span>${countdown(at, now)}</span>
</p>`;

/** @param {{evening: Evening, now: number, watches: boolean, waits: boolean}} props */
function Time({ evening, now, watches, waits }) {
  if (waits && evening.status === "waiting" && evening.starts_at) return html`<${Until} at=${evening.starts_at} now=${now} />`;
  if (evening.status === "lingering") return null;
  if (evening.ends_at === null || !evening.phase) return html`<span></span>`;
  const time = countdown(evening.ends_at, phaseNow(evening, now));
  const note = evening.status === "paused" ? "paused" : time.startsWith("+") ? "over" : "left";
  if (note === "over" && !watches) return html`<p class="phase__clock"><small>${t("app.bar.soon")}</small></p>`;
  return html`<p class=${`phase__clock phase__clock--${note}`} role="timer" aria-live="off">
    <small>${t(`app.bar.${note}`)}</small> <span>${time}</span>
  </p>`;
}

/** What comes: being moved, the own next group, else the next phase.
 * @param {{evening: Evening, now: number, store: Store}} props */
function Next({ evening, now, store }) {
  const soon = soonText(store, now);
  if (soon) return html`<p class="phase__next phase__next--soon">${soon}</p>`;
  if (evening.status === "lingering") return html`<p class="phase__next phase__next--soon">${t("app.bar.lingering.text")}</p>`;
  if (!evening.phase) return null;
  const at = endAt(evening, now);
  const end = at ? t("app.bar.end", { time: clockTime(at, spoken()) }) : "";
  return html`<p class="phase__next">${evening.next ? t("app.bar.next", { title: pick(evening.next.title) }) : end}</p>`;
}
