// @ts-check
/** What others do not see: hiding it with a reason, looking at what was held, telling its author. */

import { html, useRef, useState } from "../vendor/preact.js";
import { groupNumber } from "../people.js";
import { t } from "../words.js";
import { Dialog } from "./dialog.js";
import { Button } from "./parts.js";

/** @typedef {import("../types").App} App */
const REASON = 300;

/** @param {{app: App, item: string}} props */
export function Hide({ app, item }) {
  const [asks, setAsks] = useState(false);
  return html`<${Button} small quiet kind="tertiary" icon="visibility-off" label=${t("app.hide")} onClick=${() => setAsks(true)} />
    ${asks && html`<${Ask} app=${app} item=${item} onClose=${() => setAsks(false)} />`}`;
}

/** @param {{app: App, item: string, onClose: () => void}} props */
function Ask({ app, item, onClose }) {
  const [reason, setReason] = useState("");
  const form = useRef(/** @type {any} */ (null));
  const hide = (/** @type {Event} */ event) => {
    event.preventDefault();
    app.act("moderation.hide", { item, reason: reason.trim() });
    form.current.closest("dialog").close();
  };
  return html`<${Dialog} title=${t("app.hide.title")} onClose=${onClose}>
    <form class="stack stack--tight" ref=${form} onSubmit=${hide}>
      <p>${t("app.hide.text")}</p>
      <div class="row">${["name", "insult", "topic"].map((each) => html`<${Button} key=${each} small label=${t(`app.hide.reason.${each}.short`)} onClick=${() => setReason(t(`app.hide.reason.${each}`))} />`)}</div>
      <label class="field"><span class="kern-label">${t("app.hide.reason")}</span>
        <textarea class="editor__text" rows="2" required maxlength=${REASON} value=${reason} onInput=${(/** @type {any} */ event) => setReason(event.currentTarget.value)}></textarea></label>
      <${Button} kind="primary" type="submit" disabled=${!reason.trim()} label=${t("app.hide.now")} />
    </form>
  </${Dialog}>`;
}

/** Told to its author alone: that others do not see this, and why. @param {{app: App, item: string}} props */
export function Kept({ app, item }) {
  const kept = app.store.topic("my-withheld").value?.[item];
  if (!kept) return null;
  return html`<p class="card__kept">${kept.held ? t("app.kept.held") : t("app.kept.hidden", { reason: kept.reason ?? "" })}</p>`;
}

/** For who moderates: what is hidden or held, what is held first. @param {{app: App}} props */
export function Withheld({ app }) {
  const items = Object.entries(/** @type {Record<string, import("../types").WithheldItem>} */ (app.store.topic("withheld").value ?? {}));
  if (!items.length) return html`<p class="quiet">${t("app.withheld.none")}</p>`;
  return html`<ul class="board__cards" aria-label=${t("app.withheld")}>
    ${items.sort(([, a], [, b]) => Number(b.held) - Number(a.held)).map(([id, item]) => html`<li key=${id} class="card" data-withheld=${id}>
      <p class="card__text">${item.text ?? t("app.card.redacted")}</p>
      <p class="quiet">${where(item)} · ${item.held ? t("app.withheld.held") : t("app.withheld.hidden", { reason: item.reason ?? "" })}</p>
      <div class="card__actions">
        <${Button} small icon="visibility" label=${t("app.withheld.show")} onClick=${() => app.act("moderation.show", { item: id })} />
        ${item.held && html`<${Hide} app=${app} item=${id} />`}
      </div>
    </li>`)}
  </ul>`;
}

/** @param {import("../types").WithheldItem} item */
const where = ({ kind, number, group }) =>
  group ? t("app.withheld.card", { number, group: groupNumber(group) }) : t(`app.withheld.${kind}`, { number });

/** @param {{app: App}} props */
export function Moderation({ app }) {
  const words = /** @type {string[]} */ (app.store.topic("held-words").value ?? []);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const edit = () => (setText(words.join("\n")), setOpen(true));
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    app.act("moderation.words", { words: text.split("\n").map((word) => word.trim()).filter(Boolean) }).then(() => setOpen(false), () => {});
  };
  return html`<section class="console__section stack stack--tight" aria-label=${t("app.withheld")}>
    <${Withheld} app=${app} />
    ${open
      ? html`<form class="stack stack--tight" onSubmit=${save}>
          <label class="field"><span class="kern-label">${t("app.heldwords")}</span>
            <textarea class="editor__text" rows="6" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)}></textarea></label>
          <p class="quiet">${t("app.heldwords.hint")}</p>
          <div class="row"><${Button} small type="submit" label=${t("app.heldwords.save")} /><${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${() => setOpen(false)} /></div>
        </form>`
      : html`<div><${Button} small kind="tertiary" icon="edit" label=${t("app.heldwords.edit", { count: words.length })} onClick=${edit} /></div>`}
  </section>`;
}
