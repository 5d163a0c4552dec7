// @ts-check
/** Joins what two people changed in one document, and undoes one change among others; pure, knows no script by name.
 *
 * Lists whose entries have ids are joined entry by entry, lists of other tables place by place while nobody made them
 * longer or shorter; anything else is one value. */

/** @typedef {(string | number)[]} Path */
/** @typedef {{path: Path, base: any, mine: any, theirs: any}} Conflict */
/** @typedef {{path: Path, before: any, after: any}} Difference */

/** @param {any} one @param {any} other */
export const same = (one, other) => one === other || JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

/** @param {any} value @returns {any} keys in one order */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

/** @param {any} value */
const isTable = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** @param {any} value */
function keyed(value) {
  if (!Array.isArray(value) || !value.length) return false;
  const ids = value.map((each) => each?.id);
  return ids.every((id) => typeof id === "string" && id) && new Set(ids).size === ids.length;
}

/** Where both changed the same thing, `pick` says whose stands.
 * @param {any} base @param {any} mine @param {any} theirs
 * @param {(path: Path) => "mine" | "theirs"} pick
 * @returns {{document: any, conflicts: Conflict[]}} */
export function merge(base, mine, theirs, pick = () => "mine") {
  /** @type {Conflict[]} */
  const conflicts = [];
  const document = join(base, mine, theirs, [], (conflict) => {
    conflicts.push(conflict);
    return pick(conflict.path);
  });
  return { document, conflicts };
}

/** @typedef {(conflict: Conflict) => "mine" | "theirs"} Settle */

/** @param {any} base @param {any} mine @param {any} theirs @param {Path} path @param {Settle} settle @returns {any} */
function join(base, mine, theirs, path, settle) {
  if (same(mine, theirs) || same(theirs, base)) return mine;
  if (same(mine, base)) return theirs;
  const all = [base, mine, theirs];
  if (all.every(isTable)) return joinTables(base, mine, theirs, path, settle);
  if (all.every((each) => keyed(each) || each?.length === 0)) return joinKeyed(base, mine, theirs, path, settle);
  if (all.every((each) => Array.isArray(each) && each.length === mine.length && each.every(isTable))) {
    return mine.map((/** @type {any} */ each, /** @type {number} */ at) => join(base[at], each, theirs[at], [...path, at], settle));
  }
  return settle({ path, base, mine, theirs }) === "theirs" ? theirs : mine;
}

/** @param {any} base @param {any} mine @param {any} theirs @param {Path} path @param {Settle} settle */
function joinTables(base, mine, theirs, path, settle) {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const entries = [...keys].map((key) => [key, join(base[key], mine[key], theirs[key], [...path, key], settle)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** @param {any[]} base @param {any[]} mine @param {any[]} theirs @param {Path} path @param {Settle} settle */
function joinKeyed(base, mine, theirs, path, settle) {
  const [b, m, t] = [base, mine, theirs].map((list) => new Map(list.map((each) => [each.id, each])));
  const joined = new Map();
  for (const id of new Set([...m.keys(), ...t.keys()])) {
    const value = join(b.get(id), m.get(id), t.get(id), [...path, id], settle);
    if (value !== undefined) joined.set(id, value);
  }
  return order(base, mine, theirs, path, settle).filter((id) => joined.has(id)).map((id) => joined.get(id));
}

/** Every id of both lists: in the order of whoever moved something, new ones after what they were put behind.
 * @param {any[]} base @param {any[]} mine @param {any[]} theirs @param {Path} path @param {Settle} settle @returns {string[]} */
function order(base, mine, theirs, path, settle) {
  const [b, m, t] = [base, mine, theirs].map((list) => list.map((each) => each.id));
  const common = new Set(b.filter((id) => m.includes(id) && t.includes(id)));
  const [inBase, inMine, inTheirs] = [b, m, t].map((ids) => ids.filter((id) => common.has(id)));
  const moved = [inMine, inTheirs].map((ids) => !same(ids, inBase));
  const both = moved[0] && moved[1] && !same(inMine, inTheirs);
  const conflict = { path: [...path, "order"], base: inBase, mine: inMine, theirs: inTheirs };
  const theirsRule = both ? settle(conflict) === "theirs" : !moved[0];
  const [first, second] = theirsRule ? [t, m] : [m, t];
  const ids = [...first];
  for (const [at, id] of second.entries()) {
    if (ids.includes(id)) continue;
    const before = second.slice(0, at).reverse().find((each) => ids.includes(each));
    ids.splice(before === undefined ? 0 : ids.indexOf(before) + 1, 0, id);
  }
  return ids;
}

/** What is different, each smallest part alone. @param {any} before @param {any} after @param {Path} path @returns {Difference[]} */
export function differences(before, after, path = []) {
  if (same(before, after)) return [];
  if (isTable(before) && isTable(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  if (keyed(before) && keyed(after)) return inLists(before, after, path);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && [...before, ...after].every(isTable)) {
    return before.flatMap((each, at) => differences(each, after[at], [...path, at]));
  }
  return [{ path, before, after }];
}

/** @param {any[]} before @param {any[]} after @param {Path} path */
function inLists(before, after, path) {
  const [b, a] = [before, after].map((list) => list.map((each) => each.id));
  const found = [...new Set([...b, ...a])].flatMap((id) =>
    differences(before.find((each) => each.id === id), after.find((each) => each.id === id), [...path, id]));
  const common = [b.filter((id) => a.includes(id)), a.filter((id) => b.includes(id))];
  return same(common[0], common[1]) ? found : [...found, { path: [...path, "order"], before: common[0], after: common[1] }];
}
