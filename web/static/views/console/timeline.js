// @ts-check
/** The script as a time line: past, now, next; planned and real clock times; the cue of the running phase. */

import { html } from "../../vendor/preact.js";
import { clockTime } from "../../time.js";
import { pick, spoken, t } from "../../words.js";

/** @param {{app: import("../../types").App}} props */
export function Timeline({ app }) {
  const entries = /** @type {import("../../types").TimelineEntry[]} */ (app.store.topic("timeline").value ?? []);
  return html`<ol class="timeline" aria-label=${t("app.timeline")}>
    ${entries.map((entry) => html`<li key=${entry.id} class=${`timeline__entry timeline__entry--${entry.state}`} aria-current=${entry.state === "now" ? "step" : undefined}>
      <span class="timeline__at"><${Times} entry=${entry} /></span>
      <span class="timeline__title">${pick(entry.title)}</span>
      <span class="timeline__minutes">${t("app.timeline.minutes", { minutes: Math.round(entry.minutes) })}</span>
      ${entry.state === "now" && entry.cue && html`<p class="timeline__cue">${pick(entry.cue)}</p>`}
    </li>`)}
  </ol>`;
}

/** Planned time, and the real one where it differs by a minute. @param {{entry: import("../../types").TimelineEntry}} props */
function Times({ entry }) {
  const planned = entry.planned_at ? clockTime(entry.planned_at, spoken()) : "";
  const real = entry.started_at ? clockTime(entry.started_at, spoken()) : "";
  if (!real || real === planned) return planned;
  return html`<s class="timeline__planned">${planned}</s> ${real}`;
}
