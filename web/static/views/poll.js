// @ts-check
/** Voting: what is asked now, and what it came to. An open vote may be changed, a secret one is final. */

import { html, useState } from "../vendor/preact.js";
import { mine, polls } from "../polls.js";
import { clockTime } from "../time.js";
import { spoken, t } from "../words.js";
import { LENGTH, Question } from "./ballot.js";
import { Button, Choice, Icon } from "./parts.js";
import { Results, said } from "./results.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").Poll & {id: string}} Poll */
/** @typedef {import("./ballot.js").Answers} Answers */

/** What is half answered outlives a look at another tab. @type {Map<string, Answers>} */
const drafts = new Map();

/** @param {{app: App}} props */
export function Polls({ app }) {
  return html`<section class="polls" aria-label=${t("app.tab.poll")}>
    ${polls(app.store).map((poll) => html`<${One} key=${poll.id} app=${app} poll=${poll} />`)}
  </section>`;
}

/** @param {{app: App, poll: Poll}} props */
function One({ app, poll }) {
  return html`<article class="poll" data-poll=${poll.id}>
    <h2 class="board__title">${said(poll.title)}</h2>
    ${poll.open ? html`<${Open} app=${app} poll=${poll} />` : html`<${Results} poll=${poll} results=${poll.results} />`}
    <p class="poll__count">${t("app.poll.voted", { voted: poll.voted, of: poll.of })}</p>
    <p class="quiet">${t("app.poll.opinion")}${!poll.vouched && ` ${t("app.poll.unsure")}`}</p>
  </article>`;
}

/** One form a person; two at one device take turns. @param {{app: App, poll: Poll}} props */
function Open({ app, poll }) {
  const votes = mine(app.store, poll.id);
  const people = Object.keys(votes);
  const [person, setPerson] = useState(() => people.find((each) => votes[each] === null) ?? "1");
  if (!people.length) return html`<ul class="plain">${poll.questions.map((question) => html`<li key=${question.id}><strong>${said(question.title)}</strong></li>`)}</ul>`;
  return html`
    ${people.length > 1 && html`<${Choice} label=${t("app.poll.who")} value=${person} onPick=${setPerson}
      options=${people.map((each) => ({ value: each, text: t(`app.poll.person.${each}`) + (votes[each] ? ` ✓` : "") }))} />`}
    <${Form} key=${person} app=${app} poll=${poll} person=${person} vote=${votes[person]} />`;
}

/** @param {{app: App, poll: Poll, person: string, vote: import("../types").MyVote | null}} props */
function Form({ app, poll, person, vote }) {
  const place = `${poll.id}:${person}`;
  const [answers, setAnswers] = useState(/** @returns {Answers} */ () => drafts.get(place) ?? answersOf(vote));
  const [changing, setChanging] = useState(false);
  if (vote && poll.secret) return html`<p class="poll__done"><${Icon} name="check" />${t("app.poll.cast")}</p>`;
  if (vote && !changing) return html`<p class="poll__done"><${Icon} name="check" />${t("app.poll.kept")}</p>
    ${Object.values(vote.texts ?? {}).includes(null) && html`<p>${t("app.poll.redacted")}</p>`}
    <${Button} small label=${t("app.poll.change")} onClick=${() => (setAnswers(answersOf(vote)), setChanging(true))} />`;
  const under = app.store.pending.value.some(({ command, data }) => command === "poll.vote" && data.poll === poll.id && data.person === Number(person));
  const change = (/** @type {Answers} */ next) => (drafts.set(place, next), setAnswers(next));
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (under || !answered(answers)) return;
    app.store.refusal.value = null;
    app.act("poll.vote", { poll: poll.id, ...kept(answers), person: Number(person) }).then(() => (drafts.delete(place), setChanging(false)), () => {});
  };
  return html`<form class="poll__form" onSubmit=${send}>
    ${poll.questions.map((question) => html`<${Question} key=${question.id} question=${question} name=${place} answers=${answers} off=${under} onChange=${change} />`)}
    <p>${note(poll)}</p>
    <${Button} kind="primary" icon="send" type="submit" aria-disabled=${under || !answered(answers)}
      label=${t(under ? "app.poll.sending" : poll.secret ? "app.poll.cast_now" : "app.poll.send")} />
  </form>`;
}

/** What was voted, to be changed; a text that was removed does not come back. @param {import("../types").MyVote | null} vote @returns {Answers} */
const answersOf = (vote) => ({ chosen: vote?.chosen ?? {}, texts: filled(vote?.texts ?? {}) });

/** @param {Answers} answers */
const answered = ({ chosen, texts }) => [...Object.values(chosen), ...Object.values(texts)].some((each) => each.length > 0) && Object.values(texts).every((text) => text.length <= LENGTH);

/** Only what was answered. @param {Answers} answers */
const kept = ({ chosen, texts }) => ({ chosen: filled(chosen), texts: filled(texts) });

/** @param {Record<string, any>} table */
const filled = (table) => Object.fromEntries(Object.entries(table).filter(([, value]) => value?.length > 0));

/** What becomes of the vote, and until when. @param {Poll} poll */
function note(poll) {
  if (poll.secret) return t("app.poll.secret");
  if (poll.kind === "survey") return t("app.poll.survey");
  return poll.ends_at ? t("app.poll.until", { time: clockTime(poll.ends_at, spoken()) }) : t("app.poll.open");
}
