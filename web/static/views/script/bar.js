// @ts-check
/** Always in sight: when the evening ends and how much room there is, whether all is saved, undo. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";
import { clockAt, minutesOf } from "./times.js";

/** @param {import("./page.js").Props} props */
export function Bar({ draft, view }) {
  return html`<div class="script-bar">
    <${End} draft=${draft} />
    <p class=${`script-bar__state script-bar__state--${draft.state.value}`} role="status">${stateOf(draft)}</p>
    <div class="script-bar__tools">
      <${Button} small kind="tertiary" label=${t("script.undo")} disabled=${!draft.past.value.length} onClick=${() => (draft.undo(), view.say(t("script.undone")))} />
      <${Button} small kind="tertiary" label=${t("script.redo")} disabled=${!draft.future.value.length} onClick=${() => (draft.redo(), view.say(t("script.redone")))} />
    </div>
  </div>`;
}

/** @param {{draft: import("../../script-draft.js").Draft}} props */
function End({ draft }) {
  const { end_at: end = null, promised_at: promised = null, slack_s: slack = null } = draft.assessed.value ?? {};
  const over = end !== null && promised !== null ? end - promised : 0;
  const room = end === null ? "" : over > 0
    ? t("script.over", { minutes: minutesOf(over), time: clockAt(draft, promised) })
    : [over < 0 && t("script.reserve", { minutes: minutesOf(-over), time: clockAt(draft, promised) }), slack !== null && t("script.slack", { minutes: minutesOf(slack) })].filter(Boolean).join(" · ");
  return html`<p class=${over > 0 ? "script-bar__end script-bar__end--over" : "script-bar__end"}>
    <strong>${t("script.ends", { time: clockAt(draft, end) })}</strong> <span>${room}</span>
  </p>`;
}

/** @param {import("../../script-draft.js").Draft} draft */
function stateOf(draft) {
  if (draft.state.value === "refused") return draft.refusal.value || t("script.state.refused");
  return t(`script.state.${draft.state.value}`);
}
