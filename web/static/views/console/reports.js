// @ts-check
/** The short reports on the Regiepult: who is next, who is not here; one click calls the next group to the stage. */

import { html } from "../../vendor/preact.js";
import { t } from "../../words.js";
import { Button } from "../parts.js";

/** @typedef {{group: string, number: number, seat: number | null, here: boolean, state: string}} Row */

/** @param {{app: import("../../types").App}} props */
export function ReportDesk({ app }) {
  const { store } = app;
  const rows = /** @type {Row[]} */ (store.topic("report-desk").value ?? []);
  const kind = store.evening.value?.phase?.kind;
  const called = rows.some((row) => row.state !== "waiting");
  if (!rows.length || !(kind === "harvest" || rows.some((row) => row.state === "running"))) return null;
  const running = rows.find((row) => row.state === "running");
  const left = rows.some((row) => row.state === "waiting");
  const next = () => app.act("report.next", { leaving: running?.group ?? null });
  return html`<section class="console__section" aria-labelledby="reports-title">
    <h3 id="reports-title">${t("app.console.reports")}</h3>
    <div class="row">
      ${left && html`<${Button} small kind="primary" icon="campaign" label=${t(called ? "app.console.reports.next" : "app.console.reports.first")} onClick=${next} />`}
      ${running?.seat && html`<${Button} small label=${t("app.console.reports.thanks")} onClick=${() => app.act("floor.take", { seat: running.seat })} />`}
    </div>
    <ol class="queue">
      ${rows.map((row) => html`<li key=${row.group} class="queue__item" aria-current=${row.state === "running" ? "true" : undefined}>
        <span class="people__name">${t("app.room.group", { number: row.number })}: ${who(store, row)}</span>
        ${row.seat && row.here && row.state !== "running" && html`<${Button} small kind="tertiary" label=${t("app.console.reports.call")} onClick=${() => app.act("report.call", { group: row.group })} />`}
      </li>`)}
    </ol>
  </section>`;
}

/** @param {import("../../store.js").Store} store @param {Row} row */
function who(store, row) {
  const name = row.seat ? store.name(row.seat) : t("app.console.reports.nobody");
  const state = row.seat && !row.here ? t("app.console.reports.away") : ["running", "heard"].includes(row.state) ? t(`app.console.reports.${row.state}`) : "";
  return state ? `${name} · ${state}` : name;
}
