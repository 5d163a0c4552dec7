// @ts-check
/** One message to everybody or to one group, on the screen and for screen readers. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button, Choice } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Message({ app }) {
  const [text, setText] = useState("");
  const [room, setRoom] = useState("");
  const groups = app.store.console.value?.groups ?? [];
  const rooms = [{ value: "", text: t("app.message.all") }, ...groups.map(({ id, number }) => ({ value: id, text: t("app.room.group", { number }) }))];
  const to = rooms.some((each) => each.value === room) ? room : "";
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim()) return;
    const kept = text;
    setText("");
    app.act("message.send", { text: text.trim(), room: to || null }).catch(() => setText(kept));
  };
  return html`<form class="console__message" onSubmit=${send}>
    <label class="field"><span class="kern-label">${t("app.message.text")}</span>
      <input class="kern-form-input__input" maxlength="280" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    ${groups.length > 0 && html`<${Choice} label=${t("app.message.to")} value=${to} options=${rooms} onPick=${setRoom} />`}
    <${Button} small icon="send" type="submit" label=${t("app.message.send")} />
  </form>`;
}
