// @ts-check
/** Excluding somebody: the reason is asked, the consequence said, one confirmation. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";

/** @param {{app: import("../../types").App, seat: number, onClose: () => void}} props */
export function Exclude({ app, seat, onClose }) {
  const [reason, setReason] = useState("");
  const exclude = () => (app.act("order.exclude", { seat, reason: reason.trim() }), onClose());
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${onClose} />
    <${Button} kind="primary" icon="person-off" label=${t("app.exclude.go")} disabled=${!reason.trim()} onClick=${exclude} />`;
  return html`<${Dialog} title=${t("app.exclude.title", { name: app.store.name(seat) })} onClose=${onClose} actions=${actions}>
    <p>${t("app.exclude.text")}</p>
    <label class="field"><span class="kern-label">${t("app.exclude.reason")}</span>
      <input class="kern-form-input__input" maxlength="200" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.currentTarget.value)} /></label>
  </${Dialog}>`;
}
