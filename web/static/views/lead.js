// @ts-check
/** In a group: its facilitator's line is gone, who covers; where its last one goes on; and who is here for a visit: nobody listens unseen. */

import { html } from "../vendor/preact.js";
import { aloneText, leadText } from "../people.js";
import { t } from "../words.js";
import { listed } from "../ahead.js";
import { Banner } from "./banners.js";

/** @param {{app: import("../types").App}} props */
export function Lead({ app }) {
  const { store } = app;
  const visitors = (store.lead.value?.visitors ?? []).filter((seat) => seat !== store.me.value?.seat);
  const away = leadText(store);
  const alone = aloneText(store, app.now.value);
  return html`${alone && html`<${Banner} kind="message" icon="group" text=${alone} />`}
    ${away && html`<${Banner} kind="message" icon="group" text=${away} />`}
    ${visitors.length > 0 && html`<${Banner} kind="message" icon="meeting-room" text=${t("app.lead.visit", { names: listed(visitors.map((seat) => called(store, seat))) })} />`}`;
}

/** "Frau Schmidt (Regie)" @param {import("../store.js").Store} store @param {number} seat */
function called(store, seat) {
  const role = store.room.value?.people.find((person) => person.seat === seat)?.role ?? "guest";
  return `${store.name(seat)} (${t(`app.role.${role}`)})`;
}
