// @ts-check
/** Waiting: until the start, who is host, what comes, the own picture small. */

import { html } from "../vendor/preact.js";
import { clockTime, minutesSeconds } from "../time.js";
import { pick, spoken, t } from "../words.js";
import { listed } from "../ahead.js";
import { AskTech } from "./tech.js";
import { Video } from "./video.js";

/** @param {{app: import("../types").App}} props */
export function Foyer({ app }) {
  const { store, live, now } = app;
  const evening = store.evening.value;
  const people = store.room.value?.people ?? [];
  const hosts = (evening?.hosts ?? []).filter((name) => name !== null);
  return html`<section class="foyer" aria-labelledby="foyer-title">
    <div class="stack stack--tight"><h2 class="kern-heading-large" id="foyer-title">${t("app.foyer.welcome", { name: store.name(store.me.value?.seat ?? 0) })}</h2>
    ${store.me.value?.waiting ? html`<p class="foyer__start">${t("app.foyer.waiting")}</p>` : html`<${Start} evening=${evening} now=${now.value} />`}
    <p class="lead">${t("app.foyer.wait")}</p>
    ${hosts.length > 0 && html`<p>${t("app.foyer.hosts", { names: listed(hosts) })}</p>`}
    ${people.length > 0 && html`<p class="small">${t("app.foyer.people", { count: people.length })}</p>`}
    ${evening?.next && html`<p>${t("app.foyer.next", { title: pick(evening.next.title) })}</p>`}
    <${AskTech} app=${app} />
    </div>
    ${live.preview.value && html`<div class="foyer__self tile tile--self"><${Video} stream=${live.preview.value} mirror /></div>`}
  </section>`;
}

/** @param {{evening: import("../types").Evening | null, now: number}} props */
function Start({ evening, now }) {
  const at = evening?.starts_at;
  if (evening?.status !== "waiting") return html`<p class="foyer__start">${t("app.foyer.running")}</p>`;
  if (!at) return html`<p class="foyer__start">${t("app.foyer.soon")}</p>`;
  const time = clockTime(at, spoken());
  if (at <= now) return html`<p class="foyer__start">${t("app.foyer.moment")}</p>`;
  return html`<p class="foyer__start lead">
    ${t("app.foyer.at", { time })}
    <span class="foyer__clock" role="timer" aria-live="off">${minutesSeconds(Math.ceil(at - now))}</span>
  </p>`;
}
