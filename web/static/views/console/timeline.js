// @ts-check
/** The script as a time line: past, now, next; planned and real clock times; the cue of the running phase. */

import { html } from "../../vendor/preact.js";
import { clockTime } from "../../time.js";
import { pick, spoken, t } from "../../words.js";

/** @param {{app: import("../../types").App}} props */
export function Timeline({ app }) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (app.store.topic("timeline").value ?? []);
  return html`<ol class="timeline" aria-label=${t("app.timeline")}>
    ${entries.map((entry) => html`<li key=${entry.id} class=${`timeline__item timeline__item--${entry.state}`} aria-current=${entry.state === "now" ? "step" : undefined}>
      <span class="timeline__at"><${Times} entry=${entry} /></span>
      <span class="timeline__title">${pick(entry.title)}</span>
      <span class="timeline__minutes">${t("app.timeline.minutes", { minutes: Math.round(entry.minutes) })}</span>
      ${entry.state === "now" && html`<${Cue} entry=${entry} />`}
    </li>`)}
  </ol>`;
}

/** What to say and do now, step by step. @param {{entry: import("../../types").TimelineEntry}} props */
function Cue({ entry }) {
  const steps = (entry.steps ?? []).filter((step) => step.cue);
  return html`${entry.cue && html`<p class="timeline__cue">${pick(entry.cue)}</p>`}
    ${steps.map((step) => html`<p key=${pick(step.title)} class="timeline__cue"><strong>${pick(step.title)}:</strong> ${pick(step.cue)}</p>`)}`;
}

/** Planned time, and the real or expected one where it differs. @param {{entry: import("../../types").TimelineEntry}} props */
function Times({ entry }) {
  const at = entry.started_at ?? entry.expected_at;
  const planned = entry.planned_at ? clockTime(entry.planned_at, spoken()) : "";
  const real = at ? clockTime(at, spoken()) : "";
  if (!real || real === planned) return planned;
  return html`<s class="timeline__planned">${planned}</s> ${real}`;
}
