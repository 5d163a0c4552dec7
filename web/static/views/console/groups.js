// @ts-check
/** All groups as tiles without picture or sound: people, facilitator, cards, help, how long without moderation. */

import { html } from "../../vendor/preact.js";
import { minutesSeconds, phaseNow } from "../../time.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Lines } from "./line.js";
import { Merge, Names, Person, called, dropsInto, reason } from "./seating.js";

/** @param {{app: import("../../types").App}} props */
export function Groups({ app }) {
  const groups = [...(app.store.console.value?.groups ?? [])].sort((a, b) => wants(b) - wants(a));
  if (!groups.length) return html`<p class="quiet">${t(comes(app.store) ? "app.groups.none" : "app.groups.over")}</p>`;
  const here = app.store.me.value?.room;
  return html`<ul class="group-tiles">${groups.map((group) => html`<${Group} key=${group.id} app=${app} group=${group} here=${here === group.id} />`)}</ul>`;
}

/** Whether group work is still to come. @param {import("../../store").Store} store */
function comes(store) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (store.topic("timeline").value ?? []);
  return entries.some(({ kind, state }) => kind === "group-work" && (state === "next" || state === "later"));
}

/** Who needs somebody stands on top, as the scripts' cues say; else by number. @param {import("../../types").ConsoleGroup} group */
const wants = (group) => Number(group.help_since !== null) * 2 + Number(group.alone_since !== null && group.cover === null);

/** @param {import("../../types").ConsoleGroup} group */
function look(group) {
  if (group.help_since !== null) return "group-tile group-tile--help";
  return group.alone_since !== null ? "group-tile group-tile--alone" : "group-tile";
}

/** @param {{app: import("../../types").App, group: import("../../types").ConsoleGroup, here: boolean}} props */
function Group({ app, group, here }) {
  const { store, now } = app;
  const since = (/** @type {number} */ at) => minutesSeconds(now.value - at);
  const running = store.evening.value?.phase?.room === "groups";
  const phase = group.id.slice(0, group.id.lastIndexOf("/"));
  return html`<li class=${look(group)} data-group=${group.id} ...${dropsInto(app, phase, group.number)}>
    <h2 class="group-tile__head">${called(group)}</h2>
    <p class="group-tile__facts">${t("app.group.people", { count: group.seats.length })} · ${t("app.group.cards", { count: group.cards })}</p>
    <${Lines} app=${app} seats=${group.seats} />
    ${group.step && html`<${Step} app=${app} step=${group.step} />`}
    ${group.why && html`<p class="group-tile__facts">${reason(group.why)}</p>`}
    <${Names} app=${app} seats=${group.seats} />
    ${group.facilitator !== null && html`<p class="group-tile__facts">${t(group.alone_since === null ? "app.group.led" : "app.group.gone", { name: store.name(group.facilitator) })}</p>`}
    ${group.alone_since !== null && html`<p class="group-tile__call">${t("app.group.alone", { time: since(group.alone_since) })}</p>`}
    ${group.cover !== null && html`<p class="group-tile__facts">${t("app.group.covered", { name: store.name(group.cover) })}</p>`}
    ${group.alone_since !== null && html`<${Cover} app=${app} room=${group.id} />`}
    ${group.help_since !== null && html`<p class="group-tile__call">${t("app.group.help", { time: since(group.help_since) })}</p>`}
    ${running && (here
      ? html`<${Button} small label=${t("app.group.back")} onClick=${() => app.visit("plenary")} />`
      : html`<${Button} small icon="meeting-room" label=${t("app.group.visit")} onClick=${() => app.visit(group.id)} />`)}
    <${Merge} app=${app} phase=${phase} group=${group} />
    <${Movers} app=${app} phase=${phase} group=${group} />
  </li>`;
}

/** Where the group is; "own": its facilitator gives the steps another time than the script.
 * @param {{app: import("../../types").App, step: NonNullable<import("../../types").ConsoleGroup["step"]>}} props */
function Step({ app, step }) {
  const { evening } = app.store;
  const left = evening.value && minutesSeconds(Math.ceil(step.ends_at - phaseNow(evening.value, app.now.value)));
  const text = t(step.own ? "app.group.step_own" : "app.group.step", { title: pick(step.title), left });
  return html`<p class="group-tile__facts">${text}</p>`;
}

/** Who could lead a group whose facilitator is gone, the person at this desk first; one click each.
 * @param {{app: import("../../types").App, room: string}} props */
function Cover({ app, room }) {
  const { store } = app;
  const own = store.me.value?.seat;
  const free = [...(store.console.value?.free ?? [])].sort((a, b) => Number(b === own) - Number(a === own));
  return html`<div class="row" role="group" aria-label=${t("app.cover")}>
    ${free.map((seat) => html`<${Button} key=${seat} small label=${seat === own ? t("app.cover.me") : t("app.cover.by", { name: store.name(seat) })}
      onClick=${() => app.act("groups.cover", { room, seat })} />`)}
  </div>`;
}

/** The people of a group, to be moved one by one. @param {{app: import("../../types").App, phase: string, group: import("../../types").ConsoleGroup}} props */
function Movers({ app, phase, group }) {
  const numbers = (app.store.console.value?.groups ?? []).map((each) => each.number);
  if (numbers.length < 2) return null;
  return html`<details class="movers">
    <summary>${t("app.group.people_move")}</summary>
    <ul class="preview__people">
      ${group.seats.map((seat) => html`<${Person} key=${seat} app=${app} seat=${seat} at=${group.number} numbers=${numbers} phase=${phase} />`)}
    </ul>
  </details>`;
}
