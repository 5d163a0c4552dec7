// @ts-check
/** The elastic plan's proposal: what it costs, line by line, and one click that accepts it. */

import { html, useState } from "../../vendor/preact.js";
import { clockTime, endAt } from "../../time.js";
import { pick, spoken, t } from "../../words.js";
import { Button } from "../parts.js";

/** @typedef {import("../../types").Plan} PlanTopic */

/** @param {{app: import("../../types").App}} props */
export function Plan({ app }) {
  const plan = /** @type {PlanTopic | null} */ (app.store.topic("plan").value);
  const [hidden, setHidden] = useState(0);
  if (!plan || plan.plan === hidden) return null;
  const some = plan.changes.length > 0 || plan.give_s > 0;
  return html`<section class="plan" aria-labelledby="plan-title">
    <h3 id="plan-title">${t("app.plan")}</h3>
    ${plan.give_s > 0 && html`<p>${t("app.plan.give", { count: minutes(plan.give_s) })}</p>`}
    ${plan.changes.length > 0 && html`<p>${why(plan)}</p>`}
    <ul class="plan__price">${plan.changes.map((change) => html`<li key=${change.phase}>${line(change)}</li>`)}</ul>
    ${plan.short_s > 0 && html`<p class="plan__short">${t("app.plan.short", { count: minutes(plan.short_s), time: late(app, plan) })}</p>`}
    <div class="row">
      ${some && html`<${Button} small icon="check" label=${t("app.plan.accept")} onClick=${() => app.act("agenda.accept", { plan: plan.plan })} />`}
      <${Button} small kind="tertiary" label=${t("app.plan.hide")} onClick=${() => setHidden(plan.plan)} />
    </div>
  </section>`;
}

/** @param {number} seconds */
const minutes = (seconds) => Math.round(seconds / 60);

/** @param {number} at */
const clock = (at) => clockTime(at, spoken());

/** @param {PlanTopic} plan */
function why(plan) {
  if (plan.over_s < 0) return t("app.plan.free", { count: minutes(-plan.over_s) });
  return t("app.plan.over", { count: minutes(plan.over_s), time: clock(plan.end_at ?? 0) });
}

/** When the evening ends if the plan is accepted and nobody goes on for longer. @param {import("../../types").App} app @param {PlanTopic} plan */
function late({ store, now }, plan) {
  const evening = store.evening.value;
  const saved = plan.changes.reduce((sum, change) => sum + change.from_s - change.to_s, 0);
  return evening ? clock((endAt(evening, now.value) ?? 0) + plan.give_s - saved) : "";
}

/** @param {PlanTopic["changes"][0]} change */
function line({ title, from_s, to_s }) {
  const written = (/** @type {number} */ seconds) => (seconds / 60).toLocaleString(spoken() === "en" ? "en" : "de");
  return t("app.plan.line", { title: pick(title), from: written(from_s), to: written(to_s) });
}
