// @ts-check
/** Answers to the themes, in the plenary: everybody reads them, podium and who leads give them and put one on the stage. */

import { html, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { day } from "../time.js";
import { spoken, t } from "../words.js";
import { Button, Choice } from "./parts.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").Answer} Answer */
/** @typedef {import("../types").ShownTheme} ShownTheme */

const STATUSES = ["planned", "running", "checked", "council", "elsewhere", "declined", "open"];
const NEEDS = /** @type {Record<string, string>} */ ({ checked: "until", council: "until", elsewhere: "responsible", declined: "reason" });

/** @param {string} role may answer */
export const answers = (role) => role === "podium" || leads(role);

/** @param {import("../store.js").Store} store @param {ShownTheme} theme @returns {Answer | undefined} */
const answerTo = (store, theme) => store.topic("answers").value?.[`theme-${theme.number}`];

/** @param {import("../store.js").Store} store @returns {ShownTheme[]} */
const themes = (store) => store.topic("themes").value?.themes ?? [];

/** Whether there is something to read, or to do. @param {import("../store.js").Store} store */
export function answersNow(store) {
  const given = store.topic("answers").value;
  if (!given) return false;
  return Object.keys(given).length > 0 || store.evening.value?.phase?.kind === "answer" || answers(store.me.value?.role ?? "");
}

/** @param {{app: App}} props */
export function Answers({ app }) {
  const { store } = app;
  const may = answers(store.me.value?.role ?? "");
  return html`<section class="answers" aria-labelledby="answers-title">
    <h2 class="board__title" id="answers-title">${t("app.answers")}</h2>
    <ul class="board__cards">
      ${themes(store).map((theme) => html`<li key=${theme.number} class=${staged(store, theme) ? "card card--top" : "card"} data-theme=${theme.number}>
        <h3 class="answers__theme"><span class="quiet">${t("results.theme", { number: theme.number })}</span> ${theme.title ?? t("app.card.redacted")}</h3>
        <${Said} answer=${answerTo(store, theme)} />
        ${may && html`<${Give} app=${app} theme=${theme} />`}
      </li>`)}
    </ul>
    ${!themes(store).length && html`<p class="quiet">${t("app.answers.none")}</p>`}
  </section>`;
}

/** @param {import("../store.js").Store} store @param {ShownTheme} theme */
const staged = (store, theme) => store.topic("answering").value?.stage === `theme-${theme.number}`;

/** @param {{answer: Answer | undefined}} props */
function Said({ answer }) {
  if (!answer) return html`<p class="quiet">${t("answer.none")}</p>`;
  const when = answer.until && t(answer.status === "checked" ? "answer.until" : answer.status === "council" ? "answer.on" : "answer.by", { date: day(answer.until, spoken()) });
  return html`<p class="answers__status"><strong>${t(`answer.${answer.status}`)}</strong>${when ? ` ${when}` : ""}</p>
    ${answer.reason && html`<p class="card__text">${answer.reason}</p>`}
    ${answer.responsible && html`<p class="quiet">${t("answer.responsible", { who: answer.responsible })}</p>`}`;
}

/** @param {{app: App, theme: ShownTheme}} props */
function Give({ app, theme }) {
  const [open, setOpen] = useState(false);
  const on = staged(app.store, theme);
  if (open) return html`<${Form} app=${app} theme=${theme} onDone=${() => setOpen(false)} />`;
  return html`<div class="card__actions">
    <${Button} small icon=${on ? "close" : "campaign"} label=${t(on ? "app.questions.unstage" : "app.questions.stage")} onClick=${() => app.act("answer.stage", { kind: "theme", number: on ? null : theme.number })} />
    <${Button} small kind="tertiary" icon="edit" label=${t(answerTo(app.store, theme) ? "answers.change" : "answers.give")} onClick=${() => setOpen(true)} />
  </div>`;
}

/** Names the answer it saw when it was opened: who is faster wins, and what was typed stays.
 * @param {{app: App, theme: ShownTheme, onDone: () => void}} props */
function Form({ app, theme, onDone }) {
  const now = answerTo(app.store, theme);
  const [seen, setSeen] = useState(now?.version ?? 0);
  const [said, setSaid] = useState({ status: now?.status ?? "planned", reason: now?.reason ?? "", responsible: now?.responsible ?? "", until: now?.until ?? "" });
  const set = (/** @type {string} */ field) => (/** @type {any} */ event) => setSaid({ ...said, [field]: event.currentTarget.value });
  const refused = app.store.refusal.value;
  const mine = refused?.command === "answer.give" && refused.data.number === theme.number ? refused : null;
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    app.store.refusal.value = null;
    // Refused once: what is there now stands above the form and has been read before this is sent again.
    app.act("answer.give", { kind: "theme", number: theme.number, seen, ...said }).then(onDone, () => setSeen(answerTo(app.store, theme)?.version ?? 0));
  };
  const needed = (/** @type {string} */ field) => NEEDS[said.status] === field;
  return html`<form class="editor" onSubmit=${save}>
    ${mine && html`<p class="refused" role="alert">${mine.text}</p>`}
    <${Choice} label=${t("answers.status")} value=${said.status} options=${STATUSES.map((value) => ({ value, text: t(`answer.${value}`) }))} onPick=${(/** @type {string} */ status) => setSaid({ ...said, status })} />
    <label class="field"><span class="kern-label">${t("answers.reason")}</span>
      <textarea class="editor__text" rows="3" maxlength="600" required=${needed("reason")} value=${said.reason} onInput=${set("reason")}></textarea></label>
    <label class="field"><span class="kern-label">${t("answers.responsible")}</span>
      <input class="kern-form-input__input" maxlength="120" required=${needed("responsible")} value=${said.responsible} onInput=${set("responsible")} /></label>
    <label class="field"><span class="kern-label">${t("answers.until")}</span>
      <input class="kern-form-input__input" type="date" required=${needed("until")} value=${said.until} onInput=${set("until")} /></label>
    <div class="row"><${Button} small type="submit" label=${t("answers.save")} /><${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${onDone} /></div>
  </form>`;
}

/** The theme that is answered now, above the pictures. @param {{app: App}} props */
export function OnAnswer({ app }) {
  const { store } = app;
  const theme = themes(store).find((each) => staged(store, each));
  if (!theme) return null;
  const answer = answerTo(store, theme);
  return html`<figure class="onstage">
    <figcaption class="onstage__who">${t("results.theme", { number: theme.number })}</figcaption>
    <p class="onstage__text">${theme.title ?? t("app.card.redacted")}</p>
    ${answer && html`<${Said} answer=${answer} />`}
  </figure>`;
}
