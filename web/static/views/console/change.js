// @ts-check
/** Changing the course at one phase: leave it out, jump there, go back there, a break after it; beside the phase it concerns. */

import { html, useState } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { closeOnEscape, closeOutside, fit } from "../order.js";
import { Button } from "../parts.js";

/** @typedef {import("../../types").TimelineEntry} Entry */
/** @typedef {{label: string, command: string, data: Record<string, unknown>}} Item */

const MINUTES = 5;

/** What can be done with this phase now. `over`: in the Ausklang one can only go back.
 * @param {Entry} entry @param {string | undefined} leaving @param {boolean} over @returns {Item[]} */
function items(entry, leaving, over) {
  const { id, state } = entry;
  const item = (/** @type {string} */ word, /** @type {string} */ command, /** @type {Record<string, unknown>} */ data) =>
    ({ label: t(`app.timeline.${word}`, { count: MINUTES }), command: `agenda.${command}`, data });
  const pause = item("break", "insert-break", { after: id, minutes: MINUTES });
  if (!leaving || (state === "past" && !entry.started_at)) return [];
  if (state === "past") return [item("back", "back", { leaving, to: id, minutes: MINUTES })];
  if (over) return [];
  if (state === "now") return [pause];
  const jump = item("jump", "jump", { leaving, to: id });
  if (state === "skipped") return [item("unskip", "skip", { phase: id, skipped: false }), jump];
  return [item("skip", "skip", { phase: id }), jump, pause];
}

/** The phase that began last is the one to be left again. @param {Entry[]} entries */
const last = (entries) => entries.reduce((late, each) => ((each.started_at ?? 0) > (late.started_at ?? 0) ? each : late)).id;

/** @param {{app: import("../../types").App, entry: Entry, entries: Entry[]}} props */
export function Change({ app, entry, entries }) {
  const [asked, setAsked] = useState(/** @type {{item: Item, phases: string[]} | null} */ (null));
  const over = app.store.evening.value?.status === "lingering";
  const possible = items(entry, over ? last(entries) : app.store.evening.value?.phase?.id, over);
  if (!possible.length) return html`<span></span>`;
  const run = (/** @type {Item} */ item) => {
    const phases = lost(item, entry, entries);
    return phases.length ? setAsked({ item, phases }) : app.act(item.command, item.data);
  };
  return html`<details class="order timeline__change" onToggle=${fit} onKeyDown=${closeOnEscape} onFocusOut=${closeOutside}>
    <summary class="order__open">
      <span class="kern-icon kern-icon--more-vert" aria-hidden="true"></span>
      <span class="kern-sr-only">${t("app.timeline.menu", { title: pick(entry.title) })}</span>
    </summary>
    <div class="menu">
      ${possible.map((item) => html`<${Button} key=${item.label} small kind="tertiary" label=${item.label} onClick=${() => run(item)} />`)}
    </div>
  </details>
  ${asked && html`<${Needed} app=${app} entry=${entry} asked=${asked} onClose=${() => setAsked(null)} />`}`;
}

/** Names of the phases that would lack something. @param {Item} item @param {Entry} entry @param {Entry[]} entries */
function lost(item, entry, entries) {
  const at = entries.indexOf(entry);
  const now = entries.findIndex((each) => each.state === "now");
  const dropped = item.command === "agenda.jump" ? entries.slice(now + 1, at) : item.data.skipped === false ? [] : [entry];
  if (item.command !== "agenda.skip" && item.command !== "agenda.jump") return [];
  const ids = new Set(dropped.flatMap((each) => each.needed_by));
  const left = entries.filter((each) => ids.has(each.id) && !dropped.includes(each));
  return left.map((each) => pick(each.title));
}

/** @param {{app: import("../../types").App, entry: Entry, asked: {item: Item, phases: string[]}, onClose: () => void}} props */
function Needed({ app, entry, asked, onClose }) {
  const go = () => (app.act(asked.item.command, { ...asked.item.data, anyway: true }), onClose());
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${onClose} />
    <${Button} kind="primary" label=${t("app.timeline.needed_go")} onClick=${go} />`;
  const phases = asked.phases.join(", ");
  return html`<${Dialog} title=${t("app.timeline.needed_title")} onClose=${onClose} actions=${actions}>
    <p>${t("app.timeline.needed_text", { title: pick(entry.title), phases })}</p>
  </${Dialog}>`;
}
