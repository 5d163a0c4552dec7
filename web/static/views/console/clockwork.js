// @ts-check
/** Driving the evening: start, next, pause, minutes, end; the big remaining time. */

import { html, useState } from "../../vendor/preact.js";
import { countdown, phaseNow } from "../../time.js";
import { pick, t } from "../../words.js";
import { Dialog } from "../dialog.js";
import { Button } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Clockwork({ app }) {
  const evening = app.store.evening.value;
  if (!evening) return null;
  const { status, phase, next } = evening;
  return html`<div class="console__now">
    <${Left} evening=${evening} now=${app.now.value} />
    <div class="console__buttons">
      ${status === "waiting" && html`<${Button} kind="primary" icon="play-arrow" label=${t("app.agenda.start")} onClick=${() => app.act("agenda.start")} />`}
      ${phase && html`<${Next} app=${app} phase=${phase.id} title=${next ? pick(next.title) : t("app.bar.lingering")} leaving=${evening.leaving ?? false} />`}
      ${status === "running" && html`<${Button} icon="pause" label=${t("app.agenda.pause")} onClick=${() => app.act("agenda.pause")} />`}
      ${status === "paused" && html`<${Button} kind="primary" icon="play-arrow" label=${t("app.agenda.resume")} onClick=${() => app.act("agenda.resume")} />`}
      ${phase && html`<${Minutes} app=${app} phase=${phase.id} />`}
      ${phase && next && status === "running" && html`<${Finish} app=${app} phase=${phase.id} />`}
      ${status === "lingering" && html`<${Close} app=${app} />`}
    </div>
  </div>`;
}

/** Onward; out of groups people are warned first, and only an explicit second click moves them at once.
 * @param {{app: import("../../types").App, phase: string, title: string, leaving: boolean}} props */
function Next({ app, phase, title, leaving }) {
  const act = () => app.act("agenda.next", { leaving: phase, now: leaving });
  const label = leaving ? t("app.agenda.now") : t("app.agenda.next", { title });
  return html`<${Button} kind="primary" icon="skip-next" label=${label} onClick=${act} />`;
}

const IDLE = /** @type {Record<string, string>} */ ({ waiting: "app.agenda.waiting", lingering: "app.bar.lingering", closed: "app.say.closed" });

/** @param {{evening: import("../../types").Evening, now: number}} props */
function Left({ evening, now }) {
  const due = evening.status === "waiting" ? evening.starts_at : null; // past it the clock counts on: somebody has to press
  const soon = due && due > now;
  const until = evening.phase ? evening.ends_at : due;
  const title = evening.phase ? pick(evening.phase.title) : t(soon ? "app.bar.starts" : IDLE[evening.status]);
  const time = until ? countdown(until, phaseNow(evening, now)) : "–:––";
  const note = evening.status === "paused" ? "app.bar.paused" : evening.leaving ? "app.agenda.leaving" : "";
  return html`<p class="console__left">
    ${evening.status !== "lingering" && html`<span class=${time.startsWith("+") ? "console__time console__time--over" : "console__time"} role="timer" aria-live="off">${time}</span>`}
    <span class="console__phase">${title}${note ? ` · ${t(note)}` : ""}</span>
  </p>`;
}

/** @param {{app: import("../../types").App, phase: string}} props */
function Minutes({ app, phase }) {
  return html`<span class="row console__minutes" role="group" aria-label=${t("app.agenda.minutes")}>
    ${[-1, 1, 2, 5].map((minutes) => html`<${Step} key=${minutes} app=${app} phase=${phase} minutes=${minutes} />`)}
  </span>`;
}

/** What is read aloud begins with what is shown (WCAG 2.5.3). @param {{app: import("../../types").App, phase: string, minutes: number}} props */
function Step({ app, phase, minutes }) {
  const shown = `${minutes < 0 ? "−" : "+"}${Math.abs(minutes)}`;
  const said = t(minutes < 0 ? "app.agenda.less" : "app.agenda.more", { count: Math.abs(minutes) });
  const act = () => app.act("agenda.extend", { phase, minutes });
  return html`<${Button} small label=${shown} aria-label=${`${shown}: ${said}`} onClick=${act} />`;
}

/** A button that asks first. @param {{kind: string, icon: string, word: string, text: string, onGo: () => void}} props */
function Asked({ kind, icon, word, text, onGo }) {
  const [asks, setAsks] = useState(false);
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${() => setAsks(false)} />
    <${Button} kind="primary" label=${t(`${word}_now`)} onClick=${() => (setAsks(false), onGo())} />`;
  return html`<${Button} kind=${kind} icon=${icon} label=${t(word)} onClick=${() => setAsks(true)} />
    ${asks && html`<${Dialog} title=${t(`${word}_title`)} actions=${actions} onClose=${() => setAsks(false)}><p>${text}</p></${Dialog}>`}`;
}

/** Straight to the Ausklang; the time line can take it back. @param {{app: import("../../types").App, phase: string}} props */
function Finish({ app, phase }) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (app.store.topic("timeline").value ?? []);
  const coming = entries.filter((each) => each.state === "next" || each.state === "later").map((each) => pick(each.title));
  return html`<${Asked} kind="tertiary" icon="stop" word="app.agenda.finish" text=${t("app.agenda.finish_text", { titles: coming.join(", ") })}
    onGo=${() => app.act("agenda.finish", { leaving: phase })} />`;
}

/** For good, for everybody who is still here. @param {{app: import("../../types").App}} props */
function Close({ app }) {
  const count = t("app.group.people", { count: app.store.console.value?.counts.present ?? 0 });
  return html`<${Asked} kind="primary" icon="stop" word="app.agenda.close" text=${t("app.agenda.close_text", { count })} onGo=${() => app.act("agenda.close")} />`;
}
