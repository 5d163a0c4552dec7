// @ts-check
/** Who sits in which group, changed by hand: drag, "Verschieben nach ...", merge; and the sentence why a group is as it is. */

import { html } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Button, Icon } from "../parts.js";

const KIND = "text/x-seat";
const COLUMNS = new Set(["age", "district", "employer", "gender", "household"]);

/** @typedef {import("../../types").App} App */

/** "Kleingruppe 3 · Verkehr" @param {import("../../types").PlannedGroup} group */
export const called = ({ number, topic }) => [t("app.room.group", { number }), topic && pick(topic)].filter(Boolean).join(" · ");

/** "Alle begegnen sich zum ersten Mal · Ortsteil: 4 verschiedene" @param {import("../../types").Why | null} why */
export function reason(why) {
  if (why?.code !== "mixed") return "";
  const { pairs, new: fresh, values = {} } = why.facts;
  const met = fresh === pairs ? t("app.why.first") : t("app.why.again", { new: fresh, pairs });
  const spread = Object.entries(values).map(([column, count]) => t("app.why.values", { column: columnName(column), count }));
  return [met, ...spread].join(" · ");
}

const columnName = (/** @type {string} */ column) => t(`app.why.column.${COLUMNS.has(column) ? column : "other"}`);

/** What makes a tile take whoever is dropped on it. @param {App} app @param {string} phase @param {number} group */
export const dropsInto = (app, phase, group) => ({
  onDragOver: (/** @type {any} */ event) => event.dataTransfer.types.includes(KIND) && (event.preventDefault(), over(event, true)),
  onDragLeave: (/** @type {any} */ event) => event.currentTarget.contains(event.relatedTarget) || over(event, false),
  onDrop: (/** @type {any} */ event) => {
    event.preventDefault();
    over(event, false);
    app.act("groups.place", { phase, seat: Number(event.dataTransfer.getData(KIND)), group });
  },
});

/** Where it would land. @param {any} event @param {boolean} on */
const over = (event, on) => event.currentTarget.classList.toggle("group-tile--over", on);

/** What makes a name one that can be dragged. @param {number} seat */
const drags = (seat) => ({
  draggable: true,
  "data-seat": seat,
  onDragStart: (/** @type {any} */ event) => event.dataTransfer.setData(KIND, String(seat)),
});

/** The names of a running group, each to be dragged into another. @param {{app: App, seats: number[]}} props */
export const Names = ({ app, seats }) => html`<p class="group-tile__names">
  ${seats.filter((seat) => app.store.name(seat)).map((seat) => html`<span key=${seat} class="name" ...${drags(seat)}>${app.store.name(seat)}</span>`)}
</p>`;

/** Somebody who can be dragged, with the menu that does the same.
 * @param {{app: App, seat: number, at: number, numbers: number[], phase: string}} props */
export function Person({ app, seat, at, numbers, phase }) {
  const name = app.store.name(seat);
  const move = (/** @type {any} */ event) => app.act("groups.place", { phase, seat, group: Number(event.currentTarget.value) });
  return html`<li class="preview__person" ...${drags(seat)}>
    <span class="preview__name">${name}</span>
    <label class="mover"><${Icon} name="swap-horiz" /><span class="kern-sr-only">${t("app.preview.move", { name })}</span>
      <select value=${at} onChange=${move}>
        <option value=${at} disabled>${t("app.preview.move", { name })}</option>
        ${numbers.filter((number) => number !== at).map((number) => html`<option key=${number} value=${number}>${t("app.preview.to", { number })}</option>`)}
      </select></label>
  </li>`;
}

/** The offer for a group below three, once it stands.
 * @param {{app: App, phase: string, group: {number: number, merge: {into: number, at: number} | null}}} props */
export function Merge({ app, phase, group }) {
  const { merge, number } = group;
  if (!merge || merge.at > app.now.value) return null;
  const go = () => app.act("groups.merge", { phase, group: number, into: merge.into });
  return html`<p class="group-tile__call">${t("app.group.small")}</p>
    <${Button} small icon="group" label=${t("app.group.merge", { number: merge.into })} onClick=${go} />`;
}
