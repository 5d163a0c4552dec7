// @ts-check
/** The pictures: who is large, who is small, how many fit; tells the media which pictures at which height are wanted. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { FROM } from "../hall.js";
import { PAGES, columnsFor, hallIn, heightFor, smallTile, stripFor } from "../grid.js";
import { pinnedSeat, stageOf } from "../people.js";
import { Appearing, Hall } from "./hall.js";
import { SlideOnStage } from "./slide.js";
import { Order } from "./order.js";
import { Button } from "./parts.js";
import { Tile } from "./tile.js";
import { Video } from "./video.js";

/** @typedef {import("../types").Person} Person */
/** @typedef {import("../grid.js").Size} Size */

const WIDE = "(min-width: 900px)"; // there the stage has the window's height and does not scroll
const NARROW = 600;
const LEAST = 434; // px: a pinned picture beside a slide is 240 high
const SIGNING = 360; // px at least for who was pinned: hands must be readable

/** @param {{current: HTMLElement | null}} box @returns {Size} */
function useSize(box) {
  const [size, setSize] = useState({ width: 640, height: 360 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([{ contentRect: { width, height } }]) =>
      setSize({ width, height: matchMedia(WIDE).matches ? height : innerHeight * 0.5 }),
    );
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** Who is shown now, out of all in the room. @param {import("../types").App} app @param {Size} size @param {number} page */
function cast(app, size, page) {
  const { store, live } = app;
  const room = store.room.value;
  const wish = { pinned: pinnedSeat(app), equal: live.equal.value };
  const shares = live.mapping.value?.screen != null;
  const slide = shares ? null : /** @type {import("../types").Slide | null} */ (store.topic("slides").value);
  const { large, small } = room ? alone(stageOf(room, wish), slide !== null, size.width < NARROW, wish.pinned) : { large: [], small: [] };
  const split = large.length > 0 || shares || slide !== null;
  const choice = room?.kind === "plenary" && room.people.length > 2; // between stage and grid
  const hall = choice && !live.equal.value && small.length >= FROM;
  if (hall) {
    const placed = hallIn(size, small.length, { large: split, row: large.length > 0 && !shares && !slide && size.width >= NARROW });
    return { large, small, shares, slide, split: true, hall: placed, choice, pages: 1, at: 0, shown: [], box: placed.large };
  }
  const strip = stripFor(small.length, size, live.slots - large.length, choice);
  const grid = { fits: live.slots + 1, above: size.height - (choice || small.length > live.slots + 1 ? PAGES : 0) };
  const { fits, above } = split ? strip : grid;
  const pages = Math.max(1, Math.ceil(small.length / fits));
  const at = Math.min(page, pages - 1);
  const box = { ...size, height: above };
  return { large, small, shares, slide, split, box, hall: null, choice, pages, at, shown: small.slice(at * fits, at * fits + fits) };
}

/** Beside a slide everybody is small, whoever speaks first, but whom the reader pinned; on a phone that picture has the
 * whole width: hands must be read.
 * @param {{large: Person[], small: Person[]}} people @param {boolean} slide @param {boolean} narrow @param {number | null} pinned */
function alone({ large, small }, slide, narrow, pinned) {
  const kept = large.filter((person) => person.seat === pinned);
  if (!slide && !(narrow && kept.length)) return { large, small };
  return { large: kept, small: [...large.filter((person) => person.seat !== pinned), ...small] };
}

/** @param {{app: import("../types").App}} props */
export function Stage({ app }) {
  const frame = useRef(null);
  const size = useSize(frame);
  const [page, setPage] = useState(0);
  const { large, small, shares, slide, split, box, hall, choice, pages, at, shown } = cast(app, size, page);
  const [looking, setLooking] = useState(false);
  const shape = size.width < NARROW ? "tall" : "wide";
  const wanted = hall && looking && !app.live.save.value ? shape : null;
  const room = app.store.room.value;
  const { pinned, equal } = { pinned: pinnedSeat(app), equal: app.live.equal.value };
  useEffect(() => wish(app, large, shown, box, split, wanted), [room, size, at, pinned, equal, shares, slide === null, wanted]);
  return html`<section class=${`stage stage--${room?.kind} ${hall?.row ? "stage--row" : ""}`} ref=${frame} aria-label=${t("app.stage")}>
    ${shares && html`<div class="stage__screen"><${Video} stream=${app.live.screen} /></div>`}
    ${slide
      ? html`<div class="stage__pair"><${SlideOnStage} app=${app} slide=${slide} />
          ${large.length > 0 && html`<${Grid} app=${app} people=${large} size=${{ width: Math.min(LEAST, size.width / (matchMedia(WIDE).matches ? 2 : 1)), height: box.height }} large />`}</div>`
      : large.length > 0 && html`<${Grid} app=${app} people=${large} size=${box} large />`}
    ${hall && html`<${Hall} app=${app} people=${[...large, ...small]} shape=${shape} height=${hall.height}
      menu=${(/** @type {Person} */ person) => html`<${Order} app=${app} person=${person} />`} onLook=${setLooking} />`}
    ${hall ? null : split
      ? html`<ul class="stage__small">${shown.map((each) => tile(app, each))}</ul>`
      : html`<${Grid} app=${app} people=${shown} size=${box} />`}
    ${(choice || pages > 1) && html`<div class="stage__pages">
      ${pages > 1 && html`<${Pages} at=${at} pages=${pages} total=${small.length} onTurn=${setPage} />`}
      ${choice && html`<${Equal} live=${app.live} />`}
      ${hall && html`<${Appearing} app=${app} />`}
    </div>`}
  </section>`;
}

/** @param {import("../types").App} app @param {Person} person @param {boolean} large */
const tile = (app, person, large = false) =>
  html`<${Tile} key=${person.seat} app=${app} person=${person} large=${large} menu=${html`<${Order} app=${app} person=${person} />`} />`;

/** @param {{app: import("../types").App, people: Person[], size: Size, large?: boolean}} props */
function Grid({ app, people, size, large = false }) {
  const { columns, tile: width } = columnsFor(people.length, size.width, size.height);
  const style = { "--columns": columns, "--tile": `${Math.floor(width)}px` };
  return html`<ul class=${large ? "stage__large" : "tiles"} data-n=${people.length} style=${style}>
    ${people.map((person) => tile(app, person, large))}
  </ul>`;
}

/** @param {{at: number, pages: number, total: number, onTurn: (page: number) => void}} props */
function Pages({ at, pages, total, onTurn }) {
  return html`<${Button} small quiet kind="tertiary" icon="chevron-left" label=${t("app.stage.back")}
      disabled=${at === 0} onClick=${() => onTurn(at - 1)} />
    <span>${t("app.stage.page", { at: at + 1, pages, total })}</span>
    <${Button} small quiet kind="tertiary" icon="chevron-right" label=${t("app.stage.more")}
      disabled=${at === pages - 1} onClick=${() => onTurn(at + 1)} />`;
}

/** Stage or grid, as the reader likes it. @param {{live: import("../live.js").Live}} props */
function Equal({ live }) {
  return html`<${Button} small kind="tertiary" icon="group" aria-pressed=${live.equal.value} label=${t("app.stage.equal")}
    onClick=${() => (live.equal.value = !live.equal.value)} />`;
}

/** @param {import("../types").App} app @param {Person[]} large @param {Person[]} shown @param {Size} size @param {boolean} split
 * @param {"wide"|"tall"|null} hall the shape in which it is looked at */
function wish(app, large, shown, size, split, hall) {
  const ratio = devicePixelRatio;
  const pinned = pinnedSeat(app);
  const tall = (/** @type {number} */ count) =>
    heightFor((columnsFor(Math.max(1, count), size.width, size.height).tile * 9) / 16, ratio);
  const least = (/** @type {number} */ seat) => (seat === pinned ? SIGNING : 0);
  const pairs = (/** @type {Person[]} */ people, /** @type {number} */ height) =>
    people
      .filter((each) => each.seat !== app.store.me.value?.seat)
      .map((each) => /** @type {[number, number]} */ ([each.seat, Math.max(height, least(each.seat))]));
  const small = split ? heightFor(smallTile(size).height, ratio) : tall(shown.length);
  const wanted = [...pairs(large, tall(large.length)), ...pairs(shown, small)];
  app.live.layout(wanted, wanted.map(([seat]) => seat).filter((seat) => seat === pinned), hall);
}
