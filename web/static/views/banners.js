// @ts-check
/** What concerns everything below it: the line is lost, the media are down, a message to all. */

import { html, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { clockTime } from "../time.js";
import { spoken, t } from "../words.js";
import { Choosing } from "./choosing.js";
import { Lead } from "./lead.js";
import { Leftover } from "./leftover.js";
import { Button, Icon } from "./parts.js";
import { Reports } from "./reporter.js";
import { Tech } from "./tech.js";
import { Nudge, Uneven } from "./speaking.js";

/** @param {{app: import("../types").App}} props */
export function Banners({ app }) {
  const { store, live } = app;
  const waiting = store.pending.value.length;
  const refusal = store.refusal.value;
  return html`<div class="banners">
    ${store.line.value === "lost" &&
    html`<${Banner} kind="lost" icon="wifi-off" text=${t("app.line.lost")} note=${waiting > 0 && t("app.line.kept", { count: waiting })} />`}
    ${store.line.value === "open" && live.state.value === "failed" && html`<${Banner} kind="lost" icon="videocam-off" text=${t("app.media.failed")} />`}
    ${refusal && refusal.command !== "card.write" && html`<${Banner} kind="lost" icon="warning" text=${refusal.text} onClose=${() => (store.refusal.value = null)} />`}
    <${Rehearsing} app=${app} />
    <${Choosing} app=${app} />
    <${Lead} app=${app} />
    <${Tech} app=${app} />
    <${Leftover} app=${app} />
    <${Reports} app=${app} />
    <${Message} app=${app} />
    <${Uneven} app=${app} />
    <${Nudge} app=${app} />
  </div>`;
}

/** @param {{kind: string, icon: string, text: string, note?: any, onClose?: () => void}} props */
export const Banner = ({ kind, icon, text, note, onClose }) => html`<div class=${`banner banner--${kind}`}>
  <${Icon} name=${icon} />
  <p class="banner__text">${text} ${note && html`<span class="small">${note}</span>`}</p>
  ${onClose && html`<${Button} small quiet kind="tertiary" icon="close" label=${t("app.close")} onClick=${onClose} />`}
</div>`;

/** That this is a rehearsal, and how many here are no people; who leads sends them away. @param {{app: import("../types").App}} props */
function Rehearsing({ app }) {
  const visitors = app.store.topic("rehearsal").value?.visitors;
  if (visitors === undefined) return null;
  const may = visitors > 0 && leads(app.store.me.value?.role ?? "");
  return html`<div class="banner banner--rehearsal">
    <${Icon} name="group" />
    <p class="banner__text">${visitors ? t("app.rehearsal", { count: visitors }) : t("app.rehearsal.alone")}</p>
    ${may && html`<${Button} small label=${t("app.rehearsal.dismiss")} onClick=${() => app.act("rehearsal.dismiss", {})} />`}
  </div>`;
}

/** The newest message to all, until its reader puts it away. @param {{app: import("../types").App}} props */
function Message({ app }) {
  const message = app.store.topic("message").value;
  const [seen, setSeen] = useState(0);
  if (!message || message.at <= seen) return null;
  const from = t(message.room ? "app.message.from_group" : "app.message.from", { role: t(`app.role.${message.by_role}`), time: clockTime(message.at, spoken()) });
  return html`<${Banner} kind="message" icon="campaign" text=${message.text} note=${from} onClose=${() => setSeen(message.at)} />`;
}
