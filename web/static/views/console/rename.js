// @ts-check
/** Correcting somebody's display name, for everybody at once. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";

/** @param {{app: import("../../types").App, seat: number, onClose: () => void}} props */
export function Rename({ app, seat, onClose }) {
  const [name, setName] = useState(app.store.name(seat));
  const rename = () => (app.act("seat.rename", { seat, name: name.trim() }), onClose());
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${onClose} />
    <${Button} kind="primary" label=${t("app.rename.go")} disabled=${!name.trim()} onClick=${rename} />`;
  return html`<${Dialog} title=${t("app.rename.title", { name: app.store.name(seat) })} onClose=${onClose} actions=${actions}>
    <label class="field"><span class="kern-label">${t("app.rename.name")}</span>
      <input class="kern-form-input__input" maxlength="60" value=${name} onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)} /></label>
  </${Dialog}>`;
}
