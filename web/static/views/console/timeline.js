// @ts-check
/** The script as a time line: past, now, next; planned and real clock times; the cue of the running phase. */

import { html } from "../../vendor/preact.js";
import { clockTime, lateness } from "../../time.js";
import { pick, spoken, t } from "../../words.js";
import { Change } from "./change.js";

/** @typedef {import("../../types").TimelineEntry} Entry */

/** @param {{app: import("../../types").App}} props */
export function Timeline({ app }) {
  const entries = /** @type {Entry[]} */ (app.store.topic("timeline").value ?? []);
  const late = lateness(app.store.evening.value, app.now.value);
  const folded = entries.slice(0, settled(entries));
  const item = (/** @type {Entry} */ entry) => html`<${Item} key=${entry.id} app=${app} entry=${entry} entries=${entries} late=${late} />`;
  return html`<ol class="timeline" aria-label=${t("app.timeline")}>
    ${folded.length > 0 && html`<li key="folded" class="timeline__folded"><details>
      <summary>${t("app.timeline.past", { count: folded.length })}</summary>
      <ol class="timeline">${folded.map(item)}</ol>
    </details></li>`}
    ${entries.slice(folded.length).map(item)}
    ${entries.length > 0 && html`<${End} entries=${entries} late=${late} />`}
  </ol>`;
}

/** How many at the beginning are over for good and need not stand above what runs: all but the newest, and one alone is
 * not worth a fold. @param {Entry[]} entries */
function settled(entries) {
  const past = entries.findIndex((each) => each.state !== "past" && each.state !== "skipped");
  const over = (past < 0 ? entries.length : past) - 1;
  return over > 1 ? over : 0;
}

/** @param {{app: import("../../types").App, entry: Entry, entries: Entry[], late: number}} props */
function Item({ app, entry, entries, late }) {
  return html`<li class=${`timeline__item timeline__item--${entry.state}`} aria-current=${entry.state === "now" ? "step" : undefined}>
    <span class="timeline__at"><${Times} planned=${entry.planned_at} real=${entry.started_at ?? later(entry.expected_at, late)} /></span>
    <span class="timeline__title">${pick(entry.title)}</span>
    <span class="timeline__minutes"><${Minutes} entry=${entry} /></span>
    <${Change} app=${app} entry=${entry} entries=${entries} />
    ${entry.state === "now" && html`<${Cue} entry=${entry} />`}
  </li>`;
}

/** @param {number | null} at @param {number} late */
const later = (at, late) => (at === null ? null : at + late);

/** When the programme was to end, and when it will. @param {{entries: Entry[], late: number}} props */
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

/** What to say and do now, step by step. @param {{entry: Entry}} props */
function Cue({ entry }) {
  const steps = (entry.steps ?? []).filter((step) => step.cue);
  return html`${entry.cue && html`<p class="timeline__cue">${pick(entry.cue)}</p>`}
    ${steps.map((step) => html`<p key=${pick(step.title)} class="timeline__cue"><strong>${pick(step.title)}:</strong> ${pick(step.cue)}</p>`)}`;
}

/** "25 Min.", or "25 → 23 Min." where staff or the plan made it another. @param {{entry: Entry}} props */
function Minutes({ entry }) {
  if (entry.state === "skipped") return t("app.timeline.skipped");
  const [planned, now] = [entry.planned_minutes, entry.minutes].map((each) => each.toLocaleString(spoken() === "en" ? "en" : "de", { maximumFractionDigits: 1 }));
  return t("app.timeline.minutes", { minutes: planned === now ? now : `${planned} → ${now}` });
}

/** Planned time, and the real or expected one where it differs. @param {{planned: number, real: number | null}} props */
function Times({ planned, real }) {
  const [then, now] = [planned, real].map((at) => (at ? clockTime(at, spoken()) : ""));
  if (!now || now === then) return then;
  return html`<s class="timeline__planned">${then}</s> ${now}`;
}
