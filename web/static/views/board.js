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
import { ReadBack } from "./readback.js";
import { Undo } from "./undo.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").Board} Group */

/** @param {{app: App}} props */
export function Board({ app }) {
  const { store } = app;
  const board = /** @type {Group | null} */ (store.board.value);
  if (!board) return html`<p class="quiet">${t("app.board.none")}</p>`;
  const may = rights(store, board);
  return html`<section class="board" aria-label=${t("app.board")}>
    <${ReadBack} app=${app} group=${board.group} />
    <div class="board__head">
      <${Hidden} board=${board} />
      ${!board.revealed && leadsRoom(store.me.value?.role ?? "") &&
      html`<${Button} small icon="visibility" label=${t("app.board.reveal")} onClick=${() => reveal(app, board.group)} />`}
      ${may.chooses && html`<p class="quiet">${t("app.board.choose", { limit: board.top_limit })}</p>`}
      ${may.dots && html`<p class="quiet">${t("app.board.dots", { limit: board.top_limit })} <strong role="status">${t("app.dots.left", { count: board.top_limit - store.picks.value.length })}</strong></p>`}
      ${board.open && html`<p class="quiet">${t(board.anonymous ? "app.board.anonymous" : "app.board.named")}</p>`}
    </div>
    <${Undo} app=${app} group=${board.group} />
    <div class="board__columns">
      ${board.columns.map((column) => html`<${Column} key=${column.id} app=${app} board=${board} may=${may} column=${column} />`)}
    </div>
    ${store.me.value?.role === "facilitator" && Object.keys(store.topic("withheld").value ?? {}).length > 0 &&
    html`<section class="board__column"><h2 class="board__title">${t("app.withheld")}</h2><${Withheld} app=${app} /></section>`}
  </section>`;
}

/** Who guides chooses the top cards; in a group without facilitator citizens give dots and everybody puts together.
 * @param {import("../store.js").Store} store @param {Group} board */
function rights(store, board) {
  const role = store.me.value?.role ?? "citizen";
  const led = store.room.value?.people.some((person) => person.role === "facilitator") ?? false;
  const edits = role === "facilitator" || role === "scribe" || store.topic("scribe").value?.seat === store.me.value?.seat;
  const reads = store.topic("readback").value !== null; // "Noch nicht": cards are put right
  const changes = board.open || reads;
  const shown = board.revealed && changes;
  return { changes, edits, chooses: board.revealed && leadsRoom(role), dots: shown && !led && role === "citizen", arranges: shown && (edits || (!led && role === "citizen")), differs: role === "citizen" && reads };
}

/** The button goes with the click: focus goes to the first column, where the cards now are.
 * @param {App} app @param {string} group */
async function reveal(app, group) {
  const title = /** @type {HTMLElement | null} */ (document.querySelector(".board .board__title"));
  await app.act("cards.reveal", { group });
  title?.focus();
}

/** @param {{board: Group}} props */
function Hidden({ board }) {
  if (board.revealed || !(board.open || board.hidden)) return null;
  const text = board.hidden ? t("app.board.hidden", { count: board.hidden }) : t("app.board.hides");
  return html`<p class="board__hidden">${text}</p>`;
}

/** @param {{app: App, board: Group, column: import("../types").Column, may: import("./card.js").May}} props */
function Column({ app, board, column, may }) {
  const cards = inColumn(app.store.stacks.value, column.id);
  return html`<section class="board__column" aria-labelledby=${`column-${column.id}`}>
    <h2 class="board__title" id=${`column-${column.id}`} tabindex="-1">${pick(column.title)}</h2>
    ${board.open && html`<${Editor} app=${app} board=${board} column=${column.id} />`}
    <ul class="board__cards">
      ${cards.map((card) => html`<${Card} key=${card.id} app=${app} card=${card} board=${board} may=${may} />`)}
    </ul>
    ${!cards.length && !board.open && html`<p class="quiet">${t("app.board.empty")}</p>`}
  </section>`;
}
