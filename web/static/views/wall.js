// @ts-check
/** What the groups wrote, in the plenary: group by group, the top three first. */

import { html, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { pick, t } from "../words.js";
import { stacked } from "../cards.js";
import { Choice, Icon } from "./parts.js";
import { Under } from "./stack.js";
import { Hide } from "./withheld.js";

/** @typedef {import("../types").ShownCard} Entry */

/** @param {{app: import("../types").App}} props */
export function Wall({ app }) {
  const harvest = /** @type {import("../types").Harvest | null} */ (app.store.topic("harvest").value);
  const [group, setGroup] = useState("");
  if (!harvest) return html`<p class="quiet">${t("app.wall.none")}</p>`;
  const wall = /** @type {[string, import("../types").Card][]} */ (Object.entries(app.store.topic("wall").value ?? {}));
  const cards = stacked(wall.map(([id, card]) => ({ ...card, id, mine: false, pending: false })));
  const shown = harvest.groups.filter((each) => !group || each.id === group);
  return html`<section class="wall" aria-labelledby="wall-title">
    <h2 class="board__title" id="wall-title">${t("app.wall")}</h2>
    <${Choice} label=${t("app.wall.filter")} value=${group} options=${choices(harvest)} onPick=${setGroup} />
    ${shown.map((each) => html`<${Group} key=${each.id} group=${each} columns=${harvest.columns}
      cards=${cards.filter((card) => card.group === each.id)} app=${app} />`)}
  </section>`;
}

/** @param {import("../types").Harvest} harvest */
const choices = (harvest) => [
  { value: "", text: t("app.wall.all") },
  ...harvest.groups.map(({ id, number, cards }) => ({ value: id, text: t("app.wall.group", { number, count: cards }) })),
];

/** @param {{group: {id: string, number: number}, columns: import("../types").Column[], cards: Entry[], app: import("../types").App}} props */
function Group({ group, columns, cards, app }) {
  return html`<section class="wall__group" data-group=${group.id}>
    <h3 class="wall__title">${t("app.room.group", { number: group.number })}</h3>
    ${!cards.length && html`<p class="wall__empty">${t("app.wall.empty")}</p>`}
    <div class="board__columns">
      ${columns.map((column) => html`<${Column} key=${column.id} column=${column} cards=${cards.filter((card) => card.column === column.id)} app=${app} />`)}
    </div>
  </section>`;
}

/** @param {{column: import("../types").Column, cards: Entry[], app: import("../types").App}} props */
function Column({ column, cards, app }) {
  if (!cards.length) return null;
  const best = [...cards].sort((a, b) => Number(b.top) - Number(a.top) || a.at - b.at);
  return html`<div class="board__column"><h4 class="board__title">${pick(column.title)}</h4>
    <ul class="board__cards">
      ${best.map((card) => html`<li key=${card.id} class=${card.top ? "card card--top" : "card"} data-card=${card.id}>
        <p class="card__text" dir="auto">${card.text ?? t("app.card.redacted")}</p>
        ${card.name && html`<p class="card__name">${card.name}</p>`}
        ${card.differs && html`<strong class="small">${t("app.card.differs")}</strong>`}
        <${Under} card=${card} may=${false} />
        ${card.top && html`<span class="card__top"><${Icon} name="star-fill" /> ${t("app.card.top")}</span>`}
        ${leads(app.store.me.value?.role ?? "") && html`<div class="card__actions"><${Hide} app=${app} item=${card.id} /></div>`}
      </li>`)}
    </ul></div>`;
}
