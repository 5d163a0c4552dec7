// @ts-check
/** The one line that is always true: who is registered, here, at the door, lost; and which group calls for help. */

import { html } from "../../vendor/preact.js";
import { minutesSeconds } from "../../time.js";
import { t } from "../../words.js";
import { Button, Icon } from "../parts.js";

/** @param {{app: import("../../types").App}} props */
export function Presence({ app }) {
  const console = app.store.console.value;
  if (!console) return null;
  const { registered, present, door, lost, staff } = console.counts;
  const calls = console.groups.filter((group) => group.help_since !== null);
  return html`<div class="presence">
    <p class="presence__line">${t("app.presence", { registered, present, door, lost, staff })}</p>
    ${calls.map((group) => html`<p key=${group.id} class="presence__help">
      <${Icon} name="support" />
      <span>${t("app.presence.help", { number: group.number, time: minutesSeconds(app.now.value - (group.help_since ?? 0)) })}</span>
      <${Button} small label=${t("app.group.visit")} onClick=${() => app.visit(group.id)} />
      <${Button} small kind="tertiary" label=${t("app.group.clear")} onClick=${() => app.act("help.clear", { room: group.id })} />
    </p>`)}
  </div>`;
}
