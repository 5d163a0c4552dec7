// @ts-check
/** Questions to the stage: asking, supporting, the most wanted first; who leads puts one on the stage and ticks it off. */

import { html, useEffect, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { t } from "../words.js";
import { Button } from "./parts.js";
import { Hide, Kept } from "./withheld.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").Asking} Asking */
/** @typedef {import("../types").Question} Question */

const PLACE = /** @type {[string, string]} */ (["plenary", "question"]); // of the draft

/** @param {{app: App}} props */
export function Questions({ app }) {
  const { store } = app;
  const asking = /** @type {Asking | null} */ (store.topic("asking").value);
  if (!asking) return html`<p class="quiet">${t("app.questions.none")}</p>`;
  const all = ranked(store);
  const waiting = all.filter((each) => !each.answered);
  const done = all.filter((each) => each.answered);
  return html`<section class="questions" aria-labelledby="questions-title">
    <h2 class="board__title" id="questions-title">${t("app.questions")}</h2>
    ${store.me.value?.role === "citizen" && html`<${Ask} app=${app} asking=${asking} /><${Mine} app=${app} />`}
    ${!waiting.length && html`<p class="quiet">${t("app.questions.empty")}</p>`}
    <${List} app=${app} asking=${asking} questions=${waiting} />
    ${done.length > 0 && html`<h3 class="board__title">${t("app.questions.done")}</h3><${List} app=${app} asking=${asking} questions=${done} />`}
  </section>`;
}

/** The most wanted first, then the oldest. @param {import("../store.js").Store} store @returns {(Question & {id: string})[]} */
function ranked(store) {
  const known = /** @type {Record<string, Question>} */ (store.topic("questions").value ?? {});
  const all = Object.entries(known).map(([id, question]) => ({ ...question, id }));
  return all.sort((a, b) => b.support - a.support || a.number - b.number);
}

/** @param {{app: App, asking: Asking, questions: (Question & {id: string})[]}} props */
const List = ({ app, asking, questions }) => html`<ul class="board__cards">
  ${questions.map((question) => html`<${Item} key=${question.id} app=${app} asking=${asking} question=${question} />`)}
</ul>`;

/** @param {{app: App, asking: Asking, question: Question & {id: string}}} props */
function Item({ app, asking, question }) {
  const { id, number, text, name, support } = question;
  const leading = leads(app.store.me.value?.role ?? "");
  const staged = asking.stage === id;
  const facts = [staged && t("app.questions.staged"), t("app.questions.number", { number }), name, support > 0 && t("app.questions.support", { count: support })];
  return html`<li class=${staged ? "card card--top" : "card"} data-question=${id}>
    <p class="card__text">${text ?? t("app.card.redacted")}</p>
    <div class="card__foot">
      <span>${facts.filter(Boolean).join(" · ")}</span>
      <span class="card__actions">
        <${Support} app=${app} asking=${asking} id=${id} answered=${question.answered} />
        ${leading && html`<${Lead} app=${app} question=${question} staged=${staged} />`}
      </span>
    </div>
  </li>`;
}

/** One per place, and changed by the same button. @param {{app: App, asking: Asking, id: string, answered: boolean}} props */
function Support({ app, asking, id, answered }) {
  const mine = /** @type {import("../types").MyQuestions | null} */ (app.store.topic("my-questions").value);
  if (!mine) return null;
  if (mine.own[id]) return answered ? t("app.questions.own") : html`<${Button} small kind="tertiary" label=${t("app.questions.withdraw")} onClick=${() => app.act("question.withdraw", { question: id })} />`;
  if (!asking.open || answered) return null;
  const on = mine.supported.includes(id);
  return html`<${Button} small kind=${on ? "secondary" : "tertiary"} icon=${on ? "check" : "add"} aria-pressed=${on} label=${t(on ? "app.questions.supported" : "app.questions.me_too")}
    onClick=${() => app.act("question.support", { question: id, on: !on })} />`;
}

/** @param {{app: App, question: Question & {id: string}, staged: boolean}} props */
function Lead({ app, question: { id, answered }, staged }) {
  const act = (/** @type {string} */ command, /** @type {object} */ data) => () => app.act(command, /** @type {any} */ (data));
  return html`
    ${!answered && html`<${Button} small icon=${staged ? "close" : "campaign"} label=${t(staged ? "app.questions.unstage" : "app.questions.stage")}
      onClick=${act("question.stage", { question: staged ? null : id })} />`}
    <${Button} small kind="tertiary" icon="check" aria-pressed=${answered} label=${t("app.questions.answered")} onClick=${act("question.answered", { question: id, on: !answered })} />
    <${Hide} app=${app} item=${id} />`;
}

/** Own questions that are under way, or that nobody else sees now. @param {{app: App}} props */
function Mine({ app }) {
  const sent = app.store.pending.value.filter((each) => each.command === "question.ask");
  const own = Object.entries(app.store.topic("my-questions").value?.own ?? {});
  const kept = app.store.topic("my-withheld").value ?? {};
  const shown = own.filter(([id]) => kept[id]);
  if (!shown.length && !sent.length) return null;
  return html`<ul class="board__cards">
    ${sent.map(({ id, data }) => html`<li key=${id} class="card card--own card--pending"><p class="card__text">${data.text}</p><p class="quiet">${t("app.card.pending")}</p></li>`)}
    ${shown.map(([id, question]) => html`<li key=${id} class="card card--own" data-question=${id}>
    <p class="card__text">${/** @type {any} */ (question).text ?? t("app.card.redacted")}</p>
    <${Kept} app=${app} item=${id} />
    <div class="card__actions"><${Button} small kind="tertiary" label=${t("app.questions.withdraw")} onClick=${() => app.act("question.withdraw", { question: id })} /></div>
  </li>`)}</ul>`;
}

/** The draft outlives reload and loss of line; what was being typed at the end of the phase is taken a minute longer.
 * @param {{app: App, asking: Asking}} props */
function Ask({ app, asking }) {
  const { store, now } = app;
  const [text, setText] = useState(() => store.draft(...PLACE));
  const [named, setNamed] = useState(false);
  useEffect(() => setText(store.draft(...PLACE)), [store.restored.value]);
  if (!asking.open && !(text && now.value < asking.until)) return html`<p class="quiet">${t("app.questions.closed")}</p>`;
  const refusal = store.refusal.value?.command === "question.ask" ? store.refusal.value.text : "";
  const change = (/** @type {string} */ next) => (setText(next), store.keepDraft(...PLACE, next));
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim() || text.length > asking.length) return;
    store.refusal.value = null;
    app.act("question.ask", { text: text.trim(), named });
    change("");
  };
  return html`<form class="editor" onSubmit=${send}>
    <${Field} text=${text} limit=${asking.length} onChange=${change} />
    ${refusal && html`<p class="refused" role="alert">${refusal}</p>`}
    <label class="check"><input type="checkbox" checked=${named} onChange=${() => setNamed(!named)} /> <span>${t("app.questions.named")}</span></label>
    <p class="quiet">${t(named ? "app.questions.with_name" : "app.questions.without_name")}</p>
    <${Button} small icon="send" type="submit" label=${t("app.questions.send")} />
  </form>`;
}

/** @param {{text: string, limit: number, onChange: (text: string) => void}} props */
const Field = ({ text, limit, onChange }) => html`<label class="editor__label">
  <span class="kern-label">${t("app.questions.yours")}</span>
  <textarea class="editor__text" rows="3" value=${text} aria-describedby="question-count"
    onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}></textarea>
  <span class=${text.length > limit ? "editor__counter editor__counter--over" : "editor__counter"} id="question-count">${t("app.card.count", { length: text.length, limit })}</span>
</label>`;

/** The question that everybody reads now, above the pictures. @param {{app: App}} props */
export function OnStage({ app }) {
  const id = app.store.topic("asking").value?.stage;
  const question = /** @type {Question | undefined} */ (app.store.topic("questions").value?.[id]);
  if (!question) return null;
  return html`<figure class="onstage">
    <figcaption class="onstage__who">${t("app.questions.onstage", { number: question.number })}${question.name ? ` · ${question.name}` : ""}</figcaption>
    <p class="onstage__text">${question.text ?? t("app.card.redacted")}</p>
  </figure>`;
}
