// @ts-check
/** One phase as a line of the table: when it begins, what it is called, how long it takes and may take, who gives way. */

import { html } from "../../vendor/preact.js";
import { alwaysManual, setTarget } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Icon } from "../parts.js";
import { Details } from "./details.js";
import { Figure, Found, Select, Words, faults, fieldId } from "./field.js";
import { clockAt, minutesOf } from "./times.js";
import { Tools } from "./tools.js";

const GIVES = ["first", "normal", "last", "never"];
const ADVANCE = ["auto", "manual", "ready"];

/** @typedef {{draft: import("../../script-draft.js").Draft, view: import("./page.js").View, index: number}} Props */

/** @param {Props} props */
export function Row({ draft, view, index }) {
  const phase = /** @type {import("../../types").ScriptDocument} */ (draft.document.value).phases[index];
  const open = view.open.value === phase.id;
  const name = pick(/** @type {any} */ (phase.title)) || t("script.untitled");
  const wrong = faultsOf(draft, index);
  return html`<li class=${`phase-row ${open ? "phase-row--open" : ""} ${wrong ? "phase-row--wrong" : ""}`} id=${fieldId(index, "row")} aria-label=${name}>
    <${Moving} draft=${draft} index=${index} />
    <div class="phase-row__line">
      <p class="phase-row__at"><span class="kern-sr-only">${t("script.begins")} </span>${clockAt(draft, draft.assessed.value?.phases[index]?.starts_at)}</p>
      <${Title} draft=${draft} view=${view} index=${index} phase=${phase} />
      <${Minutes} draft=${draft} index=${index} />
      <${Select} draft=${draft} path=${["phases", index, "gives"]} phase=${index} field="gives" label=${t("script.gives")} options=${GIVES} word="script.gives" />
      <${Select} draft=${draft} path=${["phases", index, "advance"]} phase=${index} field="advance" label=${t("script.advance")} options=${ADVANCE} word="script.advance"
        disabled=${alwaysManual(phase.kind)} />
      <${Tools} draft=${draft} view=${view} index=${index} phase=${phase} name=${name} />
    </div>
    ${open && html`<${Details} draft=${draft} view=${view} index=${index} phase=${phase} />`}
  </li>`;
}

/** Errors only: hints need no colour. @param {Props["draft"]} draft @param {number} index */
const faultsOf = (draft, index) => (draft.assessed.value?.findings ?? []).some((each) => each.phase === index && each.level === "error");

/** @param {Props & {phase: import("../../types").ScriptPhase}} props */
function Title({ draft, view, index, phase }) {
  const lang = view.lang.value;
  const other = lang === "de" ? phase.title.en : phase.title.de;
  const steps = phase.steps?.length ? ` · ${t("script.steps.count", { count: phase.steps.length })}` : "";
  const inside = faults(draft, index, "steps").length + faults(draft, index, "groups").length + faults(draft, index, "cards").length;
  return html`<div class="phase-row__title">
    <${Words} draft=${draft} path=${["phases", index, "title", lang]} phase=${index} field="title" label=${t("script.name")} lang=${lang} placeholder=${other ?? ""} hide />
    <p class="phase-row__kind">${t(`script.kind.${phase.kind}`)}${phase.room === "groups" ? "" : ` · ${t("script.room.plenary")}`}${steps}
      ${inside > 0 && view.open.value !== phase.id && html`<span class="phase-row__inside"><${Icon} name="warning" />${t("script.inside", { count: inside })}</span>`}</p>
  </div>`;
}

/** @param {{draft: Props["draft"], index: number}} props */
function Minutes({ draft, index }) {
  const found = `${fieldId(index, "minutes")}-found`;
  const place = (/** @type {string} */ name) => ({ draft, path: ["phases", index, "minutes", name], phase: index, field: `minutes.${name}`, label: t(`script.minutes.${name}`), found });
  return html`<div class="phase-row__minutes">
    <${Figure} ...${place("target")} set=${(/** @type {any} */ value) => setTarget(index, value)} />
    <${Figure} ...${place("min")} />
    <${Figure} ...${place("max")} />
    <${Found} id=${found} found=${faults(draft, index, "minutes")} />
  </div>`;
}

/** Coming and going takes attention too: a line of its own, as in the plan. @param {{draft: Props["draft"], index: number}} props */
function Moving({ draft, index }) {
  const times = draft.assessed.value?.phases[index];
  if (!times?.moving_s) return null;
  return html`<p class="phase-row__moving"><span>${clockAt(draft, times.starts_at - times.moving_s)}</span> ${t("script.moving", { minutes: minutesOf(times.moving_s) })}</p>`;
}
