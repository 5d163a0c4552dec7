// @ts-check
/** How pictures share a box: columns of a grid, rows of the small ones under the large ones; pure numbers, no people. */

/** @typedef {{width: number, height: number}} Size */

export const PAGES = 52; // px for turning pages
const ROWS = 2; // of small pictures: more of them are on the next page
const LEAST = 0.45; // of the height stays with the large pictures

/** Columns for `count` pictures of 16:9 in a box of this shape: the widest tiles that fit.
 * @param {number} count @param {number} width @param {number} height */
export function columnsFor(count, width, height) {
  let best = { columns: 1, tile: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const tile = Math.min(width / columns, (height / rows) * (16 / 9));
    if (tile > best.tile + 0.5) best = { columns, tile };
  }
  return best;
}

/** A small tile with its gap, smaller on a phone. @param {Size} size of the stage */
export const smallTile = ({ width }) => (width < 480 ? { width: 104, height: 62 } : { width: 134, height: 82 });

/** The small pictures below the large ones: how many a page holds, and the height left above them.
 * @param {number} count @param {Size} size @param {number} slots pictures that can be received for them
 * @param {boolean} bar whether the row for turning pages is there anyway */
export function stripFor(count, size, slots, bar = false) {
  const tile = smallTile(size);
  const columns = Math.max(3, Math.floor(size.width / tile.width));
  const rows = Math.min(ROWS, Math.ceil(count / columns));
  const fits = Math.max(1, Math.min(columns * rows, slots));
  const used = rows * tile.height + (bar || count > fits ? PAGES : 0);
  return { fits, above: Math.max(size.height * LEAST, size.height - used) };
}

const CROWD = 25; // faces of more would be too small to be known
const ABOVE = { few: 0.4, crowd: 0.32 }; // of the stage's height: the hall has the rest
const BESIDE = 0.62; // of a low stage's width: those who are large have the rest
const GAP = 8; // px

/** Where the hall's picture goes: below those who are large, or beside them where that makes it wider, as on a low screen.
 * `large`: the box that is left for them. @param {Size} size of the stage @param {number} count of faces
 * @param {{large: boolean, row: boolean}} may whether anybody is large, and may stand beside
 * @returns {{row: boolean, large: Size, height: number}} */
export function hallIn({ width, height }, count, may) {
  const free = height - 2 * PAGES; // the line that tells whom one picked, and the buttons
  const above = may.large ? height * (count > CROWD ? ABOVE.crowd : ABOVE.few) : PAGES;
  const below = Math.min(width, (free - above) * (16 / 9));
  const beside = Math.min(width * BESIDE, free * (16 / 9));
  if (may.row && beside > below) return { row: true, large: { width: width - beside - GAP, height: free }, height: free };
  return { row: false, large: { width, height: above }, height: free - above };
}

const SHARP = 1.5; // more pixels to a point are not worth their bytes in a moving picture
const STEP = 20; // a pixel more or less is not another wish

/** The picture height worth asking for. @param {number} height of the tile, in points @param {number} ratio pixels to a point */
export const heightFor = (height, ratio = 1) =>
  Math.min(720, Math.max(STEP, Math.round((height * Math.min(ratio, SHARP)) / STEP) * STEP));
