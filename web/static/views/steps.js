// @ts-check
/** What a group does now: the phase's question, the step with its own clock, and what the step asks for. */

import { html } from "../vendor/preact.js";
import { countdown, currentStep, phaseNow } from "../time.js";
import { pick, t } from "../words.js";

/** @param {import("../types").Step} step */
function hint(step) {
  if (step.turns === "round") return t("app.step.round");
  if (step.ask === "reporter") return t("app.step.reporter");
  if (step.cards === "hidden") return t("app.step.hidden");
  return step.cards === "open" ? t("app.step.open") : "";
}

/** @param {{app: import("../types").App}} props */
export function Steps({ app }) {
  const evening = app.store.evening.value;
  if (!evening?.phase?.text && !evening?.steps.length) return null;
  const step = evening && currentStep(evening, app.now.value);
  const at = step ? evening.steps.indexOf(step) + 1 : 0;
  return html`<section class="step" aria-label=${t("app.step.label")}>
    ${evening.phase?.text && html`<p class="step__question">${pick(evening.phase.text)}</p>`}
    ${step &&
    html`<p class="step__title">
      <span><span class="step__count">${t("app.step.count", { at, of: evening.steps.length })}</span> ${pick(step.title)}</span>
      <span class="step__clock" role="timer" aria-live="off">${countdown(step.ends_at, phaseNow(evening, app.now.value))}</span>
    </p>`}
    ${step && html`<p class="step__text">${pick(step.text) || hint(step)}</p>`}
  </section>`;
}
