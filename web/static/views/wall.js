// @ts-check
/** What the groups wrote, in the plenary: group by group, the top three first. */

import { html, useState } from "../vendor/preact.js";
import { pick, t } from "../words.js";
import { Button, Icon } from "./parts.js";

/** @typedef {[string, import("../types").Card]} Entry */

/** @param {{app: import("../types").App}} props */
export function Wall({ app }) {
  const harvest = /** @type {import("../types").Harvest | null} */ (app.store.topic("harvest").value);
  const [group, setGroup] = useState("");
  if (!harvest) return html`<p class="quiet">${t("app.wall.none")}</p>`;
  const cards = /** @type {Entry[]} */ (Object.entries(app.store.topic("wall").value ?? {}));
  const shown = harvest.groups.filter((each) => !group || each.id === group);
  return html`<section class="wall" aria-labelledby="wall-title">
    <h2 class="wall__title" id="wall-title">${t("app.wall")}</h2>
    <div class="row" role="group" aria-label=${t("app.wall.filter")}>
      <${Filter} label=${t("app.wall.all")} on=${!group} onPick=${() => setGroup("")} />
      ${harvest.groups.map((each) => html`<${Filter} key=${each.id} label=${t("app.wall.group", { number: each.number, count: each.cards })}
        on=${group === each.id} onPick=${() => setGroup(each.id)} />`)}
    </div>
    ${shown.map((each) => html`<${Group} key=${each.id} group=${each} columns=${harvest.columns}
      cards=${cards.filter(([, card]) => card.group === each.id)} />`)}
  </section>`;
}

/** @param {{label: string, on: boolean, onPick: () => void}} props */
const Filter = ({ label, on, onPick }) =>
  html`<${Button} small kind=${on ? "secondary" : "tertiary"} aria-pressed=${on} label=${label} onClick=${onPick} />`;

/** @param {{group: {id: string, number: number}, columns: import("../types").Column[], cards: Entry[]}} props */
function Group({ group, columns, cards }) {
  return html`<section class="wall__group" data-group=${group.id}>
    <h3 class="wall__number">${t("app.room.group", { number: group.number })}</h3>
    ${!cards.length && html`<p class="quiet">${t("app.wall.empty")}</p>`}
    ${columns.map((column) => html`<${Column} key=${column.id} column=${column} cards=${cards.filter(([, card]) => card.column === column.id)} />`)}
  </section>`;
}

/** @param {{column: import("../types").Column, cards: Entry[]}} props */
function Column({ column, cards }) {
  if (!cards.length) return null;
  const best = [...cards].sort(([, a], [, b]) => Number(b.top) - Number(a.top) || a.at - b.at);
  return html`<h4 class="column__title">${pick(column.title)}</h4>
    <ul class="wall__cards">
      ${best.map(([id, card]) => html`<li key=${id} class=${card.top ? "card card--top" : "card"} data-card=${id}>
        <p class="card__text">${card.text ?? t("app.card.redacted")}</p>
        ${card.top && html`<p class="card__note"><${Icon} name="star-fill" /> ${t("app.card.top")}</p>`}
      </li>`)}
    </ul>`;
}
