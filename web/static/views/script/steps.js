// @ts-check
/** The steps of group work: what the group does when, in which order, with which cards; one of them gives and takes. */

import { html } from "../../vendor/preact.js";
import { at, freeId, moved, put } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Texts } from "./details.js";
import { Figure, Found, Select, Tick, Words, faults, fieldId } from "./field.js";
import { clockAt } from "./times.js";

/** @typedef {import("./details.js").Props} Props */

const CARDS = ["", "hidden", "open", "choose", "read-back"];

/** @param {Props} props */
export function Steps({ draft, view, index, phase }) {
  const found = faults(draft, index, "steps").filter((each) => each.field === "steps");
  return html`<section class="details__part" aria-labelledby=${`steps-${phase.id}`} id=${fieldId(index, "steps")} tabindex="-1">
    <h3 id=${`steps-${phase.id}`}>${t("script.steps")}</h3>
    <${Found} id=${`steps-found-${phase.id}`} found=${found} />
    <ol class="steps-list">
      ${phase.steps.map((step, place) => html`<${Step} key=${place} draft=${draft} view=${view} index=${index} phase=${phase} place=${place} step=${step} />`)}
    </ol>
    <${Button} small icon="add" label=${t("script.step.add")} onClick=${() => (view.adding.value = { steps: index })} />
  </section>`;
}

/** @param {Props & {place: number, step: import("../../types").ScriptStep}} props */
function Step({ draft, view, index, phase, place, step }) {
  const lang = view.lang.value;
  const path = ["phases", index, "steps", place];
  const field = `steps.${place + 1}.`;
  const of = (/** @type {string} */ name, /** @type {string} */ label) => ({ draft, path: [...path, name], phase: index, field: field + name, label });
  const name = pick(/** @type {any} */ (step.title)) || t("script.untitled");
  return html`<li class="step-row" aria-label=${t("script.step.label", { at: place + 1, title: name })}>
    <div class="step-row__line">
      <p class="step-row__at">${clockAt(draft, draft.assessed.value?.phases[index]?.steps[place])}</p>
      <${Words} ...${of("title", t("script.name"))} path=${[...path, "title", lang]} lang=${lang} hide />
      <${Figure} ...${of("minutes", t("script.minutes.target"))} step=${0.5} />
      <${Select} ...${of("cards", t("script.step.cards"))} options=${CARDS} word="script.step.cards" />
      <${Tools} draft=${draft} view=${view} path=${path.slice(0, -1)} place=${place} count=${phase.steps.length} name=${name} />
    </div>
    <div class="details__row">
      <${Tick} ...${of("flex", t("script.step.flex"))} set=${(/** @type {boolean} */ on) => flexible(index, place, on)} />
      <${Tick} ...${of("turns", t("script.step.turns"))} set=${(/** @type {boolean} */ on) => (/** @type {any} */ document) => put(document, [...path, "turns"], on ? "round" : undefined)} />
      <${Tick} ...${of("ask", t("script.step.ask"))} set=${(/** @type {boolean} */ on) => (/** @type {any} */ document) => put(document, [...path, "ask"], on ? "reporter" : undefined)} />
    </div>
    <details class="step-row__texts"><summary>${t("script.step.texts")}</summary>
      <${Texts} draft=${draft} view=${view} path=${path} phase=${index} field=${field} of=${step} />
    </details>
  </li>`;
}

/** Only one step gives and takes minutes. @param {number} index @param {number} place @param {boolean} on @returns {import("../../script-model.js").Recipe} */
const flexible = (index, place, on) => (document) =>
  put(document, ["phases", index, "steps"], document.phases[index].steps.map((step, each) => ({ ...step, flex: on ? each === place : each === place ? false : step.flex })));

/** @param {{draft: Props["draft"], view: Props["view"], path: (string | number)[], place: number, count: number, name: string}} props */
export function Tools({ draft, view, path, place, count, name }) {
  const change = (/** @type {string} */ key, /** @type {(list: any[]) => any[]} */ next) => {
    draft.edit(`${key}-${path.join(".")}-${place}`, (document) => put(document, path, next(at(document, path))));
    draft.settle();
  };
  const move = (/** @type {number} */ to) => {
    change("move", (list) => moved(list, place, to));
    view.say(t("script.moved", { title: name, place: to + 1, of: count }));
  };
  return html`<div class="step-row__tools">
    <${Button} small quiet class="tool" kind="tertiary" icon="arrow-up" label=${t("script.up", { title: name })} disabled=${place === 0} onClick=${() => move(place - 1)} />
    <${Button} small quiet class="tool" kind="tertiary" icon="arrow-down" label=${t("script.down", { title: name })} disabled=${place === count - 1} onClick=${() => move(place + 1)} />
    <${Button} small quiet class="tool" kind="tertiary" icon="content-copy" label=${t("script.duplicate.title", { title: name })} onClick=${() => change("duplicate", (list) => [...list.slice(0, place + 1), copied(list, list[place]), ...list.slice(place + 1)])} />
    <${Button} small quiet class="tool" kind="tertiary" icon="delete" label=${t("script.remove.title", { title: name })} onClick=${() => change("remove", (list) => list.filter((_, each) => each !== place))} />
  </div>`;
}

/** Of two equal steps only one can give and take; what has an id gets one of its own. @param {any[]} list @param {any} entry */
const copied = (list, entry) => ({ ...entry, ...(entry.flex ? { flex: false } : {}), ...(entry.id ? { id: freeId(list, entry.id) } : {}) });
