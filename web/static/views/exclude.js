// @ts-check
/** Excluding somebody: the reason is asked, the consequence said, one confirmation; who guides a group proposes it. */

import { html, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button } from "./parts.js";

/** `written`: the reason of a proposal, to be taken over or changed.
 * @param {{app: import("../types").App, seat: number, written?: string, onClose: () => void}} props */
export function Exclude({ app, seat, written = "", onClose }) {
  const { store } = app;
  const [reason, setReason] = useState(written);
  const [byHand, setByHand] = useState(false);
  const decides = leads(store.me.value?.role ?? "");
  const how = decides ? "exclude" : "exclude.propose";
  const go = () => {
    app.act(decides ? "order.exclude" : "order.propose-exclude", { seat, reason: reason.trim() });
    if (byHand) app.act("door.by-hand", { on: true });
    onClose();
  };
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${onClose} />
    <${Button} kind="primary" icon="person-off" label=${t(`app.${how}.go`)} disabled=${!reason.trim()} onClick=${go} />`;
  return html`<${Dialog} title=${t(`app.${how}.title`, { name: store.name(seat) })} onClose=${onClose} actions=${actions}>
    <p>${t(`app.${how}.text`)}</p>
    <label class="field"><span class="kern-label">${t(`app.${how}.reason`)}</span>
      <input class="kern-form-input__input" maxlength="200" value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.currentTarget.value)} /></label>
    ${decides && !store.console.value?.by_hand && html`<label class="check">
      <input type="checkbox" checked=${byHand} onChange=${() => setByHand(!byHand)} /><span>${t("app.exclude.by_hand")}</span></label>`}
  </${Dialog}>`;
}
