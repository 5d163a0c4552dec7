// @ts-check
/** Technical help for who needs it: asking, the own place in the queue, and the corner in which two talk. */

import { html } from "../vendor/preact.js";
import { minutesSeconds } from "../time.js";
import { t } from "../words.js";
import { Button, Icon } from "./parts.js";

/** Asks, says how long it takes, takes it back: for foyer, help and probe. @param {{app: import("../types").App}} props */
export function AskTech({ app }) {
  const me = app.store.me.value;
  if (!me || HELPS.has(me.role) || me.tech?.helper) return null;
  const asked = me.tech !== null && me.tech !== undefined;
  return html`<div class="tech">
    <p role="status">${asked ? t("app.tech.asked") : t("app.tech.text")}</p>
    ${asked && html`<p class="small"><${Place} app=${app} /></p>`}
    <${Button} icon="support" label=${t(asked ? "app.tech.withdraw" : "app.tech.ask")} onClick=${() => app.act(asked ? "tech.withdraw" : "tech.ask")} />
  </div>`;
}

const HELPS = new Set(["moderator", "director", "organizer", "support"]);

/** "Sie sind als Zweite dran. Sie warten seit 2:10." @param {{app: import("../types").App}} props */
function Place({ app }) {
  const tech = app.store.me.value?.tech;
  if (!tech?.place) return null;
  const place = tech.place === 1 ? t("app.tech.next") : t("app.tech.place", { count: tech.place - 1 });
  return html`${place} <span role="timer" aria-live="off">${t("app.tech.since", { time: minutesSeconds(app.now.value - tech.since) })}</span>`;
}

/** What one reads in every room: that one waits, or that one is being helped. @param {{app: import("../types").App}} props */
export function Tech({ app }) {
  const { store } = app;
  const { tech, room } = store.me.value ?? {};
  if (!tech || (room === "foyer" && !tech.helper)) return null; // there it stands in the foyer's own text
  if (!tech.helper) {
    return html`<div class="banner banner--message"><${Icon} name="support" />
      <p class="banner__text">${t("app.tech.asked")} <span class="small"><${Place} app=${app} /></span></p>
      <${Button} small kind="tertiary" label=${t("app.tech.withdraw")} onClick=${() => app.act("tech.withdraw")} /></div>`;
  }
  const away = !store.room.value?.people.some((person) => person.seat === tech.helper);
  const text = away ? "app.tech.away" : "app.tech.with";
  return html`<div class="banner banner--message"><${Icon} name="support" />
    <p class="banner__text">${t(text, { name: store.name(tech.helper) || t("app.role.support") })}</p>
    <${Button} small icon="arrow-back" label=${t("app.tech.back")} onClick=${() => app.act("tech.end", { seat: store.me.value?.seat })} /></div>`;
}
