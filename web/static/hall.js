// @ts-check
/** The picture of the hall as numbers: who sits where on it, and who is beside whom; pure, no people and no pixels. */

/** @typedef {import("./types").Hall} Hall */

export const SEAT = 0; // nobody's: the slot of the picture
export const FROM = 7; // fewer fit beside the stage as tiles of their own, sharper and no dearer
const ROWS = { wide: 1, tall: 3 }; // of 16:9 for each column

/** Where everybody sits while the server has not said: in the order of the list.
 * @param {number[]} seats @param {"wide"|"tall"} shape @returns {Hall} */
export function unpainted(seats, shape) {
  let columns = 1;
  while (columns * columns * ROWS[shape] < seats.length) columns += 1;
  const places = /** @type {[number, number][]} */ (seats.map((seat, place) => [seat, place]));
  return { shape, size: [16 * columns, 9 * columns * ROWS[shape]], tile: [16, 9], columns, places, painted: [] };
}

/** How many rows are in use, at least one; the picture below them is not shown. @param {Hall} hall */
export const rowsOf = ({ places, columns }) => 1 + Math.floor(Math.max(0, ...places.map(([, place]) => place)) / columns);

/** The whole picture in shares of what is shown of it. @param {Hall} hall */
export const spread = (hall) => ({
  width: hall.size[0] / (hall.columns * hall.tile[0]),
  height: hall.size[1] / (rowsOf(hall) * hall.tile[1]),
  ratio: (hall.columns * hall.tile[0]) / (rowsOf(hall) * hall.tile[1]),
});

/** Left and top of a place in shares of what is shown. @param {Hall} hall @param {number} place */
export const corner = (hall, place) => ({ left: (place % hall.columns) / hall.columns, top: Math.floor(place / hall.columns) / rowsOf(hall) });

const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });

/** Whom an arrow key leads to: the nearest in that direction; null where nobody is, undefined for another key.
 * @param {Hall} hall @param {number} seat @param {string} key @returns {number | null | undefined} */
export function beside(hall, seat, key) {
  if (key === "Home" || key === "End") return inOrder(hall).at(key === "Home" ? 0 : -1) ?? null;
  const step = STEPS[key];
  const from = hall.places.find(([other]) => other === seat)?.[1];
  if (!step || from === undefined) return undefined;
  const [column, row] = [from % hall.columns, Math.floor(from / hall.columns)];
  /** @type {{seat: number, far: number}[]} */ const found = [];
  for (const [other, place] of hall.places) {
    const [dx, dy] = [(place % hall.columns) - column, Math.floor(place / hall.columns) - row];
    const [along, across] = step[0] ? [dx * step[0], Math.abs(dy)] : [dy * step[1], Math.abs(dx)];
    if (along > 0) found.push({ seat: other, far: across * (step[0] ? 100 : 1) + along * (step[0] ? 1 : 100) });
  }
  found.sort((a, b) => a.far - b.far);
  return found[0]?.seat ?? null;
}

/** As they sit: row by row. @param {Hall} hall */
export const inOrder = ({ places }) => [...places].sort((a, b) => a[1] - b[1]).map(([seat]) => seat);
