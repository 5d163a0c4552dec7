// @ts-check
/** The script's page: the end in sight, what is wrong, and every phase as a line of one table. */

import { html } from "../../vendor/preact.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Add } from "./add.js";
import { Bar } from "./bar.js";
import { Conflict } from "./conflict.js";
import { Files } from "./files.js";
import { Findings } from "./findings.js";
import { Figure, Select, Words } from "./field.js";
import { News } from "./news.js";
import { Preview } from "./preview.js";
import { Row } from "./row.js";

/** What this browser looks at: `open` the phase whose details show, `lang` the language that is edited, `adding` the
 * place for a new phase, or the phase that gets a step, or null; `say` tells screen readers.
 * @typedef {{open: import("../../vendor/preact.js").Signal<string>, lang: import("../../vendor/preact.js").Signal<"de" | "en">,
 *   adding: import("../../vendor/preact.js").Signal<number | {steps: number} | null>, said: import("../../vendor/preact.js").Signal<string>,
 *   say: (text: string) => void, dialogue: string}} View */
/** @typedef {{draft: import("../../script-draft.js").Draft, view: View}} Props */

/** @param {Props} props */
export function Page({ draft, view }) {
  const document = draft.document.value;
  if (!document) return html`<p class="connecting" role="status">${t("app.connecting")}</p>`;
  const started = draft.state.value === "started";
  return html`<div class="script" onKeyDown=${(/** @type {KeyboardEvent} */ event) => shortcuts(event, draft)}>
    <header class="script__head">
      <p class="kicker"><a class="inline" href=${`/d/${view.dialogue}`}>${t("script.back")}</a></p>
      <h1 class="kern-heading-x-large">${t("script.heading")}</h1>
      <p class="script__lead">${t(started ? "script.started" : "script.lead")}</p>
      <div class="row"><${Preview} draft=${draft} view=${view} /><${Files} draft=${draft} view=${view} /></div>
    </header>
    <${Bar} draft=${draft} view=${view} />
    <p class="kern-sr-only" role="status">${view.said.value}</p>
    <${News} draft=${draft} />
    <${Findings} draft=${draft} view=${view} />
    <fieldset class="script__all" disabled=${started}>
      <legend class="kern-sr-only">${t("script.heading")}</legend>
      <${Evening} draft=${draft} view=${view} />
      <${Heads} />
      <ol class="phase-rows">
        ${document.phases.map((phase, index) => html`<${Row} key=${phase.id} draft=${draft} view=${view} index=${index} />`)}
      </ol>
      <p><${Button} icon="add" label=${t("script.add")} onClick=${() => (view.adding.value = document.phases.length)} /></p>
    </fieldset>
    <${Conflict} draft=${draft} />
    <${Add} draft=${draft} view=${view} />
  </div>`;
}

/** Undo as everywhere; inside a text field too, for every change there is kept here. @param {KeyboardEvent} event @param {Props["draft"]} draft */
function shortcuts(event, draft) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) draft.redo();
  else draft.undo();
}

/** What holds for the whole evening. @param {Props} props */
function Evening({ draft, view }) {
  const lang = view.lang.value;
  const of = (/** @type {string[]} */ path) => ({ draft, path, phase: null, field: path.join("."), label: t(`script.${path.join(".")}`) });
  return html`<div class="script__evening">
    <${Words} ...${of(["title"])} path=${["title", lang]} lang=${lang} label=${t("script.name.evening")} />
    <div class="entry"><label class="entry__label" for="starts">${t("script.starts")}</label>
      <input class="kern-form-input__input" type="datetime-local" id="starts" value=${draft.assessed.value?.starts ?? ""}
        onChange=${(/** @type {any} */ event) => event.currentTarget.value && draft.begin(event.currentTarget.value)} /></div>
    <${Select} ...${of(["end"])} options=${["fixed", "open"]} word="script.end" />
    ${draft.document.value?.end === "fixed" && html`<${Figure} ...${of(["length"])} step=${5} unit=${t("script.unit.minutes")} />`}
    ${["staff", "citizens"].map((who) => html`<${Figure} key=${who} ...${of(["doors", who])} step=${5} unit=${t("script.unit.before")} />`)}
    <div class="entry" role="group" aria-label=${t("script.lang")}>
      <span class="entry__label" aria-hidden="true">${t("script.lang")}</span>
      <span class="row">${/** @type {("de" | "en")[]} */ (["de", "en"]).map((code) => html`<${Button} key=${code} small kind=${code === lang ? "secondary" : "tertiary"} aria-pressed=${code === lang}
        label=${t(`page.lang.${code}`)} onClick=${() => (view.lang.value = code)} />`)}</span>
    </div>
  </div>`;
}

/** The words over the columns; each field has its own label for those who do not see them. */
function Heads() {
  const word = (/** @type {string} */ name) => html`<span key=${name}>${t(`script.${name}`)}</span>`;
  return html`<p class="phase-heads" aria-hidden="true">
    ${["begins", "name"].map(word)}<span class="phase-row__minutes">${["minutes.target", "minutes.min", "minutes.max"].map(word)}</span>${["gives", "advance"].map(word)}
  </p>`;
}

/** @param {import("../../types").ScriptDocument} document */
export const titleOf = (document) => pick(/** @type {any} */ (document.title));
