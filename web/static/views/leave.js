// @ts-check
/** Leaving on purpose: asked once, gives the cookie back, forgets what was typed on this device. */

import { html } from "../vendor/preact.js";
import { spoken, t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App, onClose: () => void}} props */
export function Leave({ app, onClose }) {
  const actions = html`<form method="post" action=${`/d/${app.config.dialogue}/leave`} onSubmit=${() => app.leave()}>
    <${Button} kind="tertiary" label=${t("app.leave.stay")} onClick=${onClose} />
    <button type="submit" class="kern-btn kern-btn--primary"><span class="kern-label">${t("app.leave.go")}</span></button>
  </form>`;
  return html`<${Dialog} title=${t("app.leave.title")} onClose=${onClose} actions=${actions}>
    <p>${t("app.leave.text")}</p>
    ${app.store.me.value?.role === "citizen" && html`<p><a class="kern-link" href=${`/d/${app.config.dialogue}/mine?lang=${spoken()}`} target="_blank" rel="noopener">${t("app.mine.leave")}</a></p>`}
  </${Dialog}>`;
}
