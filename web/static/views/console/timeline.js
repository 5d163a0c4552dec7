// @ts-check
/** The script as a time line: past, now, next; planned and real clock times; the cue of the running phase. */

import { html } from "../../vendor/preact.js";
import { clockTime, lateness } from "../../time.js";
import { pick, spoken, t } from "../../words.js";
import { Change } from "./change.js";

/** @param {{app: import("../../types").App}} props */
export function Timeline({ app }) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (app.store.topic("timeline").value ?? []);
  const late = lateness(app.store.evening.value, app.now.value);
  return html`<ol class="timeline" aria-label=${t("app.timeline")}>
    ${entries.map((entry) => html`<li key=${entry.id} class=${`timeline__item timeline__item--${entry.state}`} aria-current=${entry.state === "now" ? "step" : undefined}>
      <span class="timeline__at"><${Times} planned=${entry.planned_at} real=${entry.started_at ?? later(entry.expected_at, late)} /></span>
      <span class="timeline__title">${pick(entry.title)}</span>
      <span class="timeline__minutes"><${Minutes} entry=${entry} /></span>
      <${Change} app=${app} entry=${entry} entries=${entries} />
      ${entry.state === "now" && html`<${Cue} entry=${entry} />`}
    </li>`)}
    ${entries.length > 0 && html`<${End} entries=${entries} late=${late} />`}
  </ol>`;
}

/** @param {number | null} at @param {number} late */
const later = (at, late) => (at === null ? null : at + late);

/** When the programme was to end, and when it will. @param {{entries: import("../../types").TimelineEntry[], late: number}} props */
function End({ entries, late }) {
  const last = entries[entries.length - 1];
  const kept = entries.filter((each) => each.state !== "skipped").pop() ?? last;
  const begins = kept.started_at ?? kept.expected_at;
  const real = kept.ended_at ?? (begins === null ? null : begins + kept.minutes * 60 + late);
  return html`<li class="timeline__item timeline__item--later">
    <span class="timeline__at"><${Times} planned=${last.planned_at + last.planned_minutes * 60} real=${real} /></span>
    <span class="timeline__title">${t("app.timeline.end")}</span>
  </li>`;
}

/** What to say and do now, step by step. @param {{entry: import("../../types").TimelineEntry}} props */
function Cue({ entry }) {
  const steps = (entry.steps ?? []).filter((step) => step.cue);
  return html`${entry.cue && html`<p class="timeline__cue">${pick(entry.cue)}</p>`}
    ${steps.map((step) => html`<p key=${pick(step.title)} class="timeline__cue"><strong>${pick(step.title)}:</strong> ${pick(step.cue)}</p>`)}`;
}

/** "25 Min.", or "25 → 23 Min." where staff or the plan made it another. @param {{entry: import("../../types").TimelineEntry}} props */
function Minutes({ entry }) {
  if (entry.state === "skipped") return t("app.timeline.skipped");
  const [planned, now] = [entry.planned_minutes, entry.minutes].map((each) => each.toLocaleString(spoken() === "en" ? "en" : "de"));
  return t("app.timeline.minutes", { minutes: planned === now ? now : `${planned} → ${now}` });
}

/** Planned time, and the real or expected one where it differs. @param {{planned: number, real: number | null}} props */
function Times({ planned, real }) {
  const [then, now] = [planned, real].map((at) => (at ? clockTime(at, spoken()) : ""));
  if (!now || now === then) return then;
  return html`<s class="timeline__planned">${then}</s> ${now}`;
}
