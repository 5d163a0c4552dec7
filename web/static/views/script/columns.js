// @ts-check
/** The cards of group work: their columns, how many and how long they may be. */

import { html } from "../../vendor/preact.js";
import { at, freeId, put } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Figure, Found, Tick, Words, faults, fieldId } from "./field.js";
import { Tools } from "./steps.js";

/** @typedef {import("./details.js").Props} Props */

/** @param {Props} props */
export function Cards(props) {
  const { draft, index, phase } = props;
  const start = () => {
    const cards = { columns: [{ id: "spalte", title: { de: "Das ist uns wichtig", en: "This matters to us" } }], anonymous: true, "per-person": 5, length: 280, top: 3 };
    draft.edit(`cards-${phase.id}`, (document) => put(document, ["phases", index, "cards"], cards));
    draft.settle();
  };
  return html`<section class="details__part" aria-labelledby=${`cards-${phase.id}`} id=${fieldId(index, "cards")} tabindex="-1">
    <h3 id=${`cards-${phase.id}`}>${t("script.cards")}</h3>
    ${phase.cards ? html`<${Rule} ...${props} />` : html`<p class="quiet">${t("script.cards.none")}</p><${Button} small icon="add" label=${t("script.cards.start")} onClick=${start} />`}
  </section>`;
}

/** @param {Props} props */
function Rule({ draft, view, index, phase }) {
  const path = ["phases", index, "cards", "columns"];
  const of = (/** @type {string} */ name) => ({ draft, path: ["phases", index, "cards", name], phase: index, field: `cards.${name}`, label: t(`script.cards.${name}`) });
  const columns = phase.cards?.columns ?? [];
  const add = () => {
    const column = { id: freeId(columns, "spalte"), title: { de: "Neue Spalte", en: "New column" } };
    draft.edit(`add-column-${phase.id}`, (document) => put(document, path, [...at(document, path), column]));
    draft.settle();
  };
  const drop = () => (draft.edit(`cards-${phase.id}`, (document) => put(document, ["phases", index, "cards"], undefined)), draft.settle());
  const found = faults(draft, index, "cards.columns").filter((each) => each.field === "cards.columns");
  return html`
    <ol class="steps-list" id=${fieldId(index, "cards.columns")} tabindex="-1">
      ${columns.map((column, place) => html`<li key=${column.id} class="column-row">
        <${Words} draft=${draft} path=${[...path, place, "title", view.lang.value]} phase=${index} field=${`cards.columns.${place + 1}.title`} label=${t("script.cards.column", { number: place + 1 })} lang=${view.lang.value} />
        <${Words} draft=${draft} path=${[...path, place, "easy", "de"]} phase=${index} field=${`cards.columns.${place + 1}.easy`} label=${t("script.easy")} lang="de" />
        <${Tools} draft=${draft} view=${view} path=${path} place=${place} count=${columns.length} name=${pick(/** @type {any} */ (column.title))} />
      </li>`)}
    </ol>
    <${Found} id=${`columns-found-${phase.id}`} found=${found} />
    <div class="row"><${Button} small icon="add" label=${t("script.cards.add")} onClick=${add} />
      <${Button} small kind="tertiary" icon="delete" label=${t("script.cards.drop")} onClick=${drop} /></div>
    <div class="details__row">
      <${Figure} ...${of("per-person")} /><${Figure} ...${of("length")} step=${20} unit=${t("script.unit.signs")} /><${Figure} ...${of("top")} />
      <${Tick} ...${of("anonymous")} />
    </div>`;
}
