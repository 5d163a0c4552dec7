// @ts-check
/** Choosing what to add: phases and steps as the shipped scripts have them, texts included; nobody begins with nothing. */

import { html, useEffect, useState } from "../../vendor/preact.js";
import { KINDS, addPhase, at, put } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { written } from "./field.js";

/** @typedef {{phases: import("../../types").ScriptPhase[], steps: import("../../types").ScriptStep[],
 *   scripts: {name: string, title: import("../../types").Localized, minutes: number}[]}} Blocks */
/** @typedef {import("./page.js").Props} Props */

/** @type {Promise<Blocks> | null} */
let asked = null;

/** The blocks, asked for once. @param {string} dialogue @returns {Blocks | null} */
export function useBlocks(dialogue) {
  const [blocks, setBlocks] = useState(/** @type {Blocks | null} */ (null));
  useEffect(() => {
    asked ??= fetch(`/d/${dialogue}/script/blocks.json`).then((answer) => answer.json());
    asked.then(setBlocks, () => (asked = null));
  }, []);
  return blocks;
}

/** The dialog that `view.adding` opens: a place among the phases, or a group phase that gets a step. @param {Props} props */
export function Add({ draft, view }) {
  const place = view.adding.value;
  if (place === null) return null;
  return typeof place === "number" ? html`<${Phases} draft=${draft} view=${view} place=${place} />` : html`<${Steps} draft=${draft} view=${view} index=${place.steps} />`;
}

/** @param {Props & {place: number}} props */
function Phases({ draft, view, place }) {
  const blocks = useBlocks(view.dialogue);
  const add = (/** @type {import("../../types").ScriptPhase} */ phase) => {
    view.adding.value = null;
    draft.edit(`add-${place}`, addPhase(place, phase));
    draft.settle();
    view.open.value = draft.document.value?.phases[place]?.id ?? "";
    view.say(t("script.added", { title: pick(/** @type {any} */ (phase.title)) }));
  };
  const kinds = KINDS.map((kind) => ({ kind, phases: (blocks?.phases ?? []).filter((phase) => phase.kind === kind) }));
  return html`<${Dialog} title=${t("script.add")} onClose=${() => (view.adding.value = null)}>
    <p>${t("script.add.text")}</p>
    ${kinds.map(({ kind, phases }) => html`<section key=${kind} class="blocks">
      <h3>${t(`script.kind.${kind}`)}</h3>
      <ul class="plain">
        ${phases.map((phase) => html`<${Block} key=${phase.id + pick(/** @type {any} */ (phase.title))} entry=${phase} minutes=${phase.minutes.target} onPick=${() => add(phase)} />`)}
        ${blocks && !phases.length && html`<${Block} entry=${plain(kind)} minutes=${5} onPick=${() => add(plain(kind))} />`}
      </ul>
    </section>`)}
  </${Dialog}>`;
}

/** For a kind that no shipped script has. @param {string} kind @returns {import("../../types").ScriptPhase} */
const plain = (kind) => ({
  id: kind, kind, room: "plenary", title: { de: t(`script.kind.${kind}`) }, minutes: { target: 5, min: 3, max: 7 },
  gives: "normal", advance: "manual", warn: [60], return: 0, change: 0, steps: [],
});

/** @param {Props & {index: number}} props */
function Steps({ draft, view, index }) {
  const blocks = useBlocks(view.dialogue);
  const path = ["phases", index, "steps"];
  const add = (/** @type {import("../../types").ScriptStep} */ step) => {
    view.adding.value = null;
    const flexible = (at(draft.document.value, path) ?? []).some((/** @type {any} */ each) => each.flex);
    draft.edit(`add-step-${index}`, (document) => put(document, path, [...(at(document, path) ?? []), { ...step, flex: step.flex && !flexible }]));
    draft.settle();
    view.say(t("script.added", { title: pick(/** @type {any} */ (step.title)) }));
  };
  return html`<${Dialog} title=${t("script.step.add")} onClose=${() => (view.adding.value = null)}>
    <p>${t("script.add.text")}</p>
    <ul class="plain blocks">
      ${(blocks?.steps ?? []).map((step) => html`<${Block} key=${pick(/** @type {any} */ (step.title))} entry=${step} minutes=${step.minutes} onPick=${() => add(step)} />`)}
    </ul>
  </${Dialog}>`;
}

/** @param {{entry: {title: any, text?: any}, minutes: any, onPick: () => void}} props */
function Block({ entry, minutes, onPick }) {
  return html`<li><button type="button" class="block" onClick=${onPick}>
    <span class="block__title">${pick(entry.title)}</span> <span class="block__minutes">${t("script.min", { minutes: written(minutes) })}</span>
    <span class="block__text">${pick(entry.text)}</span>
  </button></li>`;
}
