// @ts-check
/** Abweichende Meinung: a card of one's own beside the one it differs from; its draft is kept like any other. */

import { html, useState } from "../vendor/preact.js";
import { DIFFERS } from "../cards.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App, card: import("../types").ShownCard, board: import("../types").Board}} props */
export function Differ({ app, card, board }) {
  const { store } = app;
  const column = `${DIFFERS}${card.id}`;
  const [text, setText] = useState(store.draft(board.group, column));
  const [open, setOpen] = useState(Boolean(text));
  if (!open) return html`<${Button} small kind="tertiary" icon="forum" label=${t("app.differ")} onClick=${() => setOpen(true)} />`;
  const change = (/** @type {string} */ next) => (setText(next), store.keepDraft(board.group, column, next));
  const send = () => {
    app.act("card.write", { column, text: text.trim(), group: board.group, differs: card.id });
    change("");
    setOpen(false);
  };
  return html`<form class="editor" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), text.trim() && send())}>
    <label><span class="kern-label">${t("app.differ")}</span>
      <textarea class="editor__text" rows="2" dir="auto" value=${text} ref=${(/** @type {any} */ field) => !text && field?.focus()}
        onInput=${(/** @type {any} */ event) => change(event.currentTarget.value)}></textarea></label>
    <span class=${text.length > board.length ? "editor__counter editor__counter--over" : "editor__counter"}>${t("app.card.count", { length: text.length, limit: board.length })}</span>
    <div class="row"><${Button} small icon="send" type="submit" label=${t("app.card.send")} disabled=${!text.trim() || text.length > board.length} />
      <${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${() => (change(""), setOpen(false))} /></div>
  </form>`;
}
