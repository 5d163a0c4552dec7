// @ts-check
/** The speaker's sheet: what is now and how long, the words to say, what comes next, what the team writes. Reads only. */

import { html, useState } from "../vendor/preact.js";
import { lines } from "../staffline.js";
import { clockTime, countdown, currentStep, lateness, phaseNow } from "../time.js";
import { pick, spoken, t } from "../words.js";
import { Button } from "./parts.js";
import { useLooking } from "./team.js";

/** @typedef {import("../types").App} App */
/** @typedef {import("../types").TimelineEntry} Entry */

const SIZES = 4; // of .sheet--0 and so on: for a sheet that lies beside the camera
const TOLD = 2;
const LATELY_S = 10 * 60;

/** @param {{app: App, wide: boolean, onWide: (wide: boolean) => void}} props */
export function Sheet({ app, wide, onWide }) {
  const { store } = app;
  const place = `sheet:${store.dialogue}`;
  const [size, setSize] = useState(Number(store.storage.getItem(place) ?? 1));
  const grow = (/** @type {number} */ by) => {
    const next = Math.min(SIZES - 1, Math.max(0, size + by));
    setSize(next);
    store.storage.setItem(place, String(next));
  };
  const entries = /** @type {Entry[]} */ (store.topic("timeline").value ?? []);
  const now = entries.find((entry) => entry.state === "now");
  const next = entries.find((entry) => entry.state === "next");
  return html`<section class=${`sheet sheet--${size}`} aria-label=${t("app.sheet")}>
    <div class="row sheet__keys" role="group" aria-label=${t("app.sheet.size")}>
      <${Button} small kind="tertiary" label="A−" aria-label=${`A−: ${t("app.sheet.smaller")}`} disabled=${size === 0} onClick=${() => grow(-1)} />
      <${Button} small kind="tertiary" label="A+" aria-label=${`A+: ${t("app.sheet.larger")}`} disabled=${size === SIZES - 1} onClick=${() => grow(1)} />
      <span class="sheet__wide"><${Button} small kind="tertiary" aria-pressed=${wide} label=${t("app.sheet.wide")} onClick=${() => onWide(!wide)} /></span>
    </div>
    <${Told} app=${app} />
    ${now ? html`<${Now} app=${app} entry=${now} />` : html`<p class="quiet">${t("app.agenda.waiting")}</p>`}
    ${next && html`<${Next} entry=${next} late=${lateness(store.evening.value, app.now.value)} />`}
  </section>`;
}

/** @param {{app: App, entry: Entry}} props */
function Now({ app, entry }) {
  const evening = /** @type {import("../types").Evening} */ (app.store.evening.value);
  const left = evening.ends_at === null ? "" : countdown(evening.ends_at, phaseNow(evening, app.now.value));
  const step = currentStep(evening, app.now.value);
  const at = step ? evening.steps.indexOf(step) : -1;
  return html`<section class="sheet__now" aria-labelledby="sheet-now">
    <h2 class="sheet__title" id="sheet-now">${pick(entry.title)}</h2>
    <p class=${left.startsWith("+") ? "sheet__left sheet__left--over" : "sheet__left"} role="timer" aria-live="off">${left}
      <small>${t(evening.status === "paused" ? "app.bar.paused" : left.startsWith("+") ? "app.bar.over" : "app.bar.left")}</small></p>
    ${evening.phase?.text && html`<p class="sheet__read"><small>${t("app.sheet.read")}</small> ${pick(evening.phase.text)}</p>`}
    <${Words} cue=${entry.cue} />
    ${(entry.steps ?? []).map((each, index) => html`<div key=${index} class=${index === at ? "sheet__step sheet__step--now" : "sheet__step"} aria-current=${index === at ? "step" : undefined}>
      <h3 class="sheet__steptitle">${pick(each.title)} ${index === at && step && html`<span role="timer" aria-live="off">${countdown(step.ends_at, phaseNow(evening, app.now.value))}</span>`}</h3>
      <${Words} cue=${each.cue} />
    </div>`)}
  </section>`;
}

/** What to say and do. @param {{cue: import("../types").Localized | null}} props */
const Words = ({ cue }) => cue && html`<p class="sheet__words">${pick(cue)}</p>`;

/** @param {{entry: Entry, late: number}} props */
const Next = ({ entry, late }) => html`<section class="sheet__next" aria-labelledby="sheet-next">
  <h2 class="sheet__title" id="sheet-next"><small>${t("app.sheet.next")}</small> ${pick(entry.title)}</h2>
  <p class="quiet">${entry.expected_at ? `${t("app.sheet.at", { time: clockTime(entry.expected_at + late, spoken()) })} · ` : ""}${t("app.timeline.minutes", { minutes: entry.minutes.toLocaleString(spoken() === "en" ? "en" : "de") })}</p>
  <${Words} cue=${entry.cue} />
</section>`;

/** What the others wrote lately. @param {{app: App}} props */
function Told({ app }) {
  const { store, now } = app;
  const told = lines(store).filter((line) => line.seat !== store.me.value?.seat && line.at > now.value - LATELY_S).slice(-TOLD).reverse();
  useLooking(store, told[0]?.number ?? 0);
  if (!told.length) return null;
  return html`<ul class="team__lines" aria-label=${t("app.team")}>
    ${told.map((line) => html`<li key=${line.number} class="team__line">
      <span class="team__who">${line.name ?? ""} · ${clockTime(line.at, spoken())}</span> <span class="team__text">${line.text}</span>
    </li>`)}
  </ul>`;
}
