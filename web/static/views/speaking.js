// @ts-check
/** Speaking time as its person reads it: the own minutes; a quiet hint to who is silent, and to who guides. */

import { html, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { Banner } from "./banners.js";
import { Button, Icon } from "./parts.js";

/** @typedef {{minutes: number, nudge: string | null}} Own */

/** @param {import("../types").App} app */
const own = (app) => /** @type {Own | null} */ (app.store.topic("spoken").value);

/** @param {{app: import("../types").App}} props */
export function Spoken({ app }) {
  const minutes = own(app)?.minutes ?? 0;
  return minutes > 0 && html`<p class="quiet spoken">${t("app.spoken", { count: minutes })}</p>`;
}

/** Once in a phase, until it is answered or no longer true. @param {{app: import("../types").App}} props */
export function Nudge({ app }) {
  const { store } = app;
  const phase = own(app)?.nudge ?? null;
  const [open, setOpen] = useState(/** @type {string | null} */ (null));
  const asked = `nudge:${store.dialogue}`;
  if (!phase && open) setOpen(null);
  if (phase && phase !== open && store.storage.getItem(asked) !== phase) {
    store.storage.setItem(asked, phase);
    setOpen(phase);
  }
  if (!phase || phase !== open) return null;
  const raise = () => (setOpen(null), app.act("hand.raise"));
  return html`<div class="banner banner--message" role="status">
    <${Icon} name="forum" />
    <p class="banner__text">${t("app.nudge")} <span class="small">${t("app.nudge.note")}</span></p>
    <${Button} small icon="front-hand" label=${t("app.hand")} onClick=${raise} />
    <${Button} small kind="tertiary" label=${t("app.nudge.later")} onClick=${() => setOpen(null)} />
  </div>`;
}

/** Put away it stays away until it was untrue in between. @param {{app: import("../types").App}} props */
export function Uneven({ app }) {
  const uneven = /** @type {{minutes: number} | null} */ (app.store.topic("uneven").value);
  const [seen, setSeen] = useState(false);
  if (!uneven && seen) setSeen(false);
  if (!uneven || seen) return null;
  return html`<${Banner} kind="message" icon="group" text=${t("app.uneven", { count: uneven.minutes })} note=${t("app.uneven.note")} onClose=${() => setSeen(true)} />`;
}
