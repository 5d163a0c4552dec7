// @ts-check
/** The card that was half written when the group's time was over: handed in or thrown away, as long as the server takes it. */

import { html } from "../vendor/preact.js";
import { pick, t } from "../words.js";
import { Button } from "./parts.js";

const GRACE_S = 60;

/** @param {{app: import("../types").App}} props */
export function Leftover({ app }) {
  const { store, now } = app;
  const board = store.lastBoard.value;
  const since = store.evening.value?.started_at ?? 0;
  store.restored.value; // painted again when a draft changed
  if (!board || store.board.value || now.value > since + GRACE_S) return null;
  const columns = board.columns.filter((column) => store.draft(board.group, column.id).trim());
  return html`${columns.map((column) => html`<${Draft} key=${column.id} app=${app} group=${board.group} column=${column} />`)}`;
}

/** @param {{app: import("../types").App, group: string, column: import("../types").Column}} props */
function Draft({ app, group, column }) {
  const text = app.store.draft(group, column.id).trim();
  const done = (/** @type {boolean} */ send) => {
    if (send) app.act("card.write", { column: column.id, text, group });
    app.store.keepDraft(group, column.id, "");
    app.store.restored.value += 1;
  };
  return html`<div class="banner banner--move">
    <p class="banner__text">${t("app.leftover", { column: pick(column.title) })} <span class="small">${text}</span></p>
    <${Button} small label=${t("app.card.send")} onClick=${() => done(true)} />
    <${Button} small kind="tertiary" label=${t("app.leftover.drop")} onClick=${() => done(false)} />
  </div>`;
}
