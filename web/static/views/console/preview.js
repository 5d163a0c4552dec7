// @ts-check
/** The groups to come, before anybody is moved: who sits where, what gave way, "Verschieben nach ...". */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Choice } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Preview({ app }) {
  const preview = app.store.console.value?.preview;
  if (!preview) return null;
  const numbers = preview.groups.map((group) => group.number);
  return html`<section class="console__section" aria-labelledby="preview-title">
    <h3 id="preview-title">${t("app.preview")}</h3>
    ${preview.notes.map((note) => html`<p key=${`${note.code} ${note.facts.group}`} class="small">${t(`app.preview.${note.code}`, note.facts)}</p>`)}
    <ul class="group-tiles">
      ${preview.groups.map((group) => html`<li key=${group.number} class="group-tile">
        <h4 class="group-tile__head">${t("app.room.group", { number: group.number })}</h4>
        ${group.facilitator !== null && html`<p class="group-tile__facts">${t("app.group.led", { name: app.store.name(group.facilitator) })}</p>`}
        <ul class="preview__people">
          ${group.seats.map((seat) => html`<li key=${seat}>
            <${Move} app=${app} seat=${seat} at=${group.number} numbers=${numbers} phase=${preview.phase} />
          </li>`)}
        </ul>
      </li>`)}
    </ul>
  </section>`;
}

/** @param {{app: import("../../types").App, seat: number, at: number, numbers: number[], phase: string}} props */
export function Move({ app, seat, at, numbers, phase }) {
  const name = app.store.name(seat);
  const options = numbers.map((number) => ({
    value: number,
    text: number === at ? name : t("app.preview.to", { number }),
  }));
  const move = (/** @type {string} */ group) => app.act("groups.place", { phase, seat, group: Number(group) });
  return html`<${Choice} hide label=${t("app.preview.move", { name })} value=${at} options=${options} onPick=${move} />`;
}
