// @ts-check
/** For Podium and Regie: bring slides, show them, turn their pages, take them off the stage. */

import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { leads } from "../people.js";
import { turned } from "../slides.js";
import { t } from "../words.js";
import { OwnTime } from "./own-time.js";
import { Button } from "./parts.js";

/** @typedef {import("../types").Deck} Deck */
const KEYS = new Set(["ArrowRight", "ArrowLeft", "PageDown", "PageUp"]);

/** @typedef {{decks: Deck[], shown: {deck: string, page: number} | null}} Decks */

/** @param {{app: import("../types").App}} props */
export function Slides({ app }) {
  const { decks, shown } = /** @type {Decks} */ (app.store.topic("decks").value ?? { decks: [], shown: null });
  const deck = decks.find((each) => each.deck === shown?.deck);
  return html`<section class="slides" aria-label=${t("app.slides")}>
    ${!leads(app.store.me.value?.role ?? "") && html`<${OwnTime} app=${app} />`}
    ${deck && shown && html`<${Desk} app=${app} deck=${deck} page=${shown.page} />`}
    <ul class="slides__decks">
      ${decks.map((each) => html`<${Brought} key=${each.deck} app=${app} deck=${each} on=${each === deck} />`)}
    </ul>
    ${!decks.length && html`<p class="quiet">${t("app.slides.none")}</p>`}
    <${Bring} app=${app} />
  </section>`;
}

/** What is shown now, what comes, and the keys. @param {{app: import("../types").App, deck: Deck, page: number}} props */
function Desk({ app, deck, page }) {
  const pages = deck.images.length;
  const turn = useTurning(app, deck.deck, page);
  useKeys(pages, turn, leads(app.store.me.value?.role ?? ""));
  return html`<div class="slides__desk">
    <div class="slides__pair">
      <${Thumb} app=${app} image=${deck.images[page - 1]} label=${t("app.slides.now", { page, pages })} />
      ${page < pages && html`<${Thumb} app=${app} image=${deck.images[page]} label=${t("app.slides.then")} />`}
    </div>
    <div class="row">
      <${Button} icon="chevron-left" label=${t("app.slides.back")} disabled=${page === 1} onClick=${() => turn(() => page - 1)} />
      <${Button} kind="primary" icon="chevron-right" label=${t("app.slides.next")} disabled=${page === pages} onClick=${() => turn(() => page + 1)} />
      <${Button} kind="tertiary" icon="close" label=${t("app.slides.hide")} onClick=${() => app.act("slides.hide")} />
    </div>
    <p class="quiet small">${t("app.slides.keys")}</p>
  </div>`;
}

/** Turns to what follows from the newest wish: who presses twice at once is two pages on, before the server has answered.
 * @param {import("../types").App} app @param {string} deck @param {number} page
 * @returns {(next: (page: number) => number | null) => void} */
function useTurning(app, deck, page) {
  const wish = useRef({ page, seen: page, open: 0 });
  const now = wish.current;
  if (now.seen !== page && !now.open) now.page = page;
  now.seen = page;
  return (next) => {
    const to = next(now.page);
    if (to === null) return;
    Object.assign(now, { page: to, open: now.open + 1 });
    const answered = () => (now.open -= 1);
    app.act("slides.show", { deck, page: to }).then(answered, () => (answered(), (now.page = now.seen)));
  };
}

/** Turns with the keyboard, but not while somebody types, chooses or reads a dialogue window. Who leads keeps PageUp
 * and PageDown for the desk itself.
 * @param {number} pages @param {(next: (page: number) => number | null) => void} turn @param {boolean} desk */
function useKeys(pages, turn, desk) {
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      const busy = /** @type {Element} */ (event.target).closest?.("input, textarea, select, [contenteditable], .slide__pan");
      if (busy || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (desk && event.key.startsWith("Page")) return;
      if (KEYS.has(event.key)) event.preventDefault();
      turn((page) => turned(event.key, page, pages));
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}

/** @param {{app: import("../types").App, image: string, label: string}} props */
const Thumb = ({ app, image, label }) => html`<figure class="slides__thumb">
  <img src=${`/d/${app.config.dialogue}/${image}`} alt="" /><figcaption>${label}</figcaption>
</figure>`;

/** @param {{app: import("../types").App, deck: Deck, on: boolean}} props */
function Brought({ app, deck, on }) {
  const [fault, setFault] = useState("");
  const [asks, setAsks] = useState(false);
  const show = () => app.act("slides.show", { deck: deck.deck, page: 1 });
  const drop = async () => setFault((await app.slides.takeAway(deck.deck)) ?? "");
  const name = deck.name ?? "";
  return html`<li class="slides__deck">
    <span class="slides__name">${name} <span class="quiet">${t("app.slides.pages", { count: deck.images.length })}</span></span>
    ${!on && html`<${Button} small icon="play-arrow" label=${t("app.slides.show")} aria-label=${t("app.slides.show_of", { name })} onClick=${show} />`}
    ${asks
      ? html`<${Button} small label=${t("app.slides.remove_now")} onClick=${drop} /><${Button} small kind="tertiary" label=${t("app.cancel")} onClick=${() => setAsks(false)} />`
      : html`<${Button} small quiet kind="tertiary" icon="delete" label=${t("app.slides.remove", { name })} onClick=${() => setAsks(true)} />`}
    ${fault && html`<p class="refused" role="alert">${fault}</p>`}
  </li>`;
}

/** @param {{app: import("../types").App}} props */
function Bring({ app }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const field = useRef(/** @type {any} */ (null));
  const take = async () => {
    const file = field.current.files?.[0];
    if (!file) return;
    setFault("");
    setBusy(true);
    setFault((await app.slides.bring(file)) ?? "");
    setBusy(false);
    field.current.value = "";
  };
  return html`<div class="slides__bring">
    <label class="field"><span class="kern-label">${t("app.slides.bring")}</span>
      <span class="small quiet">${t("app.slides.bring_hint")}</span>
      <input class="slides__file" type="file" accept="application/pdf,.pdf" ref=${field} disabled=${busy} onChange=${take} /></label>
    <p role="status">${busy ? t("app.slides.busy") : ""}</p>
    ${fault && html`<p class="refused" role="alert">${fault}</p>`}
  </div>`;
}
