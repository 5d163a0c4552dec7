// @ts-check
/** What is done now: the phase's text for everyone; in a group also the step with its own clock, and what it asks for. */

import { html } from "../vendor/preact.js";
import { leadsRoom } from "../people.js";
import { countdown, currentStep, phaseNow } from "../time.js";
import { pick, t } from "../words.js";
import { Button } from "./parts.js";

/** @param {import("../types").Step} step */
function hint(step) {
  if (step.turns === "round") return t("app.step.round");
  if (step.ask === "reporter") return t("app.step.reporter");
  if (step.cards === "hidden") return t("app.step.hidden");
  return step.cards === "open" ? t("app.step.open") : "";
}

/** Who guides gives this step of the own group more or less time, or goes on; all return together whatever they do.
 * @param {{app: import("../types").App, step: number}} props */
function Bend({ app, step }) {
  const room = app.store.group.value;
  const more = (/** @type {number} */ minutes) => html`<${Button} small label=${minutes < 0 ? "−1" : "+1"}
    aria-label=${t(minutes < 0 ? "app.step.less" : "app.step.more")} onClick=${() => app.act("step.extend", { room, step, minutes })} />`;
  return html`<div class="row step__bend" role="group" aria-label=${t("app.step.bend")}>
    ${more(-1)} ${more(1)}
    <${Button} small icon="skip-next" label=${t("app.step.next")} onClick=${() => app.act("step.next", { room, step })} />
  </div>`;
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
    ${at > 0 && at < evening.steps.length && leadsRoom(app.store.me.value?.role ?? "") && html`<${Bend} app=${app} step=${at - 1} />`}
  </section>`;
}
