// @ts-check
/** One card: its text, whether it is still under way, and what its reader may do with it. */

import { html, useState } from "../vendor/preact.js";
import { leadsRoom } from "../people.js";
import { t } from "../words.js";
import { Button, Icon } from "./parts.js";
import { Hide, Kept } from "./withheld.js";

/** @param {{app: import("../types").App, card: import("../types").ShownCard, board: import("../types").Board, chooses: boolean, edits: boolean}} props */
export function Card({ app, card, board, chooses, edits }) {
  const [editing, setEditing] = useState(false);
  const own = (card.mine || edits) && !card.pending && board.open;
  const marks = ["card", card.mine && "card--own", card.pending && "card--pending", card.top && "card--top"];
  return html`<li class=${marks.filter(Boolean).join(" ")} data-card=${card.id}>
    ${editing
      ? html`<${Edit} app=${app} card=${card} limit=${board.length} onDone=${() => setEditing(false)} />`
      : html`<p class="card__text">${card.text ?? t("app.card.redacted")}</p>`}
    <${Kept} app=${app} item=${card.id} />
    <div class="card__foot">
      <span><${Note} card=${card} board=${board} /></span>
      <span class="card__actions">
      ${chooses && !card.pending && html`<${Top} app=${app} card=${card} />`}
      ${own && !editing && html`<${Button} small quiet kind="tertiary" icon="edit" label=${t("app.card.edit")} onClick=${() => setEditing(true)} />`}
      ${own && html`<${Button} small quiet kind="tertiary" icon="delete" label=${t("app.card.delete")} onClick=${() => app.act("card.delete", { card: card.id })} />`}
      ${board.revealed && !card.pending && leadsRoom(app.store.me.value?.role ?? "") && html`<${Hide} app=${app} item=${card.id} />`}
      </span>
    </div>
  </li>`;
}

/** @param {{card: import("../types").ShownCard, board: import("../types").Board}} props */
function Note({ card, board }) {
  if (card.pending) return t("app.card.pending");
  if (card.top) return html`<span class="card__top"><${Icon} name="star-fill" /> ${t("app.card.top")}</span>`;
  if (card.mine && !board.revealed) return t("app.card.hidden");
  if (card.called) return t("app.card.called");
  return card.mine ? t("app.card.mine") : "";
}

/** @param {{app: import("../types").App, card: import("../types").ShownCard}} props */
const Top = ({ app, card }) => html`<${Button} small quiet kind="tertiary" icon=${card.top ? "star-fill" : "star"}
  label=${t(card.top ? "app.card.untop" : "app.card.choose")} aria-pressed=${card.top}
  onClick=${() => app.act("card.top", { card: card.id, on: !card.top })} />`;

/** @param {{app: import("../types").App, card: import("../types").ShownCard, limit: number, onDone: () => void}} props */
function Edit({ app, card, limit, onDone }) {
  const [text, setText] = useState(card.text ?? "");
  const save = () => app.act("card.edit", { card: card.id, text: text.trim() }).then(onDone, () => {});
  const over = text.length > limit || !text.trim();
  return html`<div class="editor">
    <textarea class="editor__text" rows="3" aria-label=${t("app.card.edit")} value=${text}
      onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)}></textarea>
    <span class=${over ? "editor__counter editor__counter--over" : "editor__counter"}>${t("app.card.count", { length: text.length, limit })}</span>
    <div class="row">
      <${Button} small label=${t("app.card.save")} disabled=${over} onClick=${save} />
      <${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${onDone} />
    </div>
  </div>`;
}
