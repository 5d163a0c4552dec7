// @ts-check
/** Reihum: whose turn it is and for how long, who is next, "weiter"; who guides starts and ends it. */

import { html } from "../vendor/preact.js";
import { leadsRoom } from "../people.js";
import { minutesSeconds } from "../time.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @typedef {{seat: number, next: number | null, left: number, seconds: number, ends_at: number, held_at: number | null}} Round */

const SECONDS = 60;

/** @param {{app: import("../types").App}} props */
export function GoRound({ app }) {
  const { store } = app;
  const round = /** @type {Round | null} */ (store.topic("round").value);
  const room = store.group.value;
  const guides = leadsRoom(store.me.value?.role ?? "");
  if (round) return html`<${Running} app=${app} round=${round} room=${room} guides=${guides} />`;
  if (!guides) return null;
  const start = () => app.act("round.start", { room, seconds: SECONDS });
  return html`<div><${Button} small kind="tertiary" icon="group" label=${t("app.round.start", { count: SECONDS })} onClick=${start} /></div>`;
}

/** @param {{app: import("../types").App, round: Round, room: string | null, guides: boolean}} props */
function Running({ app, round, room, guides }) {
  const { store, now } = app;
  const yours = round.seat === store.me.value?.seat;
  const at = round.held_at ?? now.value;
  const left = minutesSeconds(Math.ceil(Math.min(round.seconds, round.ends_at - at)));
  const after = round.next === store.me.value?.seat ? t("app.round.next_you") : t("app.round.next", { name: store.name(round.next ?? 0) });
  return html`<section class=${yours ? "goround goround--yours" : "goround"} aria-label=${t("app.round")}>
    <span class="goround__now">${yours ? t("app.round.yours") : t("app.round.now", { name: store.name(round.seat) })}</span>
    <span role="timer" aria-live="off">${left}</span>
    <span>${round.next === null ? t("app.round.last") : after}</span>
    ${(yours || guides) && html`<${Button} small icon="skip-next" label=${t("app.round.pass")} onClick=${() => app.act("round.next", { room, seat: round.seat })} />`}
    ${guides && html`<${Button} small kind="tertiary" label=${t("app.round.end")} onClick=${() => app.act("round.end", { room })} />`}
  </section>`;
}
