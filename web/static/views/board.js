// @ts-check
/** The group's board: its columns with cards and an editor each; hidden cards are a number until the reveal. */

import { html } from "../vendor/preact.js";
import { inColumn } from "../cards.js";
import { leadsRoom } from "../people.js";
import { pick, t } from "../words.js";
import { Card } from "./card.js";
import { Editor } from "./editor.js";
import { Button } from "./parts.js";
import { Withheld } from "./withheld.js";

/** @param {{app: import("../types").App}} props */
export function Board({ app }) {
  const { store } = app;
  const board = /** @type {import("../types").Board | null} */ (store.board.value);
  if (!board) return html`<p class="quiet">${t("app.board.none")}</p>`;
  const role = store.me.value?.role ?? "citizen";
  const led = store.room.value?.people.some((person) => person.role === "facilitator");
  const given = { app, board, edits: role === "facilitator" || role === "scribe" || store.topic("scribe").value?.seat === store.me.value?.seat };
  const chooses = board.revealed && (leadsRoom(role) || !led);
  return html`<section class="board" aria-label=${t("app.board")}>
    <div class="board__head">
      <${Hidden} board=${board} />
      ${!board.revealed && leadsRoom(role) &&
      html`<${Button} small icon="visibility" label=${t("app.board.reveal")} onClick=${() => reveal(app, board.group)} />`}
      ${chooses && html`<p class="quiet">${t("app.board.choose", { limit: board.top_limit })}</p>`}
    </div>
    <div class="board__columns">
      ${board.columns.map((column) => html`<${Column} key=${column.id} ...${given} column=${column} chooses=${chooses} />`)}
    </div>
    ${role === "facilitator" && Object.keys(store.topic("withheld").value ?? {}).length > 0 &&
    html`<section class="board__column"><h2 class="board__title">${t("app.withheld")}</h2><${Withheld} app=${app} /></section>`}
  </section>`;
}

/** The button goes with the click: focus goes to the first column, where the cards now are.
 * @param {import("../types").App} app @param {string} group */
async function reveal(app, group) {
  const title = /** @type {HTMLElement | null} */ (document.querySelector(".board .board__title"));
  await app.act("cards.reveal", { group });
  title?.focus();
}

/** @param {{board: import("../types").Board}} props */
function Hidden({ board }) {
  if (board.revealed || !(board.open || board.hidden)) return null;
  const text = board.hidden ? t("app.board.hidden", { count: board.hidden }) : t("app.board.hides");
  return html`<p class="board__hidden">${text}</p>`;
}

/** @param {{app: import("../types").App, board: import("../types").Board, column: import("../types").Column, chooses: boolean, edits: boolean}} props */
function Column({ app, board, column, chooses, edits }) {
  const cards = inColumn(app.store.cards.value, column.id);
  return html`<section class="board__column" aria-labelledby=${`column-${column.id}`}>
    <h2 class="board__title" id=${`column-${column.id}`} tabindex="-1">${pick(column.title)}</h2>
    ${board.open && html`<${Editor} app=${app} board=${board} column=${column.id} />`}
    <ul class="board__cards">
      ${cards.map((card) => html`<${Card} key=${card.id} app=${app} card=${card} board=${board} chooses=${chooses} edits=${edits} />`)}
    </ul>
    ${!cards.length && !board.open && html`<p class="quiet">${t("app.board.empty")}</p>`}
  </section>`;
}
