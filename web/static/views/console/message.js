// @ts-check
/** One message to everybody, in every room, on the screen and for screen readers. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Message({ app }) {
  const [text, setText] = useState("");
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim()) return;
    const kept = text;
    setText("");
    app.act("message.send", { text: text.trim() }).catch(() => setText(kept));
  };
  return html`<form class="console__message" onSubmit=${send}>
    <label class="field"><span class="kern-label">${t("app.message")}</span>
      <input class="kern-form-input__input" maxlength="280" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    <${Button} small icon="send" type="submit" label=${t("app.message.send")} />
  </form>`;
}
