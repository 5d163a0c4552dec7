// @ts-check
/** Gegenlesen: both answers equally large, how far the group is, and how many said what; never who. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @typedef {{answered: number, of: number, right: number | null, not_yet: number | null, changed: boolean}} Reading */

/** @param {{app: import("../types").App, group: string}} props */
export function ReadBack({ app, group }) {
  const { store } = app;
  const reading = /** @type {Reading | null} */ (store.topic("readback").value);
  if (!reading) return null;
  const sent = store.pending.value.some((entry) => entry.command === "readback.answer");
  const asks = store.me.value?.role === "citizen" && reading.right === null && !sent && !store.topic("my-readback").value?.answered;
  const answer = (/** @type {boolean} */ right) => app.act("readback.answer", { group, right });
  return html`<section class="readback" aria-labelledby="readback-title">
    <h2 class="board__title" id="readback-title">${t("app.readback")}</h2>
    ${reading.changed && html`<p>${t("app.readback.changed")}</p>`}
    ${asks && html`<p>${t("app.readback.ask")}</p>
      <div class="readback__answers">
        <${Button} label=${t("app.readback.right")} onClick=${() => answer(true)} />
        <${Button} label=${t("app.readback.not_yet")} onClick=${() => answer(false)} />
      </div>
      <p class="quiet small">${t("app.readback.secret")}</p>`}
    <p role="status">${reading.right === null ? t("app.readback.count", { count: reading.answered, of: reading.of }) : t("app.readback.result", { right: reading.right, not_yet: reading.not_yet, of: reading.of })}</p>
  </section>`;
}
