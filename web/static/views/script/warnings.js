// @ts-check
/** When people are told that a phase ends soon: minutes before the end, with semicolons between. */

import { html, useState } from "../../vendor/preact.js";
import { at, numeric, put } from "../../script-model.js";
import { t } from "../../words.js";
import { Found, faults, fieldId, written } from "./field.js";

/** The script keeps seconds, people think in minutes. @param {any[]} seconds */
const inWords = (seconds) => seconds.map((each) => (typeof each === "number" ? written(each / 60) : each)).join("; ");

/** @param {string} text @returns {(number | string | null)[]} longest first, as the script wants them */
function inSeconds(text) {
  const minutes = text.split(";").map((part) => part.trim()).filter(Boolean).map(numeric);
  const seconds = minutes.map((each) => (typeof each === "number" ? Math.round(each * 60) : each));
  return [...new Set(seconds)].sort((one, other) => (typeof one === "number" && typeof other === "number" ? other - one : 0));
}

/** @param {import("./field.js").Place} props */
export function Warnings({ draft, path, phase, field, label }) {
  const value = at(draft.document.value, path) ?? [];
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const id = fieldId(phase, field);
  const found = faults(draft, phase, field);
  const input = (/** @type {any} */ event) => {
    const text = event.currentTarget.value;
    setTyped(text);
    draft.edit(path.join("."), (document) => put(document, path, inSeconds(text)));
  };
  return html`<div class=${found.length ? "entry entry--wrong" : "entry"}>
    <label class="entry__label" for=${id}>${label}</label>
    <input class="kern-form-input__input" type="text" autocomplete="off" id=${id} value=${typed ?? inWords(value)} placeholder=${t("script.warn.none")} onInput=${input}
      onBlur=${() => (setTyped(null), draft.settle())} aria-invalid=${found.length ? true : undefined} aria-describedby=${found.length ? `${id}-found` : undefined} />
    <${Found} id=${`${id}-found`} found=${found} />
  </div>`;
}
