// @ts-check
/** The fields of the script's page: a text, a number, a choice, a tick; each with what the server finds wrong in it. */

import { html } from "../../vendor/preact.js";
import { at, numeric, put, say } from "../../script-model.js";
import { spoken, t } from "../../words.js";

/** @typedef {import("../../script-draft.js").Draft} Draft */
/** `path` in the document, `field` as the server names it in findings, `phase` its place or null for the head; `found`: the
 * element that says what is wrong, where that is not the field's own.
 * @typedef {{draft: Draft, path: (string | number)[], phase: number | null, field: string, label: string, hide?: boolean, found?: string}} Place */

/** @param {number | null} phase @param {string} field */
export const fieldId = (phase, field) => `f-${phase ?? "head"}-${field.replace(/\./g, "-")}`;

/** @param {Draft} draft @param {number | null} phase @param {string} field */
export function faults(draft, phase, field) {
  const found = draft.assessed.value?.findings ?? [];
  return found.filter((each) => each.phase === phase && (each.field === field || each.field.startsWith(`${field}.`)));
}

/** A label, the input, and the findings that are read with it.
 * @param {{place: Place, children: (attributes: Record<string, unknown>) => any, class?: string}} props */
function Framed({ place, children, class: look = "" }) {
  const { draft, phase, field, label, hide, found: elsewhere } = place;
  const id = fieldId(phase, field);
  const found = faults(draft, phase, field);
  const wrong = found.some((each) => each.level === "error");
  const attributes = { id, "aria-invalid": wrong || undefined, "aria-describedby": found.length ? elsewhere ?? `${id}-found` : undefined };
  return html`<div class=${`entry ${look} ${wrong ? "entry--wrong" : ""}`}>
    <label class=${hide ? "kern-sr-only" : "entry__label"} for=${id}>${label}</label>
    ${children(attributes)}
    ${!elsewhere && html`<${Found} id=${`${id}-found`} found=${found} />`}
  </div>`;
}

/** What is wrong, in words. @param {{id: string, found: import("../../types").ScriptFinding[]}} props */
export function Found({ id, found }) {
  if (!found.length) return null;
  const wrong = found.some((each) => each.level === "error");
  return html`<p class=${wrong ? "entry__found entry__found--wrong" : "entry__found"} id=${id}>${[...new Set(found.map((each) => each.text))].join(" ")}</p>`;
}

/** @param {Place & {lines?: number, placeholder?: string, lang?: string}} props */
export function Words(props) {
  const { draft, path, lines = 1, placeholder = "", lang } = props;
  const value = at(draft.document.value, path) ?? "";
  const input = (/** @type {any} */ event) => draft.edit(path.join("."), say(path, event.currentTarget.value));
  const shared = { value, placeholder, lang, onInput: input, onBlur: () => draft.settle(), class: "kern-form-input__input" };
  return html`<${Framed} place=${props}>
    ${(/** @type {any} */ attributes) => lines > 1
      ? html`<textarea ...${attributes} ...${shared} rows=${lines}></textarea>`
      : html`<input type="text" autocomplete="off" ...${attributes} ...${shared} />`}
  </${Framed}>`;
}

/** As people here write numbers. @param {import("../../types").Typed} value */
export const written = (value) => (typeof value !== "number" ? value ?? "" : spoken() === "en" ? String(value) : String(value).replace(".", ","));

/** Arrow keys count up and down. `set` makes the change where more than this one value follows from it.
 * @param {Place & {step?: number, set?: (value: any) => import("../../script-model.js").Recipe, unit?: string}} props */
export function Figure(props) {
  const { draft, path, step = 1, unit = "", set = (value) => (document) => put(document, path, value) } = props;
  const value = at(draft.document.value, path);
  const change = (/** @type {any} */ next) => draft.edit(path.join("."), set(next));
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (!by || typeof value !== "number") return;
    event.preventDefault();
    change(Math.max(0, value + by));
  };
  return html`<${Framed} place=${props} class="entry--figure">
    ${(/** @type {any} */ attributes) => html`<span class="entry__with">
      <input type="text" inputmode="decimal" autocomplete="off" class="kern-form-input__input" ...${attributes} value=${written(value)}
        onInput=${(/** @type {any} */ event) => change(numeric(event.currentTarget.value))} onKeyDown=${keys} onBlur=${() => draft.settle()} />
      ${unit && html`<span class="entry__unit" aria-hidden="true">${unit}</span>`}
    </span>`}
  </${Framed}>`;
}

/** @param {Place & {options: string[], word: string, set?: (value: string) => import("../../script-model.js").Recipe, disabled?: boolean}} props
 * `word`: the catalogue's key before each option; the empty one is `none`. */
export function Select(props) {
  const { draft, path, options, word, disabled, set = (value) => (document) => put(document, path, value || undefined) } = props;
  const value = at(draft.document.value, path) ?? "";
  const pick = (/** @type {any} */ event) => (draft.edit(path.join("."), set(event.currentTarget.value)), draft.settle());
  return html`<${Framed} place=${props}>
    ${(/** @type {any} */ attributes) => html`<span class="kern-form-input__select-wrapper">
      <select class="kern-form-input__select" ...${attributes} value=${value} disabled=${disabled} onChange=${pick}>
        ${options.map((option) => html`<option key=${option} value=${option} selected=${option === value}>${t(`${word}.${option || "none"}`)}</option>`)}
      </select>
    </span>`}
  </${Framed}>`;
}

/** @param {Place & {set?: (value: boolean) => import("../../script-model.js").Recipe}} props */
export function Tick(props) {
  const { draft, path, phase, field, label, set = (value) => (document) => put(document, path, value) } = props;
  const id = fieldId(phase, field);
  const pick = (/** @type {any} */ event) => (draft.edit(path.join("."), set(event.currentTarget.checked)), draft.settle());
  return html`<label class="check" for=${id}>
    <input type="checkbox" id=${id} checked=${Boolean(at(draft.document.value, path))} onChange=${pick} /> <span>${label}</span>
  </label>`;
}
