// @ts-check
/** Dots for a theme: given with two buttons while it is open, bars afterwards; an opinion, and said to be one. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";
import { Icon } from "./parts.js";

/** @typedef {import("../types").Dots} Dots */

/** Stays in sight while one goes through the themes. @param {{own: import("../types").MyDots}} props */
export const DotsLeft = ({ own }) => html`<p class="dots__left" role="status">${t("app.dots.left", { left: own.left, total: own.total })}</p>`;

/** @param {{dots: Dots, own: import("../types").MyDots | null}} props */
export const DotHead = ({ dots, own }) => html`<div class="dots__head">
  ${own && html`<p class="quiet">${t("app.dots.how", { limit: own.per_theme })}</p>`}
  <p>${t(dots.open ? "app.dots.given" : "app.dots.gave", { given: dots.given, of: dots.of })}</p>
  <p class="dots__honest">${t("app.dots.opinion")}${dots.open_link ? ` ${t("app.dots.openlink")}` : ""}</p>
</div>`;

/** @param {{app: import("../types").App, phase: string, theme: {id: string, title: string | null}, own: import("../types").MyDots}} props */
export function DotPicker({ app, phase, theme, own }) {
  const count = own.given[theme.id] ?? 0;
  const most = Math.min(own.per_theme, own.total);
  const full = count >= own.per_theme || own.left <= 0;
  const title = theme.title ?? "";
  const give = (/** @type {number} */ dots) => app.act("dots.give", { phase, theme: theme.id, dots }).catch(() => {});
  // Never disabled: a button that goes while it is pressed takes the focus with it.
  return html`<div class="dots" role="group" aria-label=${t("app.dots.for", { title })}>
    <button type="button" class="dots__button" aria-disabled=${count === 0} aria-label=${t("app.dots.less", { title })} onClick=${() => count > 0 && give(count - 1)}><${Minus} /></button>
    <span class="dots__marks" aria-hidden="true">${Array.from({ length: most }, (_, at) => html`<i class=${at < count ? "dots__mark dots__mark--on" : "dots__mark"}></i>`)}</span>
    <span class="dots__count">${t("app.dots.count", { count })}</span>
    <button type="button" class="dots__button dots__button--more" aria-disabled=${full} aria-label=${t("app.dots.more", { title })} onClick=${() => !full && give(count + 1)}><${Icon} name="add" /></button>
  </div>`;
}

const Minus = () => html`<span class="dots__minus" aria-hidden="true"></span>`;

/** @param {{row: {dots: number, rank: number, tied: boolean}, most: number}} props */
export function Result({ row, most }) {
  const share = most ? (100 * row.dots) / most : 0;
  return html`<div class="result">
    <svg class="result__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="result__track" width="100" height="10" /><rect class="result__share" width=${share} height="10" /></svg>
    <p class="result__count"><b>${t("app.dots.count", { count: row.dots })}</b> · ${t(row.tied ? "app.dots.rank.tied" : "app.dots.rank", { rank: row.rank })}</p>
  </div>`;
}
