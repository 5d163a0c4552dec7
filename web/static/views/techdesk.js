// @ts-check
/** The desk of technical help: whom I help now, who waits how long, who is without sound, who stands at the door. */

import { html } from "../vendor/preact.js";
import { minutesSeconds } from "../time.js";
import { t } from "../words.js";
import { ByHand } from "./byhand.js";
import { Line, poor } from "./console/line.js";
import { roomText } from "./console/roster.js";
import { Button } from "./parts.js";

/** @typedef {import("../types").App} App */
/** @typedef {{seat: number, role: string, room: string, waiting: boolean}} Guest */

/** @param {{app: App}} props */
export function TechDesk({ app }) {
  const { store } = app;
  const door = /** @type {{by_hand: boolean, people: Guest[]} | null} */ (store.topic("door").value);
  const people = (door?.people ?? []).filter((each) => each.role === "citizen" || each.role === "guest");
  const asked = new Set((store.topic("tech").value?.waiting ?? []).map((/** @type {any} */ each) => each.seat));
  const weak = (door?.people ?? []).filter((each) => poor(store.health.value[each.seat]) && !asked.has(each.seat) && each.seat !== store.me.value?.seat);
  const foyer = people.filter((each) => each.room === "foyer" && !asked.has(each.seat) && !weak.includes(each));
  return html`<section class="techdesk" aria-label=${t("app.tab.tech")}>
    <${Helping} app=${app} />
    <${Waiting} app=${app} />
    <${List} title=${t("app.techdesk.weak")} none=${t("app.techdesk.all_well")} rows=${weak.map((each) => html`<${Row} key=${each.seat} app=${app} guest=${each} />`)} />
    <${List} title=${t("app.techdesk.door")} none=${t("app.techdesk.nobody")} rows=${foyer.map((each) => html`<${Row} key=${each.seat} app=${app} guest=${each} />`)} />
    <${ByHand} app=${app} on=${door?.by_hand ?? false} />
  </section>`;
}

/** @param {{title: string, none: string, rows: any[]}} props */
const List = ({ title, none, rows }) => html`<section class="stack stack--tight">
  <h2 class="board__title">${title}</h2>
  ${rows.length ? html`<ul class="people">${rows}</ul>` : html`<p class="quiet">${none}</p>`}
</section>`;

/** Whom the reader helps now. @param {{app: App}} props */
export function Helping({ app }) {
  const { store, now } = app;
  const own = (store.topic("tech").value?.helped ?? []).find((/** @type {any} */ each) => each.helper === store.me.value?.seat);
  if (!own) return null;
  return html`<div class="techdesk__now">
    <p role="timer" aria-live="off">${t("app.techdesk.helping", { name: store.name(own.seat), time: minutesSeconds(now.value - own.at) })}</p>
    <${Line} line=${store.health.value[own.seat]} />
    <${Button} kind="primary" icon="arrow-back" label=${t("app.techdesk.back")} onClick=${() => app.act("tech.end", { seat: own.seat })} />
  </div>`;
}

/** The queue, longest first. @param {{app: App}} props */
export function Waiting({ app }) {
  const { store, now } = app;
  const waiting = /** @type {{seat: number, room: string, at: number}[]} */ (store.topic("tech").value?.waiting ?? []);
  const rows = waiting.map(({ seat, room, at }) => html`<li key=${seat} class="people__item techdesk__row" data-seat=${seat}>
    <span class="people__name">${store.name(seat)}</span>
    <span class="people__role">${roomText(room)}</span>
    <${Line} line=${store.health.value[seat]} />
    <span class="techdesk__time" role="timer" aria-live="off">${t("app.techdesk.since", { time: minutesSeconds(now.value - at) })}</span>
    <${Take} app=${app} seat=${seat} />
  </li>`);
  return html`<${List} title=${t("app.techdesk.queue", { count: waiting.length })} none=${t("app.techdesk.none")} rows=${rows} />`;
}

/** @param {{app: App, guest: Guest}} props */
function Row({ app, guest }) {
  const { store } = app;
  const { seat, room } = guest;
  const takes = room === "foyer" && (guest.role === "citizen" || guest.role === "guest");
  return html`<li class="people__item techdesk__row" data-seat=${seat}>
    <span class="people__name">${store.name(seat)}</span>
    <span class="people__role">${roomText(room)}</span>
    <${Line} line=${store.health.value[seat]} />
    ${guest.waiting && html`<${Button} small icon="meeting-room" label=${t("app.door.admit")} onClick=${() => app.act("door.admit", { seat })} />`}
    ${takes && html`<${Take} app=${app} seat=${seat} />`}
    ${!takes && room !== store.me.value?.room && !room.startsWith("corner") && html`<${Button} small icon="meeting-room" label=${t("app.group.visit")} onClick=${() => app.visit(room)} />`}
  </li>`;
}

/** @param {{app: App, seat: number}} props */
function Take({ app, seat }) {
  const busy = app.store.room.value?.kind === "corner";
  return html`<${Button} small icon="support" disabled=${busy} label=${t("app.techdesk.take")} onClick=${() => app.act("tech.take", { seat })} />`;
}
