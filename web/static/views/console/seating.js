// @ts-check
/** Who sits in which group, changed by hand: drag, "Verschieben nach ...", merge; and the sentence why a group is as it is. */

import { html } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Button, Choice } from "../parts.js";

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
  onDragOver: (/** @type {any} */ event) => event.dataTransfer.types.includes(KIND) && event.preventDefault(),
  onDrop: (/** @type {any} */ event) => {
    event.preventDefault();
    app.act("groups.place", { phase, seat: Number(event.dataTransfer.getData(KIND)), group });
  },
});

/** Somebody who can be dragged, with the menu that does the same.
 * @param {{app: App, seat: number, at: number, numbers: number[], phase: string}} props */
export function Person({ app, seat, at, numbers, phase }) {
  const name = app.store.name(seat);
  const options = numbers.map((number) => ({ value: number, text: number === at ? name : t("app.preview.to", { number }) }));
  const move = (/** @type {string} */ group) => app.act("groups.place", { phase, seat, group: Number(group) });
  const drag = (/** @type {any} */ event) => event.dataTransfer.setData(KIND, String(seat));
  return html`<li class="preview__person" draggable="true" onDragStart=${drag} data-seat=${seat}>
    <${Choice} hide label=${t("app.preview.move", { name })} value=${at} options=${options} onPick=${move} />
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
