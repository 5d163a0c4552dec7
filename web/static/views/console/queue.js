// @ts-check
/** Hands in their order, and who has the floor: give and take. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Queue({ app }) {
  const { store } = app;
  const { floor = [], hands = [], written = [] } = store.room.value ?? {};
  const quiet = /** @type {{count: number, of: number} | null} */ (store.topic("quiet").value);
  const row = (/** @type {number} */ seat, /** @type {any} */ keys) =>
    html`<li key=${seat} class="queue__item"><span class="people__name">${store.name(seat)}${written.includes(seat) ? ` · ${t("app.turn.written")}` : ""}</span>${keys}</li>`;
  return html`<section class="console__section" aria-label=${t("app.queue")}>
    <h3>${t("app.queue.floor")}</h3>
    ${!floor.length && html`<p class="quiet">${t("app.queue.nobody")}</p>`}
    <ul class="queue queue--floor">
      ${floor.map((seat) => row(seat, html`<${Button} small label=${t("app.floor.take")} onClick=${() => app.act("floor.take", { seat })} />`))}
    </ul>
    <h3>${t("app.queue.hands")}</h3>
    ${quiet && html`<p class="quiet">${t("app.queue.quiet", { count: quiet.count })}</p>`}
    ${hands.length > 1 && html`<div><${Button} small kind="tertiary" label=${t("app.queue.least")} onClick=${() => app.act("queue.least")} /></div>`}
    ${!hands.length && html`<p class="quiet">${t("app.queue.none")}</p>`}
    <ol class="queue">
      ${hands.map((seat) => row(seat, html`<${Button} small icon="campaign" label=${t("app.floor.give")} onClick=${() => app.act("floor.give", { seat })} />
        <${Button} small kind="tertiary" label=${t("app.queue.lower")} onClick=${() => app.act("hand.lower", { seat })} />`))}
    </ol>
  </section>`;
}
