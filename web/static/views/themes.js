// @ts-check
/** The published themes in the plenary: where each comes from, its dots or what came out, and single voices. */

import { html } from "../vendor/preact.js";
import { dotsNow, origin, voices } from "../themes.js";
import { t } from "../words.js";
import { DotHead, DotPicker, DotsLeft, Result } from "./dots.js";
import { Icon } from "./parts.js";

/** @typedef {import("../types").PublishedThemes} Published */
/** @typedef {{app: import("../types").App, cards: Record<string, import("../types").TracedCard>, rounds: Published["rounds"], mine: Record<string, unknown>}} Given */

/** @param {{app: import("../types").App}} props */
export function Themes({ app }) {
  const { store } = app;
  const published = /** @type {Published | null} */ (store.topic("themes").value);
  const dots = /** @type {import("../types").Dots | null} */ (store.topic("dots").value);
  if (!published) return html`<section class="themes"><h2>${t("app.themes")}</h2><p class="quiet">${t("app.themes.none")}</p></section>`;
  const own = dots?.open ? dotsNow(store.topic("my-dots").value, store.open.value) : null;
  const given = { app, cards: store.topic("theme-cards").value ?? {}, rounds: published.rounds, mine: store.topic("my-cards").value ?? {} };
  const results = dots?.results ?? null;
  const order = results?.map((row) => row.theme) ?? published.themes.map((theme) => theme.id);
  const themes = [...published.themes].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return html`<section class="themes" aria-labelledby="themes-title">
    <h2 id="themes-title">${t("app.themes")}</h2>
    ${own && html`<${DotsLeft} own=${own} />`}
    ${dots && html`<${DotHead} dots=${dots} own=${own} />`}
    <ol class="themes__list">
      ${themes.map((theme) => html`<${Theme} key=${theme.id} theme=${theme} given=${given} dots=${dots} own=${own} row=${results?.find((row) => row.theme === theme.id)} most=${results?.[0]?.dots ?? 0} />`)}
    </ol>
    ${published.single.length > 0 && html`<section class="themes__single" aria-labelledby="themes-single">
      <h3 id="themes-single">${t("app.themes.single", { count: published.single.length })}</h3>
      <p class="quiet">${t("app.themes.single.hint")}</p>
      <${Cards} ids=${published.single} given=${given} label=${t("app.themes.show", { count: published.single.length })} />
    </section>`}
  </section>`;
}

/** @param {{theme: Published["themes"][number], given: Given, dots: import("../types").Dots | null, own: any, row: any, most: number}} props */
function Theme({ theme, given, dots, own, row, most }) {
  const cards = theme.cards.flatMap((id) => given.cards[id] ?? []);
  return html`<li class="theme" data-theme=${theme.id}>
    <p class="theme__number">${t("app.theme.number", { number: theme.number })}</p>
    <h3 class="theme__title" dir="auto">${theme.title ?? t("app.card.redacted")}</h3>
    ${dots && own && html`<${DotPicker} app=${given.app} phase=${dots.phase} theme=${theme} own=${own} />`}
    ${row && html`<${Result} row=${row} most=${most} />`}
    <p class="quiet">${voices(cards)}</p>
    ${cards.length > 0 && html`<${Cards} ids=${theme.cards} given=${given} label=${t("app.themes.show", { count: cards.length })} />`}
  </li>`;
}

/** The cards themselves, a click away. @param {{ids: string[], given: Given, label: string}} props */
function Cards({ ids, given, label }) {
  return html`<details class="theme__cards"><summary>${label}</summary>
    <ul class="board__cards">
      ${ids.filter((id) => given.cards[id]).map((id) => html`<li key=${id} class=${`card ${given.cards[id].top ? "card--top" : ""} ${given.mine[id] ? "card--own" : ""}`} data-card=${id}>
        <p class=${given.cards[id].text === null ? "card__text card__text--gone" : "card__text"} dir="auto">${given.cards[id].text ?? t("app.card.redacted")}</p>
        ${given.cards[id].under.map((each) => html`<p key=${each.number} class="desk-card__under" dir="auto">${t("app.theme.card", { number: each.number })}: ${each.text ?? t("app.card.redacted")}</p>`)}
        <p class="card__foot">${origin(given.cards[id], given.rounds)}
          ${given.cards[id].top && html`<span class="card__top"><${Icon} name="star-fill" /> ${t("app.card.top")}</span>`}
          ${Boolean(given.mine[id]) && html`<span>${t("app.card.mine")}</span>`}</p>
      </li>`)}
    </ul>
  </details>`;
}
