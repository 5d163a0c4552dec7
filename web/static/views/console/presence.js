// @ts-check
/** The one line that is always true: who is registered, here, at the door, lost; and which group calls for help. */

import { html } from "../../vendor/preact.js";
import { minutesSeconds } from "../../time.js";
import { leads } from "../../people.js";
import { t } from "../../words.js";
import { Button, Choice, Icon } from "../parts.js";
import { Helping, Waiting } from "../techdesk.js";
import { Exclusions } from "./exclusions.js";
import { roomText } from "./roster.js";

/** @param {{app: import("../../types").App}} props */
export function Presence({ app }) {
  const console = app.store.console.value;
  if (!console) return null;
  const { registered, door, inside, tech, lost, staff } = console.counts;
  return html`<div class="presence">
    <p class="presence__line">${t("app.presence", { registered, door, inside, tech, lost, staff })}</p>
    <${Leading} app=${app} lead=${console.lead} />
    <${Exclusions} app=${app} />
    ${console.concerns.map((each) => html`<${Concern} key=${`concern ${each.seat}`} app=${app} seat=${each.seat} at=${each.at} />`)}
    <${Tech} app=${app} />
    ${console.help.map((call) => html`<${Call} key=${`${call.room} ${call.seat}`} app=${app} call=${call} />`)}
  </div>`;
}

/** Who has the evening in hand; handing over is one click. @param {{app: import("../../types").App, lead: {seat: number | null, gone_since: number | null}}} props */
function Leading({ app, lead }) {
  if (!lead) return null;
  const { store, now } = app;
  const own = store.me.value?.seat ?? 0;
  const take = (/** @type {string | number} */ seat) => app.act("lead.hand-over", { seat: Number(seat) });
  const others = (store.console.value?.seats ?? []).filter((each) => each.present && leads(each.role));
  const options = others.map(({ seat }) => ({ value: seat, text: store.name(seat) }));
  const name = store.name(lead.seat ?? 0);
  const text = lead.gone_since === null ? t("app.hand_over.lead", { name }) : t("app.hand_over.gone", { name, time: minutesSeconds(now.value - lead.gone_since) });
  return html`<div class="row presence__lead">
    <span class=${lead.gone_since === null ? "" : "presence__lost"}>${text}</span>
    ${lead.seat !== own && html`<${Button} small label=${t("app.cover.me")} onClick=${() => take(own)} />`}
    ${lead.seat === own && options.length > 1 && html`<${Choice} label=${t("app.hand_over")} value=${own} options=${options} onPick=${take} />`}
  </div>`;
}

/** Who waits for technical help; without anybody for that at work, this desk takes them. @param {{app: import("../../types").App}} props */
function Tech({ app }) {
  const waiting = app.store.topic("tech").value?.waiting ?? [];
  const helped = app.store.topic("tech").value?.helped ?? [];
  const alone = !(app.store.console.value?.seats ?? []).some((each) => each.present && each.role === "support");
  if (!waiting.length && !helped.length) return null;
  if (alone) return html`<div class="presence__tech"><${Helping} app=${app} />${waiting.length > 0 && html`<${Waiting} app=${app} />`}</div>`;
  return waiting.length > 0 && html`<p class="presence__help"><${Icon} name="support" />
    <span>${t("app.presence.tech", { count: waiting.length, time: minutesSeconds(app.now.value - waiting[0].at) })}</span></p>`;
}

/** What only this desk learns. @param {{app: import("../../types").App, seat: number, at: number}} props */
function Concern({ app, seat, at }) {
  const room = app.store.console.value?.seats.find((each) => each.seat === seat)?.room ?? "foyer";
  const who = `${app.store.name(seat)} (${roomText(room)})`;
  return html`<p class="presence__help">
    <${Icon} name="front-hand" />
    <span>${t("app.presence.concern", { who, time: minutesSeconds(app.now.value - at) })}</span>
    <${Button} small kind="tertiary" label=${t("app.group.clear")} onClick=${() => app.act("concern.clear", { seat })} />
  </p>`;
}

/** @param {{app: import("../../types").App, call: {room: string, seat: number, at: number}}} props */
function Call({ app, call }) {
  const who = `${app.store.name(call.seat)} (${roomText(call.room)})`;
  const here = app.store.me.value?.room === call.room;
  return html`<p class="presence__help">
    <${Icon} name="support" />
    <span>${t("app.presence.help", { who, time: minutesSeconds(app.now.value - call.at) })}</span>
    ${!here && html`<${Button} small label=${t("app.group.visit")} onClick=${() => app.visit(call.room)} />`}
    <${Button} small kind="tertiary" label=${t("app.group.clear")} onClick=${() => app.act("help.clear", { room: call.room })} />
  </p>`;
}
