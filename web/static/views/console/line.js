// @ts-check
/** How lines do, in words: beside one person, and counted for a group. Says nothing while all is well. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Icon } from "../parts.js";

const POOR = new Set(["weak", "bad", "gone"]);

/** Whether technical help should look at it. @param {import("../../types").Line | undefined} line */
export const poor = (line) => line !== undefined && (line.without_sound || POOR.has(line.line));

/** @param {{line: import("../../types").Line | undefined}} props */
export function Line({ line }) {
  if (!line) return null;
  const loss = Math.round(Math.max(line.loss_up, line.loss_down) * 100);
  const figures = t("app.line.figures", { loss, rtt: line.rtt_ms, freezes: line.freezes });
  return html`${line.without_sound && html`<span class="people__mark"><${Icon} name="mic-off" /> ${t("app.line.without_sound")}</span>`}
    ${POOR.has(line.line) && html`<span class="people__mark" title=${figures}><${Icon} name="wifi-off" /> ${t(`app.line.${line.line}`)}</span>`}`;
}

/** @param {{app: import("../../types").App, seats: number[]}} props */
export function Lines({ app, seats }) {
  const lines = seats.map((seat) => app.store.health.value[seat]).filter(Boolean);
  const poor = lines.filter((line) => POOR.has(line.line)).length;
  const mute = lines.filter((line) => line.without_sound).length;
  const said = [poor && t("app.line.poor", { count: poor }), mute && t("app.line.mute", { count: mute })].filter(Boolean);
  return said.length ? html`<p class="group-tile__facts">${said.join(" · ")}</p>` : null;
}
