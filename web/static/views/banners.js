// @ts-check
/** What concerns everything below it: the line is lost, the media are down, a message to all. */

import { html, useState } from "../vendor/preact.js";
import { clockTime } from "../time.js";
import { spoken, t } from "../words.js";
import { Alert, Button } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Banners({ app }) {
  const { store, live } = app;
  const waiting = store.pending.value.length;
  const refusal = store.refusal.value;
  return html`<div class="banners">
    ${store.line.value === "lost" &&
    html`<${Alert} kind="warning" title=${t("app.line.lost")}>${waiting > 0 && t("app.line.kept", { count: waiting })}</${Alert}>`}
    ${store.line.value === "open" && live.state.value === "failed" && html`<${Alert} kind="warning" title=${t("app.media.failed")} />`}
    ${refusal && refusal.command !== "card.write" && html`<${Dismissable} title=${refusal.text} onClose=${() => (store.refusal.value = null)} />`}
    <${Message} app=${app} />
  </div>`;
}

/** @param {{title: string, onClose: () => void, kind?: string, children?: any}} props */
const Dismissable = ({ title, onClose, kind = "warning", children }) => html`<div class="banner">
  <${Alert} kind=${kind} title=${title}>${children}</${Alert}>
  <${Button} small quiet kind="tertiary" icon="close" label=${t("app.close")} onClick=${onClose} />
</div>`;

/** The newest message to all, until its reader puts it away. @param {{app: import("../types").App}} props */
function Message({ app }) {
  const message = app.store.topic("message").value;
  const [seen, setSeen] = useState(0);
  if (!message || message.at <= seen) return null;
  const from = t("app.message.from", { role: t(`app.role.${message.by_role}`), time: clockTime(message.at, spoken()) });
  return html`<${Dismissable} kind="info" title=${message.text} onClose=${() => setSeen(message.at)}>${from}</${Dismissable}>`;
}
