// @ts-check
/** Writing a card: the draft outlives reload, loss of line and being moved; counts signs; says why a card was refused. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { writesFor } from "../people.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App, board: import("../types").Board, column: string}} props */
export function Editor({ app, board, column }) {
  const { store } = app;
  const [text, setText] = useState(() => store.draft(board.group, column));
  const [hint, setHint] = useState("");
  const [asked, setAsked] = useState(false);
  const me = store.me.value;
  const scribe = store.topic("scribe").value?.seat === me?.seat;
  const called = writesFor(me?.role) || (scribe && asked);
  const left = called || me?.role !== "citizen" ? Infinity : board.per_person - store.written.value;
  useEffect(() => setText(store.draft(board.group, column)), [store.restored.value, board.group, column]);
  const refusal = store.refusal.value;
  const mine = refusal?.command === "card.write" && refusal.data.column === column ? refusal.text : "";
  const change = (/** @type {string} */ next) => {
    setText(next);
    setHint("");
    store.keepDraft(board.group, column, next);
  };
  const send = () => {
    if (!text.trim()) return setHint(t("app.card.empty"));
    if (left <= 0) return setHint(t("refused.too-many", { limit: board.per_person }));
    if (text.length > board.length) return setHint(t("app.card.too_long", { length: text.length, limit: board.length }));
    store.refusal.value = null;
    app.act("card.write", { column, text: text.trim(), group: board.group, ...(called ? { called } : {}) });
    change("");
  };
  return html`<form class="editor" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), send())}>
    <${Field} column=${column} text=${text} limit=${board.length} onChange=${change} onSend=${send} />
    ${(hint || mine) && html`<p class="refused" id=${`hint-${column}`} role="alert">${hint || mine}</p>`}
    ${scribe && me?.role === "citizen" && html`<label class="check"><input type="checkbox" checked=${asked} onChange=${() => setAsked(!asked)} />
      <span>${t("app.card.for_others")}</span></label>`}
    <div class="row"><${Button} small icon="send" label=${t("app.card.send")} type="submit" />
      ${left < Infinity && html`<span class="quiet small">${t("app.card.left", { count: Math.max(0, left), limit: board.per_person })}</span>`}</div>
  </form>`;
}

/** @param {{column: string, text: string, limit: number, onChange: (text: string) => void, onSend: () => void}} props */
function Field({ column, text, limit, onChange, onSend }) {
  const sends = (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && (event.ctrlKey || event.metaKey);
  return html`<label class="editor__label">
    <span class="kern-label kern-sr-only">${t("app.card.new")}</span>
    <textarea
      class="editor__text"
      rows="3"
      dir="auto"
      placeholder=${t("app.card.placeholder")}
      value=${text}
      aria-describedby=${`count-${column} hint-${column}`}
      onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => sends(event) && (event.preventDefault(), onSend())}
    ></textarea>
    <span class=${text.length > limit ? "editor__counter editor__counter--over" : "editor__counter"} id=${`count-${column}`}>
      ${t("app.card.count", { length: text.length, limit })}
    </span>
  </label>`;
}
