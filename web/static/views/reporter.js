// @ts-check
/** Who reports: chosen in the group, told in the plenary with the clock of the report; one's own turn in advance. */

import { html } from "../vendor/preact.js";
import { leadsRoom } from "../people.js";
import { countdown, currentStep } from "../time.js";
import { place, t } from "../words.js";
import { Banner } from "./banners.js";
import { Button, Choice } from "./parts.js";

/** In the group, in the step that asks for it and from then on. @param {{app: import("../types").App}} props */
export function Reporter({ app }) {
  const { store, now } = app;
  const reporter = /** @type {{seat: number | null} | null} */ (store.topic("reporter").value);
  const evening = store.evening.value;
  const asked = evening && currentStep(evening, now.value)?.ask === "reporter";
  if (!reporter || !(asked || reporter.seat)) return null;
  const me = store.me.value;
  const group = store.group.value;
  const guides = leadsRoom(me?.role ?? "");
  const mine = reporter.seat === me?.seat;
  const name = (/** @type {number} */ seat) => app.act("reporter.name", { group, seat });
  const text = mine ? t("app.reporter.yours") : reporter.seat ? t("app.reporter.named", { name: store.name(reporter.seat) }) : t("app.reporter.ask");
  return html`<section class="goround" aria-label=${t("app.reporter")}>
    <span role="status">${text}</span>
    ${!reporter.seat && me?.role === "citizen" && html`<${Button} small icon="campaign" label=${t("app.reporter.volunteer")} onClick=${() => name(me.seat)} />`}
    ${guides && html`<${Choice} hide label=${t("app.reporter.choose")} value=${reporter.seat ?? ""} options=${people(store)} onPick=${(/** @type {string} */ seat) => seat && name(Number(seat))} />`}
    ${reporter.seat && (mine || guides) && html`<${Button} small kind="tertiary" label=${t("app.reporter.release")} onClick=${() => app.act("reporter.release", { group })} />`}
  </section>`;
}

/** @param {import("../store.js").Store} store */
const people = (store) => [
  { value: "", text: t("app.reporter.choose") },
  ...(store.room.value?.people ?? []).filter((person) => person.role === "citizen").map(({ seat }) => ({ value: seat, text: store.name(seat) })),
];

/** @typedef {{running: {number: number, seat: number, at: number} | null, next: number | null, seconds: number}} Now */

/** In the plenary. @param {{app: import("../types").App}} props */
export function Reports({ app }) {
  const { store, now } = app;
  const reports = /** @type {Now | null} */ (store.topic("reports").value);
  const own = /** @type {{number: number, place: number} | null} */ (store.topic("my-report").value);
  const running = reports?.running;
  const yours = running && running.seat === store.me.value?.seat;
  const told = running && t(yours ? "app.report.yours" : "app.report.now", { name: store.name(running.seat), number: running.number });
  const after = reports?.next ? t("app.report.next", { number: reports.next }) : "";
  return html`${running && html`<div class="report"><${Banner} kind="message" icon="campaign" note=${after}
      text=${html`${told} <span role="timer" aria-live="off">${countdown(running.at + reports.seconds, Math.max(now.value, running.at))}</span>`} /></div>`}
    ${own && html`<${Banner} kind="move" icon="campaign" text=${t("app.report.soon", { number: own.number })} note=${place(own.place)} />`}`;
}
