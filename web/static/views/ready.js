// @ts-check
/** "Ich bin fertig": in phases that go on when most are done; one click, undone by the same. */

import { html } from "../vendor/preact.js";
import { t } from "../words.js";
import { Button } from "./parts.js";

/** @param {{app: import("../types").App}} props */
export function Ready({ app }) {
  const { me, evening } = app.store;
  const phase = evening.value?.phase;
  if (!phase?.ready || me.value?.role !== "citizen") return null;
  const ready = me.value.ready ?? false;
  const act = () => app.act("agenda.ready", { phase: phase.id, ready: !ready });
  return html`<div class="row">
    <${Button} small icon="check" label=${t("app.ready")} aria-pressed=${ready} kind=${ready ? "primary" : "secondary"} onClick=${act} />
    <span>${t("app.ready.count", { count: evening.value?.ready ?? 0 })}</span>
  </div>`;
}
