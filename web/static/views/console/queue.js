// @ts-check
/** Hands in their order, and who has the floor: give and take. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { turnLeft } from "../../time.js";
import { Button, Choice } from "../parts.js";

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
      ${floor.map((seat) => row(seat, html`<${Left} app=${app} seat=${seat} /><${Button} small label=${t("app.floor.take")} onClick=${() => app.act("floor.take", { seat })} />`))}
    </ul>
    <${Limit} app=${app} />
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

/** The clock of a turn, where turns have a length. @param {{app: import("../../types").App, seat: number}} props */
function Left({ app, seat }) {
  const left = turnLeft(app.store.topic("floor").value, seat, app.now.value);
  return left && html`<span role="timer" aria-live="off">${left}</span>`;
}

/** Time per turn in this room. @param {{app: import("../../types").App}} props */
function Limit({ app }) {
  const now = app.store.topic("floor").value?.limit_s ?? 0;
  const options = [...new Set([0, 60, 90, 120, 180, now])].sort((a, b) => a - b).map((seconds) => ({
    value: seconds,
    text: seconds ? t("app.floor.limit_s", { seconds }) : t("app.floor.limit_none"),
  }));
  return html`<${Choice} label=${t("app.floor.limit")} value=${now} options=${options} onPick=${(/** @type {string} */ value) => app.act("floor.limit", { seconds: Number(value) })} />`;
}
