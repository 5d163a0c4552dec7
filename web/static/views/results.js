// @ts-check
/** What a poll came to: bars with counts, shares where enough voted, ties as ties; knows nobody who voted. */

import { html } from "../vendor/preact.js";
import { pick, spoken, t } from "../words.js";

/** A title of the script, or what staff typed. @param {any} title */
export const said = (title) => (title === null ? t("app.card.redacted") : typeof title === "string" ? title : pick(title));

/** @param {{poll: {voted: number}, results: import("../types").Result[] | null}} props */
export function Results({ poll, results }) {
  if (!results) return html`<p>${t("app.poll.few", { count: poll.voted })}</p>`;
  return results.map((result) => html`<${Question} key=${result.id} result=${result} />`);
}

/** @param {{result: import("../types").Result}} props */
function Question({ result }) {
  const { title, answered, options, mean, texts } = result;
  const tied = options.filter((option) => option.first).length > 1;
  return html`<div class="stack stack--tight" role="group" aria-label=${said(title)}>
    <h3 class="desk__title">${said(title)}</h3>
    ${options.length > 0 && html`<ul class="bars">${options.map((option) => html`<${Bar} key=${option.id} option=${option} of=${answered} tied=${tied} />`)}</ul>`}
    <p class="quiet">${t("app.poll.answers", { count: answered })}${mean !== null && ` · ${t("app.poll.mean", { mean: mean.toLocaleString(spoken() === "en" ? "en" : "de") })}`}</p>
    ${texts.length > 0 && html`<ul class="said">${texts.map(({ number, text }) => html`<li key=${number}><span dir="auto">${text ?? t("app.card.redacted")}</span> <span class="quiet">${t("polled.number", { number })}</span></li>`)}</ul>`}
  </div>`;
}

/** @param {{option: import("../types").Outcome, of: number, tied: boolean}} props */
function Bar({ option, of, tied }) {
  const { id, title, count, percent, first } = option;
  const label = said(title) ? (/^[1-5]$/.test(id) ? `${id} · ${said(title)}` : said(title)) : id;
  return html`<li class=${first ? "bar bar--first" : "bar"} data-option=${id}>
    <span class="bar__label">${label}${first && html` <span class="quiet">${t(tied ? "app.poll.tied" : "app.poll.first")}</span>`}</span>
    <span class="bar__figure">${percent === null ? count : t("app.poll.share", { votes: count, percent })}</span>
    <span class="bar__line" aria-hidden="true"><div class="bar__fill" style=${{ transform: `scaleX(${of ? count / of : 0})` }}></div></span>
  </li>`;
}
