// @ts-check
/** Publishing: what the plenary is going to see is said before; whether it is what stands here, always. */

import { html, useState } from "../../vendor/preact.js";
import { clockTime } from "../../time.js";
import { spoken, t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";

/** @param {{desk: import("./desk.js").Desk, left: number}} props */
export function Publish({ desk, left }) {
  const [asked, setAsked] = useState(false);
  const { edit, published } = desk.app.store.topic("editing").value;
  const themes = desk.themes.filter((theme) => theme.cards.some((card) => desk.cards.has(card))).length;
  const go = () => (setAsked(false), desk.app.act("themes.publish", { edit }).then(() => desk.app.voice.say(t("app.editing.say.published")), () => {}));
  return html`
    <${Button} small kind="primary" icon="campaign" label=${t(published ? "app.editing.publish.again" : "app.editing.publish")} disabled=${!themes} onClick=${() => setAsked(true)} />
    ${published && html`<p class="desk__published">${t(published.edit === edit ? "app.editing.published" : "app.editing.published.changed", { time: clockTime(published.at, spoken()) })}</p>`}
    ${asked && html`<${Dialog} title=${t("app.editing.publish.title")} onClose=${() => setAsked(false)}
      actions=${html`<${Button} kind="primary" label=${t("app.editing.publish.yes")} onClick=${go} /><${Button} kind="tertiary" label=${t("app.cancel")} onClick=${() => setAsked(false)} />`}>
      <p>${t("app.editing.publish.what", { themes: t("app.editing.themes", { count: themes }) })}</p>
      ${left > 0 && html`<p>${t("app.editing.publish.left", { count: left })}</p>`}
    </${Dialog}>`}`;
}
