// @ts-check
/** The pictures: who is large, who is small, how many fit; tells the media which pictures at which height are wanted. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { t } from "../words.js";
import { columnsFor, heightFor, stageOf } from "../people.js";
import { Order } from "./order.js";
import { Button } from "./parts.js";
import { Tile } from "./tile.js";
import { Video } from "./video.js";

const SMALL = 168; // px, width of a small tile beside the stage, gap included

/** @param {{current: HTMLElement | null}} box */
function useSize(box) {
  const [size, setSize] = useState({ width: 640, height: 360 });
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize(entry.contentRect));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** @param {{app: import("../types").App}} props */
export function Stage({ app }) {
  const { store, live } = app;
  const box = useRef(null);
  const size = useSize(box);
  const [page, setPage] = useState(0);
  const room = store.room.value;
  const { large, small } = room ? stageOf(room) : { large: [], small: [] };
  const shares = live.mapping.value?.screen != null;
  const split = large.length > 0 || shares;
  const fits = split ? Math.max(2, Math.floor(size.width / SMALL)) * (size.height > 620 ? 2 : 1) : live.slots + 1;
  const pages = Math.max(1, Math.ceil(small.length / fits));
  const at = Math.min(page, pages - 1);
  const shown = small.slice(at * fits, at * fits + fits);
  useEffect(() => wish(app, large, shown, size, split), [room, size, at]);
  if (!room) return html`<section class="stage" ref=${box}></section>`;
  return html`<section class=${`stage stage--${room.kind}`} ref=${box} aria-label=${t("app.stage")}>
    ${shares && html`<div class="stage__screen"><${Video} stream=${live.screen} /></div>`}
    ${large.length > 0 && html`<${Grid} app=${app} people=${large} size=${size} part=${0.72} large />`}
    ${split
      ? html`<ul class="stage__small">${shown.map((each) => tile(app, each))}</ul>`
      : html`<${Grid} app=${app} people=${shown} size=${size} part=${1} />`}
    ${pages > 1 && html`<${Pages} at=${at} pages=${pages} total=${small.length} onTurn=${setPage} />`}
  </section>`;
}

/** @param {import("../types").App} app @param {import("../types").Person} person @param {boolean} large */
const tile = (app, person, large = false) =>
  html`<${Tile} key=${person.seat} app=${app} person=${person} large=${large} menu=${html`<${Order} app=${app} person=${person} />`} />`;

/** @param {{app: import("../types").App, people: import("../types").Person[], size: any, part: number, large?: boolean}} props */
function Grid({ app, people, size, part, large = false }) {
  const { columns, tile: width } = columnsFor(people.length, size.width, size.height * part);
  const style = { "--columns": columns, "--tile": `${Math.floor(width)}px` };
  return html`<ul class=${large ? "stage__large" : "stage__grid"} style=${style}>
    ${people.map((person) => tile(app, person, large))}
  </ul>`;
}

/** @param {{at: number, pages: number, total: number, onTurn: (page: number) => void}} props */
function Pages({ at, pages, total, onTurn }) {
  return html`<div class="stage__pages">
    <${Button} small quiet kind="tertiary" icon="chevron-left" label=${t("app.stage.back")}
      disabled=${at === 0} onClick=${() => onTurn(at - 1)} />
    <span>${t("app.stage.page", { at: at + 1, pages, total })}</span>
    <${Button} small quiet kind="tertiary" icon="chevron-right" label=${t("app.stage.more")}
      disabled=${at === pages - 1} onClick=${() => onTurn(at + 1)} />
  </div>`;
}

/** @param {import("../types").App} app @param {import("../types").Person[]} large
 * @param {import("../types").Person[]} shown @param {{width: number, height: number}} size @param {boolean} split */
function wish(app, large, shown, size, split) {
  const others = (/** @type {import("../types").Person} */ each) => each.seat !== app.store.me.value?.seat;
  const tall = (/** @type {number} */ count, /** @type {number} */ part) =>
    heightFor((columnsFor(Math.max(1, count), size.width, size.height * part).tile * 9) / 16);
  const pairs = (/** @type {import("../types").Person[]} */ people, /** @type {number} */ height) =>
    people.filter(others).map((each) => /** @type {[number, number]} */ ([each.seat, height]));
  const height = split ? 180 : tall(shown.length, 1);
  app.live.layout([...pairs(large, tall(large.length, 0.72)), ...pairs(shown, height)]);
}
