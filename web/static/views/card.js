// @ts-check
/** One card with what lies under it, whether it is still under way, and what its reader may do with it. */

import { html, useState } from "../vendor/preact.js";
import { leadsRoom } from "../people.js";
import { t } from "../words.js";
import { EDITS } from "../cards.js";
import { Differ } from "./differ.js";
import { Arrange, Under } from "./stack.js";
import { Button, Icon } from "./parts.js";
import { Hide, Kept } from "./withheld.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").ShownCard} ShownCard */
/** @typedef {{changes: boolean, chooses: boolean, dots: boolean, edits: boolean, arranges: boolean, differs: boolean}} May what this reader may do with every card */

/** @param {{app: App, card: ShownCard, board: import("../types").Board, may: May}} props */
export function Card({ app, card, board, may }) {
  const [open, setOpen] = useState(app.store.draft(board.group, `${EDITS}${card.id}`) ? "edit" : "");
  const own = (card.mine || may.edits) && !card.pending && may.changes;
  const arranges = may.changes && !card.pending && (own || may.arranges);
  const marks = ["card", card.mine && "card--own", card.pending && "card--pending", card.top && "card--top", card.differs && "card--differs"];
  const turn = (/** @type {string} */ what) => setOpen(open === what ? "" : what);
  return html`<li class=${marks.filter(Boolean).join(" ")} data-card=${card.id}>
    ${open === "edit"
      ? html`<${Edit} app=${app} card=${card} board=${board} onDone=${() => setOpen("")} />`
      : html`<p class="card__text" dir="auto">${card.text ?? t("app.card.redacted")}</p>`}
    ${card.name && html`<p class="card__name">${card.name}</p>`}
    <${Kept} app=${app} item=${card.id} />
    <${Under} app=${app} card=${card} may=${may.changes && may.arranges} />
    <div class="card__foot">
      <span><${Note} card=${card} board=${board} /></span>
      <span class="card__actions">
      ${may.dots && !card.pending && html`<${Dot} app=${app} card=${card} />`}
      ${may.chooses && !card.pending && html`<${Top} app=${app} card=${card} />`}
      ${arranges && html`<${Button} small quiet kind="tertiary" icon="more-vert" label=${t("app.card.arrange")} aria-expanded=${open === "arrange"} onClick=${() => turn("arrange")} />`}
      ${own && open !== "edit" && html`<${Button} small quiet kind="tertiary" icon="edit" label=${t("app.card.edit")} onClick=${() => turn("edit")} />`}
      ${own && html`<${Button} small quiet kind="tertiary" icon="delete" label=${t("app.card.delete")} onClick=${() => app.act("card.delete", { card: card.id })} />`}
      ${board.revealed && !card.pending && leadsRoom(app.store.me.value?.role ?? "") && html`<${Hide} app=${app} item=${card.id} />`}
      </span>
    </div>
    ${may.differs && !card.pending && !card.differs && html`<${Differ} app=${app} card=${card} board=${board} />`}
    ${arranges && open === "arrange" && html`<${Arrange} app=${app} card=${card} board=${board} moves=${own} merges=${may.arranges} onDone=${() => setOpen("")} />`}
  </li>`;
}

/** @param {{card: ShownCard, board: import("../types").Board}} props */
function Note({ card, board }) {
  if (card.pending) return t("app.card.pending");
  if (card.top) return html`<span class="card__top"><${Icon} name="star-fill" /> ${t("app.card.top")}</span>`;
  if (card.mine && !board.revealed) return t("app.card.hidden");
  if (card.differs) return html`<strong>${t("app.card.differs")}</strong>`;
  if (card.called) return t("app.card.called");
  return card.mine ? t("app.card.mine") : "";
}

/** @param {{app: App, card: ShownCard}} props */
const Top = ({ app, card }) => html`<${Button} small quiet kind="tertiary" icon=${card.top ? "star-fill" : "star"}
  label=${t(card.top ? "app.card.untop" : "app.card.choose")} aria-pressed=${card.top}
  onClick=${() => app.act("card.top", { card: card.id, on: !card.top })} />`;

/** In a group that runs itself everybody has dots. @param {{app: App, card: ShownCard}} props */
function Dot({ app, card }) {
  const given = app.store.picks.value.includes(card.id);
  const count = app.store.topic("picks").value?.[card.id] ?? 0;
  return html`<span class="card__dots"><span>${count > 0 && t("app.dots", { count })}</span>
    <${Button} small kind=${given ? "secondary" : "tertiary"} icon=${given ? "star-fill" : "star"} label=${t(given ? "app.dots.take" : "app.dots.give")} aria-pressed=${given}
      onClick=${() => app.act("card.pick", { card: card.id, on: !given })} /></span>`;
}

/** What is typed here is kept like a new card: it outlives another tab, a reload and the end of the phase.
 * @param {{app: App, card: ShownCard, board: import("../types").Board, onDone: () => void}} props */
function Edit({ app, card, board, onDone }) {
  const { store } = app;
  const limit = board.length;
  const place = /** @type {[string, string]} */ ([board.group, `${EDITS}${card.id}`]);
  const [text, setText] = useState(store.draft(...place) || (card.text ?? ""));
  const change = (/** @type {string} */ next) => (setText(next), store.keepDraft(...place, next === card.text ? "" : next));
  const done = () => (store.keepDraft(...place, ""), onDone());
  const save = () => {
    store.keepDraft(...place, "");
    app.act("card.edit", { card: card.id, text: text.trim() }).then(onDone, () => {});
  };
  const over = text.length > limit || !text.trim();
  return html`<div class="editor">
    <textarea class="editor__text" rows="3" dir="auto" aria-label=${t("app.card.edit")} value=${text}
      onInput=${(/** @type {any} */ event) => change(event.currentTarget.value)}></textarea>
    <span class=${over ? "editor__counter editor__counter--over" : "editor__counter"}>${t("app.card.count", { length: text.length, limit })}</span>
    <div class="row">
      <${Button} small label=${t("app.card.save")} disabled=${over} onClick=${save} />
      <${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${done} />
    </div>
  </div>`;
}
