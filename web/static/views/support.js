// @ts-check
/** "Ich brauche Unterstützung": what is booked this evening, and nothing else. Choices stay on the device. */

import { html, useState } from "../vendor/preact.js";
import { pinnedSeat } from "../people.js";
import { t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button, Choice } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Support({ app }) {
  const [open, setOpen] = useState(false);
  const booked = /** @type {{captions: boolean, interpreter: boolean} | null} */ (app.store.topic("booked").value);
  const role = app.store.me.value?.role;
  if (!(booked?.captions || booked?.interpreter) || role === "interpreter" || role === "captioner") return null;
  return html`<div><${Button} small kind="tertiary" icon="account-circle" label=${t("app.support")} onClick=${() => setOpen(true)} />
    ${open && html`<${Dialog} title=${t("app.support")} onClose=${() => setOpen(false)}>
      ${booked.captions && html`<${Captions} captions=${app.captions} />`}
      ${booked.interpreter && html`<${Signing} app=${app} />`}
      <p class="small">${t("app.support.private")}</p>
    </${Dialog}>`}
  </div>`;
}

/** @param {{captions: import("../captions.js").Captions}} props */
function Captions({ captions }) {
  const options = [0, 1, 2, 3].map((size) => ({ value: size, text: t(`app.captions.size.${size}`) }));
  return html`<section class="help"><h3 class="kern-heading-small">${t("app.captions")}</h3>
    <p>${t("app.captions.text")}</p>
    <${Choice} label=${t("app.captions.size")} value=${captions.size.value} options=${options} onPick=${(/** @type {string} */ size) => captions.want(Number(size))} />
  </section>`;
}

/** @param {{app: import("../types").App}} props */
function Signing({ app }) {
  const { store, live } = app;
  const teams = /** @type {import("../types").Team[]} */ (store.topic("interpreters").value ?? []).filter((team) => team.role === "interpreter");
  const pinned = pinnedSeat(app);
  return html`<section class="help"><h3 class="kern-heading-small">${t("app.signing")}</h3>
    <p>${t(teams.length ? "app.signing.text" : "app.signing.wait")}</p>
    ${teams.map(({ on }) => html`<${Button} key=${on} icon=${pinned === on ? "keep-off" : "keep"} aria-pressed=${pinned === on}
      label=${t(pinned === on ? "app.signing.unpin" : "app.signing.pin", { name: store.name(on) })} onClick=${() => live.pin(pinned === on ? null : on)} />`)}
  </section>`;
}
