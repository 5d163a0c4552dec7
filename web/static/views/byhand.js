// @ts-check
/** Whether newcomers by the open link wait in the foyer. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";

/** @param {{app: import("../types").App, on: boolean}} props */
export const ByHand = ({ app, on }) => html`<label class="check"><input type="checkbox" checked=${on} onChange=${() => app.act("door.by-hand", { on: !on })} />
  <span>${t("app.door.by_hand")}</span></label>`;
