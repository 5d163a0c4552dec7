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
      ${phase && next && html`<${Next} app=${app} phase=${phase.id} next=${next} leaving=${evening.leaving ?? false} />`}
      ${status === "running" && html`<${Button} icon="pause" label=${t("app.agenda.pause")} onClick=${() => app.act("agenda.pause")} />`}
      ${status === "paused" && html`<${Button} kind="primary" icon="play-arrow" label=${t("app.agenda.resume")} onClick=${() => app.act("agenda.resume")} />`}
      ${phase && html`<${Minutes} app=${app} phase=${phase.id} />`}
      ${phase && html`<${Close} app=${app} last=${!next} />`}
    </div>
  </div>`;
}

/** Onward; out of groups people are warned first, and only an explicit second click moves them at once.
 * @param {{app: import("../../types").App, phase: string, next: {title: import("../../types").Localized}, leaving: boolean}} props */
function Next({ app, phase, next, leaving }) {
  const act = () => app.act("agenda.next", { leaving: phase, now: leaving });
  const label = leaving ? t("app.agenda.now") : t("app.agenda.next", { title: pick(next.title) });
  return html`<${Button} kind="primary" icon="skip-next" label=${label} onClick=${act} />`;
}

/** @param {{evening: import("../../types").Evening, now: number}} props */
function Left({ evening, now }) {
  const soon = evening.status === "waiting" && (evening.starts_at ?? 0) > now ? evening.starts_at : null;
  const until = evening.phase ? evening.ends_at : soon;
  const title = evening.phase ? pick(evening.phase.title) : t(soon ? "app.bar.starts" : "app.agenda.waiting");
  const time = until ? countdown(until, phaseNow(evening, now)) : "–:––";
  const note = evening.status === "paused" ? "app.bar.paused" : evening.leaving ? "app.agenda.leaving" : "";
  return html`<p class="console__left">
    <span class=${time.startsWith("+") ? "console__time console__time--over" : "console__time"} role="timer" aria-live="off">${time}</span>
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

/** Ending the evening asks first, for it cannot be undone. @param {{app: import("../../types").App, last: boolean}} props */
function Close({ app, last }) {
  const [asks, setAsks] = useState(false);
  const close = () => (setAsks(false), app.act("agenda.close"));
  const actions = html`<${Button} kind="tertiary" label=${t("app.cancel")} onClick=${() => setAsks(false)} />
    <${Button} kind="primary" label=${t("app.agenda.close_now")} onClick=${close} />`;
  return html`<${Button} kind=${last ? "primary" : "tertiary"} icon="stop" label=${t("app.agenda.close")} onClick=${() => setAsks(true)} />
    ${asks && html`<${Dialog} title=${t("app.agenda.close_title")} actions=${actions} onClose=${() => setAsks(false)}>
      <p>${t("app.agenda.close_text")}</p>
    </${Dialog}>`}`;
}
