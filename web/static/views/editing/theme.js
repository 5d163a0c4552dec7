// @ts-check
/** One theme on the editors' desk: title, cards, and what can be done with it. */

import { Component, html, useState } from "../../vendor/preact.js";
import { voices } from "../../themes.js";
import { t } from "../../words.js";
import { Button, Choice } from "../parts.js";
import { Card } from "./card.js";
import { dropsInto } from "./move.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../../themes.js").OwnTheme} OwnTheme */

/** @typedef {{desk: Desk, theme: OwnTheme, titles: string, sent: any, chosen: string}} Props
 * `titles`: of all themes, which the tools name; `sent`: all cards as the server sent them; `chosen`: those of this theme */

/** Painted anew only where something of it changed: a drag changes one theme of many, or two. */
export class Theme extends Component {
  /** @override @param {Props} next */
  shouldComponentUpdate(next) {
    const now = /** @type {Props} */ (this.props);
    return next.theme !== now.theme || next.titles !== now.titles || next.sent !== now.sent || next.chosen !== now.chosen;
  }

  /** @override @param {Props} props */
  render({ desk, theme, sent }) {
    return html`<${Whole} desk=${desk} theme=${theme} sent=${sent ?? {}} />`;
  }
}

/** @param {{desk: Desk, theme: OwnTheme, sent: any}} props */
function Whole({ desk, theme, sent }) {
  const [renaming, setRenaming] = useState(false);
  const [folded, setFolded] = useState(false);
  const cards = theme.cards.flatMap((id) => desk.cards.get(id) ?? []);
  const id = `theme-${theme.number}`;
  return html`<section class=${`desk-theme ${theme.pending ? "desk-theme--pending" : ""}`} data-theme=${theme.id} aria-labelledby=${id}
    ...${dropsInto(desk, (ids) => desk.now().move.to(ids, theme.id))}>
    <header class="desk-theme__head">
      <span class="desk-theme__number" aria-hidden="true">${theme.number}</span>
      <h3 id=${id} tabindex="-1"><span class="kern-sr-only">${t("app.theme.number", { number: theme.number })}: </span><span dir="auto">${theme.title ?? t("app.card.redacted")}</span></h3>
      ${!renaming && html`<${Button} small quiet kind="tertiary" icon="edit" label=${t("app.editing.rename", { title: theme.title ?? "" })} disabled=${theme.pending} onClick=${() => setRenaming(true)} />`}
    </header>
    ${renaming && html`<${Rename} desk=${desk} theme=${theme} onDone=${() => (setRenaming(false), setTimeout(() => document.getElementById(id)?.focus()))} />`}
    <p class="quiet">${cards.length ? voices(cards) : t("app.editing.empty")}</p>
    ${!folded && html`<ul class="desk__list">${cards.map((card) => html`<${Card} key=${card.id} desk=${desk} card=${card} from=${sent[card.id]} chosen=${desk.chosen.has(card.id)} />`)}</ul>`}
    <${Tools} desk=${desk} theme=${theme} folded=${folded} onFold=${() => setFolded(!folded)} cards=${cards.length} />
  </section>`;
}

/** @param {{desk: Desk, theme: OwnTheme, folded: boolean, onFold: () => void, cards: number}} props */
function Tools({ desk, theme, folded, onFold, cards }) {
  const { app } = desk;
  const others = desk.themes.filter((each) => each.id !== theme.id && !each.pending);
  const merge = (/** @type {string} */ into) => {
    const other = desk.now().themes.find((each) => each.id === into);
    if (other) app.act("theme.merge", { theme: theme.id, version: theme.version, into, into_version: other.version }).catch(() => {});
  };
  return html`<div class="desk-theme__tools">
    ${cards > 0 && html`<${Button} small kind="tertiary" aria-expanded=${!folded} label=${t(folded ? "app.editing.unfold" : "app.editing.fold")} onClick=${onFold} />`}
    ${others.length > 0 && html`<${Choice} hide label=${t("app.editing.merge", { title: theme.title ?? "" })} value="" onPick=${merge}
      options=${[{ value: "", text: t("app.editing.merge.pick") }, ...others.map((each) => ({ value: each.id, text: `${each.number} · ${each.title ?? ""}` }))]} />`}
    <${Button} small kind="tertiary" icon="delete" label=${t("app.editing.remove")} aria-label=${t("app.editing.remove.theme", { title: theme.title ?? "" })} disabled=${theme.pending}
      onClick=${() => app.act("theme.remove", { theme: theme.id, version: theme.version }).catch(() => {})} />
  </div>`;
}

/** What was typed stays where somebody else was faster: above it stands the title of now. @param {{desk: Desk, theme: OwnTheme, onDone: () => void}} props */
function Rename({ desk, theme, onDone }) {
  const [title, setTitle] = useState(theme.title ?? "");
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (title.trim()) desk.app.act("theme.rename", { theme: theme.id, version: theme.version, title: title.trim() }).then(onDone, () => {});
  };
  return html`<form class="desk__new" onSubmit=${save} onKeyDown=${(/** @type {any} */ event) => event.key === "Escape" && onDone()}>
    <label class="field"><span class="kern-label">${t("app.editing.title")}</span>
      <input class="kern-form-input__input" type="text" maxlength="80" autocomplete="off" dir="auto" value=${title} ref=${(/** @type {any} */ field) => field && !field.dataset.seen && ((field.dataset.seen = "1"), field.focus())}
        onInput=${(/** @type {any} */ event) => setTitle(event.currentTarget.value)} /></label>
    <${Button} small type="submit" label=${t("app.card.save")} disabled=${!title.trim()} />
    <${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${onDone} />
  </form>`;
}

/** @param {{desk: Desk}} props */
export function NewTheme({ desk }) {
  const [title, setTitle] = useState("");
  const [waiting, setWaiting] = useState(/** @type {string[]} */ ([]));
  const make = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!title.trim()) return;
    desk.move.out(waiting.filter((id) => desk.cards.has(id)), title.trim()).catch(() => {});
    setTitle("");
    setWaiting([]);
    desk.clear();
  };
  const take = (/** @type {string[]} */ ids) => (setWaiting(ids), document.getElementById("desk-new")?.focus());
  return html`<form class="desk__new desk__new--drop" onSubmit=${make} ...${dropsInto(desk, take)}>
    <label class="field"><span class="kern-label">${t("app.editing.new")}${waiting.length > 0 && html` (${t("app.editing.chosen", { count: waiting.length })})`}</span>
      <input id="desk-new" class="kern-form-input__input" type="text" maxlength="80" autocomplete="off" dir="auto" value=${title} placeholder=${t("app.editing.new.hint")}
        onInput=${(/** @type {any} */ event) => setTitle(event.currentTarget.value)} /></label>
    <${Button} small type="submit" icon="add" label=${t("app.editing.make")} disabled=${!title.trim()} />
  </form>`;
}
