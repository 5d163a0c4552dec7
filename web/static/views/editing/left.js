// @ts-check
/** The cards that are in no theme yet: searched, and narrowed to a group or a column; all of them on request. */

import { html, useState } from "../../vendor/preact.js";
import { found } from "../../themes.js";
import { pick, t } from "../../words.js";
import { Choice } from "../parts.js";
import { Card } from "./card.js";
import { dropsInto } from "./move.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {{desk: Desk, all: import("../../themes.js").OwnCard[], groups: {phase: string, number: number, revealed: boolean}[]}} props */
export function Left({ desk, all, groups }) {
  const [filter, setFilter] = useState({ search: "", group: "", column: "", all: false });
  const set = (/** @type {Partial<typeof filter>} */ some) => setFilter({ ...filter, ...some });
  const cards = found(all, filter, desk.places);
  const hidden = groups.filter((group) => !group.revealed).length;
  const sent = desk.app.store.topic("editing-cards").value ?? {};
  return html`<section class="desk__cards" aria-labelledby="desk-cards" ...${dropsInto(desk, (ids) => desk.move.to(ids, null))}>
    <h3 id="desk-cards">${t("app.editing.cards")}</h3>
    <div class="desk__filter">
      <label class="field"><span class="kern-label">${t("app.editing.search")}</span>
        <input id="desk-search" class="kern-form-input__input" type="search" autocomplete="off" value=${filter.search} onInput=${(/** @type {any} */ event) => set({ search: event.currentTarget.value })} /></label>
      <${Choice} label=${t("app.editing.group")} value=${filter.group} options=${groupsOf(desk, groups)} onPick=${(/** @type {string} */ group) => set({ group })} />
      <${Choice} label=${t("app.editing.column")} value=${filter.column} options=${columnsOf(desk)} onPick=${(/** @type {string} */ column) => set({ column })} />
      <label class="check"><input type="checkbox" checked=${filter.all} onChange=${(/** @type {any} */ event) => set({ all: event.currentTarget.checked })} />
        <span>${t("app.editing.all")}</span></label>
    </div>
    <p class="quiet" role="status">${t("app.editing.found", { count: cards.length })}${hidden > 0 ? ` · ${t("app.editing.hidden", { count: hidden })}` : ""}</p>
    <ul class="desk__list">
      ${cards.map((card) => html`<${Card} key=${card.id} desk=${desk} card=${card} from=${sent[card.id]} chosen=${desk.chosen.has(card.id)} at=${desk.places.get(card.id)?.title} />`)}
    </ul>
    ${!cards.length && html`<p class="desk__empty">${t(all.length ? "app.editing.nothing" : "app.editing.waits")}</p>`}
  </section>`;
}

/** The round is named where there is more than one. @param {Desk} desk @param {string} phase @param {string} name */
const inRound = ({ rounds }, phase, name) => (Object.keys(rounds).length > 1 ? `${name} · ${pick(rounds[phase]?.title)}` : name);

/** @param {Desk} desk @param {{phase: string, number: number}[]} groups */
const groupsOf = (desk, groups) => [{ value: "", text: t("app.editing.group.all") },
  ...groups.map(({ phase, number }) => ({ value: `${phase}/${number}`, text: inRound(desk, phase, t("app.room.group", { number })) }))];

/** @param {Desk} desk */
const columnsOf = (desk) => [{ value: "", text: t("app.editing.column.all") },
  ...Object.entries(desk.rounds).flatMap(([phase, round]) => round.columns.map((column) => ({ value: `${phase}/${column.id}`, text: inRound(desk, phase, pick(column.title)) })))];
