// @ts-check
/** Cards put together: what lies under a card, and the menu that moves a card or lays it under another. No mouse needed. */

import { html } from "../vendor/preact.js";
import { pick, t } from "../words.js";
import { Button, Choice } from "./parts.js";

/** @typedef {import("../types").ShownCard} ShownCard */

const SHORT = 60; // signs of a card in a menu

/** Every text that was put together, as it was written. @param {{app: import("../types").App, card: ShownCard, may: boolean}} props */
export function Under({ app, card, may }) {
  if (!card.under?.length) return null;
  return html`<div class="card__under">
    <p class="small">${t("app.stack", { count: card.under.length + 1 })}</p>
    <ul>
      ${card.original && html`<li dir="auto">${card.original}</li>`}
      ${card.under.map((each) => html`<li key=${each.id} data-under=${each.id}><span dir="auto">${each.text ?? t("app.card.redacted")}</span>
        ${may && html`<${Button} small kind="tertiary" label=${t("app.stack.split")} aria-label=${`${t("app.stack.split")}: ${short(each)}`} onClick=${() => app.act("card.split", { card: each.id })} />`}</li>`)}
    </ul>
  </div>`;
}

/** @param {{app: import("../types").App, card: ShownCard, board: import("../types").Board, moves: boolean, merges: boolean, onDone: () => void}} props */
export function Arrange({ app, card, board, moves, merges, onDone }) {
  const columns = board.columns.filter((column) => column.id !== card.column).map((column) => ({ value: column.id, text: pick(column.title) }));
  const others = app.store.stacks.value.filter((other) => other.id !== card.id && !other.pending).map((other) => ({ value: other.id, text: short(other) }));
  const act = (/** @type {string} */ command, /** @type {object} */ data) => (onDone(), app.act(command, { card: card.id, ...data }));
  const first = { value: "", text: "…" };
  return html`<div class="card__arrange">
    ${moves && columns.length > 0 && html`<${Choice} label=${t("app.card.move")} value="" options=${[first, ...columns]}
      onPick=${(/** @type {string} */ column) => column && act("card.move", { column })} />`}
    ${merges && others.length > 0 && html`<${Choice} label=${t("app.stack.merge")} value="" options=${[first, ...others]}
      onPick=${(/** @type {string} */ into) => into && act("card.merge", { into })} />`}
  </div>`;
}

/** @param {ShownCard} card */
function short(card) {
  const text = card.text ?? t("app.card.redacted");
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}
