// @ts-check
/** What is behind a line: texts for everybody, in Einfache Sprache and for staff; kind; what group work needs. */

import { html } from "../../vendor/preact.js";
import { DOTTED, KINDS, POLLED, setKind } from "../../script-model.js";
import { t } from "../../words.js";
import { Cards } from "./columns.js";
import { Dots } from "./dots.js";
import { Figure, Select, Words } from "./field.js";
import { Warnings } from "./warnings.js";
import { Groups } from "./groups.js";
import { Poll } from "./poll.js";
import { Steps } from "./steps.js";

/** @typedef {{draft: import("../../script-draft.js").Draft, view: import("./page.js").View, index: number,
 *   phase: import("../../types").ScriptPhase}} Props */

/** @param {Props} props */
export function Details({ draft, view, index, phase }) {
  const grouped = phase.kind === "group-work";
  const place = (/** @type {string} */ name, /** @type {string} */ label) => ({ draft, path: ["phases", index, name], phase: index, field: name, label });
  return html`<div class="details">
    <${Texts} draft=${draft} view=${view} path=${["phases", index]} phase=${index} field="" of=${phase} />
    <div class="details__row">
      <${Select} ...${place("kind", t("script.kind"))} options=${KINDS} word="script.kind" set=${(/** @type {string} */ kind) => setKind(index, kind)} />
      <${Warnings} ...${place("warn", t("script.warn"))} />
      ${grouped && html`<${Figure} ...${place("change", t("script.change"))} step=${0.5} unit=${t("script.unit.minutes")} />`}
      ${grouped && html`<${Figure} ...${place("return", t("script.return"))} step=${5} unit=${t("script.unit.seconds")} />`}
    </div>
    ${POLLED.has(phase.kind) && html`<${Poll} draft=${draft} view=${view} index=${index} phase=${phase} />`}
    ${grouped && html`<${Steps} draft=${draft} view=${view} index=${index} phase=${phase} />`}
    ${grouped && html`<${Groups} draft=${draft} view=${view} index=${index} phase=${phase} />`}
    ${grouped && html`<${Cards} draft=${draft} view=${view} index=${index} phase=${phase} />`}
    ${DOTTED.has(phase.kind) && html`<${Dots} draft=${draft} view=${view} index=${index} phase=${phase} />`}
  </div>`;
}

/** The three texts of a phase or a step. Einfache Sprache is written in German first; `field` ends with a point inside a step.
 * @param {{draft: Props["draft"], view: Props["view"], path: (string | number)[], phase: number, field: string, of: any}} props */
export function Texts({ draft, view, path, phase, field, of }) {
  const lang = view.lang.value;
  const other = lang === "de" ? "en" : "de";
  const easy = of.easy?.en && !of.easy?.de ? "en" : "de";
  const place = (/** @type {string} */ name, /** @type {string} */ code) => ({
    draft, path: [...path, name, code], phase, field: `${field}${name}`, label: t(`script.${name}`), lang: code, lines: 3,
    placeholder: code === lang ? of[name]?.[other] ?? "" : "",
  });
  return html`<div class="details__texts">
    <${Words} ...${place("text", lang)} />
    <${Words} ...${place("easy", easy)} />
    <${Words} ...${place("cue", lang)} />
  </div>`;
}
