// @ts-check
/** Polls at the Regiepult: a quick question to everybody, the running one with its bars, earlier results to show again. */

import { html, useState } from "../../vendor/preact.js";
import { clockTime } from "../../time.js";
import { spoken, t } from "../../words.js";
import { Button, Choice } from "../parts.js";
import { Results, said } from "../results.js";

/** @typedef {import("../../types").App} App */
/** @typedef {import("../../types").DeskPoll & {id: string}} DeskPoll */

const SECONDS = [0, 30, 60, 120, 300];

/** @param {{app: App}} props */
export function Polls({ app }) {
  const known = /** @type {Record<string, import("../../types").DeskPoll>} */ (app.store.topic("poll-desk").value ?? {});
  const all = Object.entries(known).map(([id, poll]) => ({ ...poll, id })).reverse();
  const open = all.filter((poll) => poll.open);
  return html`<section class="stack stack--tight" aria-label=${t("app.polls")}>
    ${open.map((poll) => html`<${Desk} key=${poll.id} app=${app} poll=${poll} />`)}
    ${!open.some((poll) => poll.kind === "quick") && html`<${Ask} app=${app} />`}
    ${all.filter((poll) => !poll.open).map((poll) => html`<${Desk} key=${poll.id} app=${app} poll=${poll} />`)}
  </section>`;
}

/** @param {{app: App, poll: DeskPoll}} props */
function Desk({ app, poll }) {
  const hint = !poll.results && (poll.secret ? "app.polls.secret" : "app.polls.survey");
  return html`<section class=${poll.open ? "desk desk--open" : "desk"} data-poll=${poll.id} aria-label=${said(poll.title)}>
    <p class="kicker">${[said(poll.title), poll.secret && t("app.polls.is_secret"), poll.open && poll.ends_at && t("app.polls.ends", { time: clockTime(poll.ends_at, spoken()) })].filter(Boolean).join(" · ")}</p>
    ${poll.open && !poll.results ? html`<p class="quiet">${t(hint || "app.polls.secret")}</p>` : html`<${Results} poll=${poll} results=${poll.results} />`}
    <p class="poll__count">${t("app.poll.voted", { voted: poll.voted, of: poll.of })}</p>
    <div class="row">
      ${poll.open && html`<${Button} small icon="stop" label=${t(poll.kind === "survey" ? "app.polls.close" : "app.polls.finish")} onClick=${() => app.act("poll.close", { poll: poll.id })} />`}
      ${!poll.open && html`<${Button} small aria-pressed=${poll.shown} label=${t(poll.shown ? "app.polls.hide" : "app.polls.show")}
        onClick=${() => app.act("poll.show", { poll: poll.shown ? null : poll.id })} />`}
    </div>
  </section>`;
}

/** @param {{app: App}} props */
function Ask({ app }) {
  const [text, setText] = useState("");
  const [own, setOwn] = useState("");
  const [seconds, setSeconds] = useState("60");
  const [secret, setSecret] = useState(false);
  const options = own.split("\n").map((line) => line.trim()).filter(Boolean);
  const wrong = options.length === 1 || options.length > 8;
  const send = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!text.trim() || wrong) return;
    app.act("poll.ask", { text: text.trim(), options, seconds: Number(seconds) || null, secret }).then(() => (setText(""), setOwn("")), () => {});
  };
  return html`<form class="ask" onSubmit=${send}>
    <h3 class="desk__title">${t("app.polls.ask")}</h3>
    <label class="field"><span class="kern-label">${t("app.polls.question")}</span>
      <input class="kern-form-input__input" maxlength="300" value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    <label class="field"><span class="kern-label">${t("app.polls.options")}</span>
      <textarea class="editor__text" rows="3" value=${own} placeholder=${t("app.polls.yes_no")} onInput=${(/** @type {any} */ event) => setOwn(event.currentTarget.value)}></textarea></label>
    ${wrong && html`<p class="refused" role="alert">${t("app.polls.options.wrong")}</p>`}
    <${Choice} label=${t("app.polls.ends_by")} value=${seconds} onPick=${setSeconds}
      options=${SECONDS.map((each) => ({ value: String(each), text: each ? t("app.polls.seconds", { seconds: each }) : t("app.polls.by_click") }))} />
    <label class="check"><input type="checkbox" checked=${secret} onChange=${() => setSecret(!secret)} /> <span>${t("app.polls.make_secret")}</span></label>
    <${Button} small icon="send" type="submit" label=${t("app.polls.send")} />
  </form>`;
}
