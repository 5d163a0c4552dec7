// @ts-check
/** One person on the stage: the picture that the mapping names, initials until it is there; name, speaking ring, hand. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";
import { initials, pinnedSeat, tint } from "../people.js";
import { Icon } from "./parts.js";
import { Video } from "./video.js";

/** @param {{app: import("../types").App, person: import("../types").Person, large?: boolean, menu?: any}} props */
export function Tile({ app, person, large = false, menu }) {
  const { store, live } = app;
  const own = person.seat === store.me.value?.seat;
  const name = store.name(person.seat);
  const stream = live.pictureOf(person.seat, own);
  const hand = store.room.value?.hands.includes(person.seat);
  const speaking = live.speaking.value.has(person.seat);
  const classes = ["tile", large && "tile--large", speaking && "tile--speaking", own && "tile--self"];
  return html`<li class=${classes.filter(Boolean).join(" ")} data-seat=${person.seat}>
    <span class=${`tile__initials tint-${tint(person.seat)}`} aria-hidden="true">${initials(name)}</span>
    ${stream && html`<${Video} stream=${stream} mirror=${own} is=${() => own || live.shows(person.seat)} />`}
    ${hand && html`<span class="tile__state"><span><${Icon} name="front-hand" /><span class="kern-sr-only">${t("app.tile.hand")}</span></span></span>`}
    <span class="tile__name">
      <span class="tile__text">${own ? t("app.tile.own", { name }) : name}</span>
      ${person.role !== "citizen" && html`<span class="tile__role">${t(`app.role.${person.role}`)}</span>`}
      ${speaking && html`<span class="kern-sr-only">${t("app.tile.speaking")}</span>`}
    </span>
    ${menu}
    ${!own && html`<${Pin} app=${app} seat=${person.seat} name=${name} />`}
  </li>`;
}

/** Keeps this person large, whoever speaks. @param {{app: import("../types").App, seat: number, name: string}} props */
function Pin({ app, seat, name }) {
  const pinned = pinnedSeat(app) === seat;
  const label = t(pinned ? "app.tile.unpin" : "app.tile.pin", { name });
  return html`<button type="button" class="tile__pin" aria-pressed=${pinned} title=${label} onClick=${() => app.live.pin(pinned ? null : seat)}>
    <${Icon} name=${pinned ? "keep-off" : "keep"} /><span class="kern-sr-only">${label}</span>
  </button>`;
}
