// @ts-check
/** Into the Regieraum and out of it, for staff who have no group to stay with. */

import { html } from "../vendor/preact.js";
import { backstage } from "../people.js";
import { t } from "../words.js";
import { Control } from "./control.js";

/** @param {{app: import("../types").App}} props */
export function Backstage({ app }) {
  const { store } = app;
  const me = store.me.value;
  const inside = me?.room === "staff";
  const closed = store.evening.value?.status === "closed";
  if (!me || !backstage(me.role) || me.group !== null || me.room.startsWith("corner") || closed) return null;
  return html`<${Control} look=${inside ? "on" : "off"} icon="meeting-room" data-control="backstage"
    label=${t(inside ? "app.backstage.leave" : "app.backstage.enter")} onClick=${() => app.act(inside ? "staff.leave" : "staff.enter")} />`;
}
