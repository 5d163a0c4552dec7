// @ts-check
/** Cards go somewhere: by drag, by "Verschieben nach ..." or by a figure on the keyboard, one or several at once. */

import { html, useState } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";

/** @typedef {import("./desk.js").Desk} Desk */
const KIND = "text/x-cards";

/** Says the server where cards were seen and where they go. @param {import("../../types").App} app
 * @param {import("../../themes.js").OwnTheme[]} themes @param {Desk["places"]} places */
export function mover(app, themes, places) {
  const seen = (/** @type {string[]} */ ids) => Object.fromEntries(ids.map((id) => [id, places.get(id)?.id ?? null]));
  const said = (/** @type {string[]} */ ids, /** @type {string} */ title) => app.voice.say(t("app.editing.say.moved", { count: ids.length, title }));
  return {
    /** @param {string[]} ids @param {string | null} to a theme, or null: left over again */
    to(ids, to) {
      const moving = ids.filter((id) => (places.get(id)?.id ?? null) !== to);
      const theme = themes.find((each) => each.id === to);
      if (!moving.length || theme?.pending) return;
      said(moving, theme?.title ?? t("app.editing.cards"));
      if (theme) app.act("theme.take", { theme: theme.id, version: theme.version, cards: seen(moving) }).catch(() => {});
      else app.act("theme.put-back", { cards: seen(moving) }).catch(() => {});
    },
    /** A theme of their own: out of one theme it is split. @param {string[]} ids @param {string} title */
    out(ids, title) {
      const from = new Set(ids.map((id) => places.get(id)));
      const [theme] = from;
      if (from.size === 1 && theme) return app.act("theme.split", { theme: theme.id, version: theme.version, title, cards: ids });
      return app.act("theme.add", { title, cards: seen(ids) });
    },
  };
}

/** What makes a card one that can be dragged, with the others that are chosen. @param {Desk} desk @param {string} id */
export const drags = (desk, id) => ({
  draggable: true,
  onDragStart: (/** @type {any} */ event) => {
    const { chosen } = desk.now();
    const ids = chosen.has(id) ? [...chosen] : [id];
    event.dataTransfer.setData(KIND, JSON.stringify(ids));
    event.dataTransfer.effectAllowed = "move";
  },
});

/** What makes a place take whatever is dropped on it. @param {Desk} desk @param {(ids: string[]) => void} take */
export const dropsInto = (desk, take) => ({
  onDragOver: (/** @type {any} */ event) => event.dataTransfer.types.includes(KIND) && (event.preventDefault(), over(event, true)),
  onDragLeave: (/** @type {any} */ event) => event.currentTarget.contains(event.relatedTarget) || over(event, false),
  onDrop: (/** @type {any} */ event) => {
    event.preventDefault();
    over(event, false);
    const ids = JSON.parse(event.dataTransfer.getData(KIND) || "[]");
    take(ids);
    if (ids.length > 1) desk.clear();
  },
});

/** Where it would land. @param {any} event @param {boolean} on */
const over = (event, on) => event.currentTarget.classList.toggle("desk--over", on);

/** 1 to 9: into the theme of that number; 0: left over again. @param {Desk} desk @param {string} id @param {KeyboardEvent} event */
export function figure(desk, id, event) {
  if (!/^\d$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
  const theme = desk.themes.find((each) => each.number === Number(event.key));
  if (event.key !== "0" && !theme) return;
  event.preventDefault();
  keepFocus(event.currentTarget, () => desk.move.to([id], theme?.id ?? null));
}

/** A card that goes away takes the focus with it: the next one of its list gets it. @param {any} from @param {() => void} go */
export function keepFocus(from, go) {
  const own = from?.closest?.("[data-card]");
  const next = own?.nextElementSibling ?? own?.previousElementSibling;
  go();
  requestAnimationFrame(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    /** @type {HTMLElement | null} */ (next?.querySelector(".desk-card__move") ?? document.getElementById("desk-search"))?.focus();
  });
}

/** @param {{desk: Desk}} props */
export function Selection({ desk }) {
  const ids = [...desk.chosen];
  if (!ids.length) return null;
  return html`<div class="desk__selection">
    <p>${t("app.editing.chosen", { count: ids.length })}</p>
    <${Button} small icon="swap-horiz" label=${t("app.editing.move")} onClick=${() => desk.ask(ids)} />
    <${Button} small kind="tertiary" label=${t("app.editing.unchoose")} onClick=${desk.clear} />
  </div>`;
}

/** @param {{desk: Desk, ids: string[], onClose: () => void}} props */
export function Move({ desk, ids, onClose }) {
  const [title, setTitle] = useState("");
  const card = ids.length === 1 ? desk.cards.get(ids[0]) : null;
  const opener = document.querySelector(`[data-card="${CSS.escape(ids[0])}"] .desk-card__move`);
  const go = (/** @type {() => void} */ act) => keepFocus(opener, () => (act(), desk.clear(), onClose()));
  const make = (/** @type {Event} */ event) => (event.preventDefault(), title.trim() && go(() => desk.move.out(ids, title.trim()).catch(() => {})));
  return html`<${Dialog} title=${t("app.editing.move.title", { count: ids.length })} onClose=${onClose}>
    ${card && html`<blockquote class="desk__quote">${card.text ?? t("app.card.redacted")}</blockquote>`}
    <ul class="desk__targets">
      ${desk.themes.filter((theme) => !theme.pending).map((theme) => html`<li key=${theme.id}><${Button} class="desk__target" label=${`${theme.number} · ${theme.title ?? ""}`}
        onClick=${() => go(() => desk.move.to(ids, theme.id))} /></li>`)}
      ${ids.some((id) => desk.places.has(id)) && html`<li><${Button} class="desk__target" kind="tertiary" label=${t("app.editing.putback")} onClick=${() => go(() => desk.move.to(ids, null))} /></li>`}
    </ul>
    <form class="desk__new" onSubmit=${make}>
      <label class="field"><span class="kern-label">${t("app.editing.new")}</span>
        <input class="kern-form-input__input" type="text" maxlength="80" autocomplete="off" value=${title} onInput=${(/** @type {any} */ event) => setTitle(event.currentTarget.value)} /></label>
      <${Button} type="submit" icon="add" label=${t("app.editing.make")} disabled=${!title.trim()} />
    </form>
  </${Dialog}>`;
}
