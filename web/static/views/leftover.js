// @ts-check
/** What was half written when the group's time was over: finished here, thrown away, or handed in by itself at the end of
 * the grace period; and what came too late, so that nothing somebody typed is out of sight. */

import { html, useEffect } from "../vendor/preact.js";
import { DIFFERS, EDITS } from "../cards.js";
import { writesFor } from "../people.js";
import { pick, t } from "../words.js";
import { Button } from "./parts.js";

const GRACE_S = 60;
const SPARE_S = 10; // before its end the text is handed in: a slow line must still make it

/** @param {{app: import("../types").App}} props */
export function Leftover({ app }) {
  const { store } = app;
  store.restored.value; // painted again when a draft changed
  const open = store.board.value?.group;
  const left = store.leftovers().filter(({ group }) => group !== open);
  return html`${left.map((draft) => html`<${Draft} key=${`${draft.group} ${draft.column}`} app=${app} ...${draft} />`)}`;
}

/** @param {{app: import("../types").App, group: string, column: string, text: string}} props */
function Draft({ app, group, column, text }) {
  const { store, now } = app;
  const end = (store.evening.value?.started_at ?? 0) + GRACE_S;
  const [differs, edits] = [DIFFERS, EDITS].map((kind) => (column.startsWith(kind) ? column.slice(kind.length) : ""));
  const { data, code, text: why } = store.refusal.value ?? { data: {}, code: "", text: "" };
  const refused = edits ? data.card === edits && data.text !== undefined : data.group === group && data.column === column;
  const late = now.value >= end || (refused && (code === "no-cards" || code === "wrong-room"));
  const due = !late && !refused && now.value >= end - SPARE_S && store.line.value === "open";
  const change = (/** @type {string} */ next) => (store.keepDraft(group, column, next), (store.restored.value += 1));
  const send = () => {
    store.refusal.value = null;
    if (edits) app.act("card.edit", { card: edits, text: text.trim() }).catch(() => {});
    else app.act("card.write", { column, text: text.trim(), group, ...(differs ? { differs } : {}), ...(writesFor(store.me.value?.role) ? { called: true } : {}) });
    change("");
  };
  useEffect(() => void (due && text.trim() && send()), [due]);
  const title = pick(store.topic("harvest").value?.columns.find((/** @type {any} */ each) => each.id === column)?.title) || t(differs ? "app.differ" : edits ? "app.card.edit" : "app.card.new");
  const seconds = Math.max(0, Math.ceil(end - SPARE_S - now.value));
  return html`<div class=${late ? "banner banner--lost leftover" : "banner banner--move leftover"}>
    <label class="banner__text"><span>${t(late ? "app.leftover.late" : "app.leftover", { column: title, seconds })}</span>
      <textarea class="editor__text" rows="2" dir="auto" readonly=${late} value=${text} onInput=${(/** @type {any} */ event) => change(event.currentTarget.value)}></textarea></label>
    ${refused && !late && html`<p class="refused" role="alert">${why}</p>`}
    ${!late && html`<${Button} small label=${t("app.card.send")} disabled=${!text.trim()} onClick=${send} />`}
    <${Button} small kind="tertiary" label=${t("app.leftover.drop")} onClick=${() => change("")} />
  </div>`;
}
