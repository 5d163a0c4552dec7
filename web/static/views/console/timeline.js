// @ts-check
/** The script as a time line: past, now, next; planned and real clock times; the cue of the running phase. */

import { html } from "../../vendor/preact.js";
import { clockTime } from "../../time.js";
import { pick, spoken, t } from "../../words.js";
import { Change } from "./change.js";

/** @param {{app: import("../../types").App}} props */
export function Timeline({ app }) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (app.store.topic("timeline").value ?? []);
  return html`<ol class="timeline" aria-label=${t("app.timeline")}>
    ${entries.map((entry) => html`<li key=${entry.id} class=${`timeline__item timeline__item--${entry.state}`} aria-current=${entry.state === "now" ? "step" : undefined}>
      <span class="timeline__at"><${Times} entry=${entry} /></span>
      <span class="timeline__title">${pick(entry.title)}</span>
      <span class="timeline__minutes"><${Minutes} entry=${entry} /></span>
      <${Change} app=${app} entry=${entry} entries=${entries} />
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

/** "25 Min.", or "25 → 23 Min." where staff or the plan made it another. @param {{entry: import("../../types").TimelineEntry}} props */
function Minutes({ entry }) {
  if (entry.state === "skipped") return t("app.timeline.skipped");
  const [planned, now] = [entry.planned_minutes, entry.minutes].map((each) => each.toLocaleString(spoken() === "en" ? "en" : "de"));
  return t("app.timeline.minutes", { minutes: planned === now ? now : `${planned} → ${now}` });
}

/** Planned time, and the real or expected one where it differs. @param {{entry: import("../../types").TimelineEntry}} props */
function Times({ entry }) {
  const at = entry.started_at ?? entry.expected_at;
  const planned = entry.planned_at ? clockTime(entry.planned_at, spoken()) : "";
  const real = at ? clockTime(at, spoken()) : "";
  if (!real || real === planned) return planned;
  return html`<s class="timeline__planned">${planned}</s> ${real}`;
}
