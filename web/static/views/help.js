// @ts-check
/** Help: call Regie, and what to do when nothing is heard: sound on, test tone, loudspeaker, the telephone. */

import { html } from "../vendor/preact.js";
import { testTone } from "../tone.js";
import { t } from "../words.js";
import { Devices } from "./devices.js";
import { Dialog } from "./dialog.js";
import { Button } from "./parts.js";
import { AskTech } from "./tech.js";

/** @param {{app: import("../types").App, onClose: () => void, onLeave: () => void}} props */
export function Help({ app, onClose, onLeave }) {
  const { config, live, store } = app;
  const called = store.me.value?.help ?? false;
  const call = () => called || app.act("help.call"); // stays where it is when called: focus is not lost
  return html`<${Dialog} title=${t("app.help.title")} onClose=${onClose}>
    <section class="help">
      <h3 class="kern-heading-small">${t("app.help.call_title")}</h3>
      <p role="status">${t(called ? "app.help.called" : "app.help.call_text")}</p>
      <${Button} kind="primary" icon="support" label=${t("app.help.call")} aria-disabled=${called} onClick=${call} />
    </section>
    <${Concern} app=${app} />
    <section class="help">
      <h3 class="kern-heading-small">${t("app.help.sound_title")}</h3>
      <p>${t("app.help.sound_text")}</p>
      <div class="row">
        <${Button} icon="volume-up" label=${t("app.help.resume")} onClick=${() => live.resume()} />
        <${Button} icon="hearing" label=${t("app.help.tone")} onClick=${testTone} />
      </div>
      <${Devices} app=${app} />
      <${AskTech} app=${app} />
    </section>
    <section class="help">
      <h3 class="kern-heading-small">${t("app.help.phone_title")}</h3>
      <${Hotline} number=${config.hotline} />
    </section>
    <${Button} kind="tertiary" icon="logout" label=${t("app.leave")} onClick=${onLeave} />
  </${Dialog}>`;
}

/** Said to the desk alone. @param {{app: import("../types").App}} props */
function Concern({ app }) {
  const told = app.store.me.value?.concern ?? false;
  const tell = () => told || app.act("concern.raise");
  return html`<section class="help">
    <h3 class="kern-heading-small">${t("app.concern.title")}</h3>
    <p role="status">${t(told ? "app.concern.told" : "app.concern.text")}</p>
    <${Button} icon="front-hand" label=${t("app.concern.tell")} aria-disabled=${told} onClick=${tell} />
  </section>`;
}

/** @param {{number: string}} props */
export const Hotline = ({ number }) =>
  html`<p>${t("app.hotline")} <a class="kern-link" href=${`tel:${number.replace(/[^\d+]/g, "")}`}>${number}</a></p>`;
