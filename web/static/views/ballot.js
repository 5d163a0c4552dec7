// @ts-check
/** The questions of a poll, to be answered with one thumb or by keyboard; sends nothing itself. */

import { html } from "../vendor/preact.js";
import { pick, t } from "../words.js";
import { said } from "./results.js";

/** @typedef {import("../types").PollQuestion} PollQuestion */
/** @typedef {{chosen: Record<string, string[]>, texts: Record<string, string>}} Answers */
/** @typedef {{question: PollQuestion, name: string, answers: Answers, off: boolean, onChange: (answers: Answers) => void}} Props */

export const LENGTH = 500;
const SCALE = ["1", "2", "3", "4", "5"];

/** @param {Props} props */
export function Question(props) {
  const { question } = props;
  const { answer, most } = question;
  const Kind = answer === "text" ? Written : answer === "scale" ? Scale : Options;
  return html`<fieldset class="question" disabled=${props.off}>
    <legend>${said(question.title)}${answer === "multiple" && html` <span class="quiet">${t("app.poll.most", { count: most })}</span>`}</legend>
    <${Kind} ...${props} />
  </fieldset>`;
}

/** @param {Props} props */
const Options = (props) => props.question.options.map((option) => html`<${Choice} key=${option.id} ...${props} id=${option.id} label=${said(option.title)} />`);

/** @param {Props} props */
function Scale(props) {
  const { low, high } = props.question;
  const ends = /** @type {Record<string, string>} */ ({ 1: pick(low), 5: pick(high) });
  return html`<div class="scale">
    ${SCALE.map((step) => html`<${Choice} key=${step} ...${props} id=${step} label=${step} spoken=${ends[step] ? `${step}: ${ends[step]}` : ""} />`)}
  </div>
  <div class="scale__ends" aria-hidden="true"><span>1 = ${pick(low)}</span><span>5 = ${pick(high)}</span></div>`;
}

/** @param {Props & {id: string, label: string, spoken?: string}} props */
function Choice({ question, name, answers, off, onChange, id, label, spoken = "" }) {
  const chosen = answers.chosen[question.id] ?? [];
  const many = question.answer === "multiple";
  const on = chosen.includes(id);
  const full = many && !on && chosen.length >= question.most;
  const next = many ? (on ? chosen.filter((each) => each !== id) : [...chosen, id]) : [id];
  const change = () => onChange({ ...answers, chosen: { ...answers.chosen, [question.id]: next } });
  return html`<label class="answer" data-option=${id}>
    <input type=${many ? "checkbox" : "radio"} name=${`${name}-${question.id}`} checked=${on} disabled=${off || full} aria-label=${spoken || undefined} onChange=${change} />
    <span>${label}</span>
  </label>`;
}

/** @param {Props} props */
function Written({ question, name, answers, onChange }) {
  const text = answers.texts[question.id] ?? "";
  const change = (/** @type {any} */ event) => onChange({ ...answers, texts: { ...answers.texts, [question.id]: event.currentTarget.value } });
  return html`<textarea class="editor__text" rows="3" dir="auto" value=${text} aria-label=${said(question.title)} aria-describedby=${`${name}-${question.id}-count`} onInput=${change}></textarea>
    <span class=${text.length > LENGTH ? "editor__counter editor__counter--over" : "editor__counter"} id=${`${name}-${question.id}-count`}>${t("app.card.count", { length: text.length, limit: LENGTH })}</span>`;
}
