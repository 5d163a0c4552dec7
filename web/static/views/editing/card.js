// @ts-check
/** One card on the editors' desk: its text and where it is from; it can be chosen and moved, never changed. */

import { Component, html } from "../../vendor/preact.js";
import { origin } from "../../themes.js";
import { t } from "../../words.js";
import { Icon } from "../parts.js";
import { drags, figure } from "./move.js";

/** @typedef {{desk: import("./desk.js").Desk, card: import("../../themes.js").OwnCard, from: any, chosen: boolean, at?: string}} Props */

/** Painted anew only where it changed: there are hundreds. `from`: the card as the server sent it, the same object while it stays. */
export class Card extends Component {
  /** @override @param {Props} next */
  shouldComponentUpdate(next) {
    const now = /** @type {Props} */ (this.props);
    return next.from !== now.from || next.chosen !== now.chosen || next.at !== now.at;
  }

  /** @override @param {Props} props */
  render({ desk, card, chosen, at }) {
    return html`<li class=${`desk-card ${card.top ? "card--top" : ""} ${chosen ? "desk-card--chosen" : ""}`} data-card=${card.id} ...${drags(desk, card.id)}>
      <label class="desk-card__choose"><input type="checkbox" checked=${chosen} aria-label=${t("app.editing.choose", { number: card.number })}
        onChange=${(/** @type {any} */ event) => desk.choose(card.id, event.currentTarget.checked)} /></label>
      <div class="desk-card__body">
        <p class=${`card__text ${card.text === null ? "card__text--gone" : ""}`} dir="auto">${card.text ?? t("app.card.redacted")}</p>
        ${card.under.map((each) => html`<p key=${each.number} class="desk-card__under" dir="auto">${t("app.theme.card", { number: each.number })}: ${each.text ?? t("app.card.redacted")}</p>`)}
        <p class="desk-card__origin">${card.top && html`<${Icon} name="star-fill" />`}${origin(card, desk.rounds)}${at && html`<span class="desk-card__at">${at}</span>`}</p>
      </div>
      <button type="button" class="desk-card__move" aria-label=${t("app.editing.move.card", { number: card.number })} title=${t("app.editing.move")}
        onClick=${() => desk.ask([card.id])} onKeyDown=${(/** @type {any} */ event) => figure(desk.now(), card.id, event)}><${Icon} name="swap-horiz" /></button>
    </li>`;
  }
}
