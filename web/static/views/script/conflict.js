// @ts-check
/** Two people changed the same: both versions beside each other, and each place asks whose shall stand. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";
import { placeOf, shown } from "./differences.js";

/** @typedef {"mine" | "theirs"} Side */

/** @param {{draft: import("../../script-draft.js").Draft}} props */
export function Conflict({ draft }) {
  return draft.conflict.value && html`<${Asked} draft=${draft} asked=${draft.conflict.value} />`;
}

/** @param {{draft: import("../../script-draft.js").Draft, asked: import("../../types").ScriptConflict}} props */
function Asked({ draft, asked }) {
  const [picked, setPicked] = useState(/** @type {Record<string, Side>} */ ({}));
  const name = asked.mine ? t("script.conflict.self") : asked.by ?? t("script.somebody");
  const side = (/** @type {(string | number)[]} */ path) => picked[path.join(".")] ?? "mine";
  const all = (/** @type {Side} */ which) => draft.resolve(() => which);
  // Escape keeps what was typed here: nothing of one's own is ever lost by closing.
  const actions = html`<${Button} kind="tertiary" label=${t("script.conflict.theirs")} onClick=${() => all("theirs")} />
    <${Button} kind="tertiary" label=${t("script.conflict.mine")} onClick=${() => all("mine")} />
    <${Button} kind="primary" label=${t("script.conflict.take")} onClick=${() => draft.resolve(side)} />`;
  return html`<${Dialog} title=${t("script.conflict.title", { name })} actions=${actions} onClose=${() => all("mine")}>
    <p>${t("script.conflict.text", { count: asked.conflicts.length, name })}</p>
    ${asked.conflicts.map((each) => html`<${Choice} key=${each.path.join(".")} conflict=${each} document=${draft.document.value ?? asked.theirs} theirs=${name} side=${side(each.path)}
      onPick=${(/** @type {Side} */ which) => setPicked({ ...picked, [each.path.join(".")]: which })} />`)}
  </${Dialog}>`;
}

/** @param {{conflict: import("../../script-merge.js").Conflict, document: any, theirs: string, side: Side, onPick: (side: Side) => void}} props */
function Choice({ conflict, document, theirs, side, onPick }) {
  const name = `pick-${conflict.path.join("-")}`;
  const option = (/** @type {Side} */ which, /** @type {string} */ who) => html`<label class="conflict__side">
    <input type="radio" name=${name} checked=${side === which} onChange=${() => onPick(which)} />
    <span><b>${who}</b> <span class="lines">${shown(conflict.path, conflict[which])}</span></span>
  </label>`;
  return html`<fieldset class="conflict">
    <legend>${placeOf(document, conflict.path)}</legend>
    <p class="quiet">${t("script.conflict.before", { before: shown(conflict.path, conflict.base) })}</p>
    ${option("mine", t("script.conflict.yours"))} ${option("theirs", theirs)}
  </fieldset>`;
}
