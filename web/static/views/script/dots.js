// @ts-check
/** Dots for themes: how many each person has, and how many of them one theme may get. */

import { html } from "../../vendor/preact.js";
import { put } from "../../script-model.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";
import { Figure, fieldId } from "./field.js";

/** @param {import("./details.js").Props} props */
export function Dots({ draft, index, phase }) {
  const set = (/** @type {any} */ dots) => (draft.edit(`dots-${phase.id}`, (document) => put(document, ["phases", index, "dots"], dots)), draft.settle());
  const of = (/** @type {string} */ name) => ({ draft, path: ["phases", index, "dots", name], phase: index, field: `dots.${name}`, label: t(`script.dots.${name}`) });
  return html`<section class="details__part" aria-labelledby=${`dots-${phase.id}`} id=${fieldId(index, "dots")} tabindex="-1">
    <h3 id=${`dots-${phase.id}`}>${t("script.dots")}</h3>
    ${phase.dots
      ? html`<div class="details__row"><${Figure} ...${of("total")} /><${Figure} ...${of("per-theme")} /></div>
        <div class="row"><${Button} small kind="tertiary" icon="delete" label=${t("script.dots.drop")} onClick=${() => set(undefined)} /></div>`
      : html`<p class="quiet">${t("script.dots.none")}</p><${Button} small icon="add" label=${t("script.dots.start")} onClick=${() => set({ total: 3, "per-theme": 2 })} />`}
  </section>`;
}
