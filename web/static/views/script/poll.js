// @ts-check
/** The questions of a poll, a vote or a survey: what is asked, how it is answered, whether it is secret. */

import { html } from "../../vendor/preact.js";
import { ANSWERS, answeredBy, at, freeId, put } from "../../script-model.js";
import { pick, t } from "../../words.js";
import { Button } from "../parts.js";
import { Figure, Found, Select, Tick, Words, faults, fieldId } from "./field.js";
import { Tools } from "./steps.js";

/** @typedef {import("./details.js").Props} Props */
/** @typedef {import("../../types").ScriptQuestion} ScriptQuestion */

const YES = { id: "ja", title: { de: "Ja", en: "Yes" } };
const NO = { id: "nein", title: { de: "Nein", en: "No" } };
const FIRST = { id: "frage", title: { de: "Neue Frage", en: "New question" }, answer: "single", options: [YES, NO] };

/** @param {Props} props */
export function Poll(props) {
  const { draft, index, phase } = props;
  const start = () => {
    draft.edit(`poll-${phase.id}`, (document) => put(document, ["phases", index, "poll"], { questions: [structuredClone(FIRST)], secret: false }));
    draft.settle();
  };
  return html`<section class="details__part" aria-labelledby=${`poll-${phase.id}`} id=${fieldId(index, "poll")} tabindex="-1">
    <h3 id=${`poll-${phase.id}`}>${t("script.poll")}</h3>
    ${phase.poll ? html`<${Rule} ...${props} />` : html`<p class="quiet">${t("script.poll.none")}</p><${Button} small icon="add" label=${t("script.poll.start")} onClick=${start} />`}
  </section>`;
}

/** @param {Props} props */
function Rule({ draft, view, index, phase }) {
  const path = ["phases", index, "poll", "questions"];
  const questions = phase.poll?.questions ?? [];
  const add = () => {
    const question = { ...structuredClone(FIRST), id: freeId(questions, "frage") };
    draft.edit(`add-question-${phase.id}`, (document) => put(document, path, [...at(document, path), question]));
    draft.settle();
  };
  const drop = () => (draft.edit(`poll-${phase.id}`, (document) => put(document, ["phases", index, "poll"], undefined)), draft.settle());
  const found = faults(draft, index, "poll.questions").filter((each) => each.field === "poll.questions");
  return html`
    <ol class="steps-list" id=${fieldId(index, "poll.questions")} tabindex="-1">
      ${questions.map((question, place) => html`<li key=${question.id} class="column-row">
        <${Question} draft=${draft} view=${view} index=${index} question=${question} place=${place} />
        <${Tools} draft=${draft} view=${view} path=${path} place=${place} count=${questions.length} name=${pick(/** @type {any} */ (question.title))} />
      </li>`)}
    </ol>
    <${Found} id=${`questions-found-${phase.id}`} found=${found} />
    <div class="row"><${Button} small icon="add" label=${t("script.poll.add")} onClick=${add} />
      <${Button} small kind="tertiary" icon="delete" label=${t("script.poll.drop")} onClick=${drop} /></div>
    <${Tick} draft=${draft} path=${["phases", index, "poll", "secret"]} phase=${index} field="poll.secret" label=${t("script.poll.secret")} />`;
}

/** @param {{draft: Props["draft"], view: Props["view"], index: number, question: ScriptQuestion, place: number}} props */
function Question({ draft, view, index, question, place }) {
  const path = ["phases", index, "poll", "questions", place];
  const lang = view.lang.value;
  const of = (/** @type {string[]} */ ...name) => ({ draft, path: [...path, ...name], phase: index, field: `poll.questions.${place + 1}.${name[0]}` });
  return html`
    <${Words} ...${of("title", lang)} label=${t("script.poll.question", { number: place + 1 })} lang=${lang} />
    <${Words} ...${of("easy", "de")} label=${t("script.easy")} lang="de" />
    <${Select} ...${of("answer")} label=${t("script.poll.answer")} options=${ANSWERS} word="script.poll.answer" set=${(/** @type {string} */ answer) => answeredBy(path, answer)} />
    ${question.options && html`<${Options} draft=${draft} view=${view} index=${index} question=${question} place=${place} />`}
    ${question.answer === "multiple" && html`<${Figure} ...${of("most")} label=${t("script.poll.most")} />`}
    ${question.answer === "scale" && ["low", "high"].map((end) => html`<${Words} key=${end} ...${of(end, lang)} label=${t(`script.poll.${end}`)} lang=${lang} />`)}`;
}

/** @param {{draft: Props["draft"], view: Props["view"], index: number, question: ScriptQuestion, place: number}} props */
function Options({ draft, view, index, question, place }) {
  const path = ["phases", index, "poll", "questions", place, "options"];
  const field = `poll.questions.${place + 1}.options`;
  const options = question.options ?? [];
  const add = () => {
    const option = { id: freeId(options, "antwort"), title: { de: "Neue Antwort", en: "New answer" } };
    draft.edit(`add-option-${path.join(".")}`, (document) => put(document, path, [...(at(document, path) ?? []), option]));
    draft.settle();
  };
  return html`<div class="question-options"><ol class="steps-list" id=${fieldId(index, field)} tabindex="-1">
      ${options.map((option, number) => html`<li key=${option.id} class="column-row">
        <${Words} draft=${draft} path=${[...path, number, "title", view.lang.value]} phase=${index} field=${`${field}.${number + 1}.title`} label=${t("script.poll.option", { number: number + 1 })} lang=${view.lang.value} />
        <${Tools} draft=${draft} view=${view} path=${path} place=${number} count=${options.length} name=${pick(/** @type {any} */ (option.title))} />
      </li>`)}
    </ol>
    <${Found} id=${`options-found-${path.join("-")}`} found=${faults(draft, index, field).filter((each) => each.field === field)} />
    <${Button} small icon="add" label=${t("script.poll.option.add")} onClick=${add} /></div>`;
}
