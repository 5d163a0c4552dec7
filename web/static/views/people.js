// @ts-check
/** Who is in this room: the list behind the pictures, with hands and who has the floor. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";
import { leadsRoom } from "../people.js";
import { Queue } from "./console/queue.js";
import { Order } from "./order.js";
import { Button, Icon } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function People({ app }) {
  const { store, live } = app;
  const room = store.room.value;
  if (!room) return null;
  const role = store.me.value?.role ?? "";
  const group = room.kind === "group";
  return html`<section class="stack stack--tight" aria-labelledby="people-title">
    <h2 class="board__title" id="people-title">${t("app.people", { count: room.people.length })}</h2>
    ${leadsRoom(role) && group && html`<${MuteAll} app=${app} room=${room.id} />`}
    <ul class="people">
      ${room.people.map((person) => html`<li key=${person.seat} class="people__item" data-seat=${person.seat}>
        <span class="people__name">${store.name(person.seat)}${person.seat === store.me.value?.seat ? ` ${t("app.people.own")}` : ""}</span>
        ${person.role !== "citizen" && html`<span class="people__role">${t(`app.role.${person.role}`)}</span>`}
        ${live.speaking.value.has(person.seat) && html`<span class="people__mark"><${Icon} name="volume-up" /> ${t("app.tile.speaking")}</span>`}
        ${store.topic("scribe").value?.seat === person.seat && html`<span class="people__mark"><${Icon} name="edit" /> ${t("app.scribe")}</span>`}
        <${Mark} room=${room} seat=${person.seat} />
        <${Order} app=${app} person=${person} />
      </li>`)}
    </ul>
    ${group && role === "facilitator" && html`<${Queue} app=${app} />`}
  </section>`;
}

/** All citizens of the room at once, and back. @param {{app: import("../types").App, room: string}} props */
export const MuteAll = ({ app, room }) => html`<div class="row">
  <${Button} small kind="tertiary" icon="volume-off" label=${t("app.order.mute_all")} onClick=${() => app.act("order.mute-all", { room, off: true })} />
  <${Button} small kind="tertiary" icon="volume-up" label=${t("app.order.unmute_all")} onClick=${() => app.act("order.mute-all", { room, off: false })} />
</div>`;

/** @param {{room: import("../types").Room, seat: number}} props */
function Mark({ room, seat }) {
  const hand = room.hands.indexOf(seat) + 1;
  if (room.floor.includes(seat)) return html`<span class="people__mark"><${Icon} name="campaign" /> ${t("app.people.floor")}</span>`;
  return hand ? html`<span class="people__mark"><${Icon} name="front-hand" /> ${t("app.people.hand", { place: hand })}</span>` : null;
}
