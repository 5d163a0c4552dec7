// @ts-check
/** Whom a facilitator proposes to exclude, and why: the desk decides, with the reason before it. */

import { html, useState } from "../../vendor/preact.js";
import { minutesSeconds } from "../../time.js";
import { t } from "../../words.js";
import { Exclude } from "../exclude.js";
import { Button, Icon } from "../parts.js";

/** @typedef {{seat: number, by: number, reason: string | null, at: number}} Proposal */

/** @param {{app: import("../../types").App}} props */
export function Exclusions({ app }) {
  const [deciding, setDeciding] = useState(/** @type {Proposal | null} */ (null));
  const open = /** @type {Proposal[]} */ (app.store.topic("exclusions").value ?? []);
  return html`${open.map((each) => html`<${Line} key=${each.seat} app=${app} proposal=${each} onExclude=${() => setDeciding(each)} />`)}
    ${deciding && html`<${Exclude} app=${app} seat=${deciding.seat} written=${deciding.reason ?? ""} onClose=${() => setDeciding(null)} />`}`;
}

/** @param {{app: import("../../types").App, proposal: Proposal, onExclude: () => void}} props */
function Line({ app, proposal, onExclude }) {
  const { seat, by, reason, at } = proposal;
  const facts = { name: app.store.name(seat), by: app.store.name(by), time: minutesSeconds(app.now.value - at) };
  return html`<div class="presence__help">
    <${Icon} name="person-off" />
    <p>${t("app.presence.exclusion", facts)}${reason && html` <q>${reason}</q>`}</p>
    <${Button} small label=${t("app.order.exclude")} onClick=${onExclude} />
    <${Button} small kind="tertiary" label=${t("app.exclude.decline")} onClick=${() => app.act("order.decline-exclude", { seat })} />
  </div>`;
}
