// @ts-check
/** A script as it is edited: pure changes that return a new document; what is right the server says. */

/** @typedef {import("./types").ScriptDocument} Doc */
/** @typedef {import("./types").ScriptPhase} Phase */
/** @typedef {(document: Doc) => Doc} Recipe */

export const KINDS = ["arrive", "talk", "input", "questions", "poll", "group-work", "harvest", "themes", "vote", "answer", "break", "survey", "close"];
export const ANSWERS = ["single", "multiple", "scale", "text"];
export const POLLED = new Set(["poll", "vote", "survey"]);
const ALWAYS_MANUAL = new Set(["talk", "answer", "questions"]);

/** Speakers are never cut: these end by hand alone. @param {string} kind */
export const alwaysManual = (kind) => ALWAYS_MANUAL.has(kind);

/** What was typed as a number, with a comma or a point; anything else stays as it was typed, for the server to name.
 * @param {string} text @returns {number | string | null} */
export function numeric(text) {
  const plain = text.trim().replace(",", ".");
  if (!plain) return null;
  return /^-?\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : text.trim();
}

/** A copy with one value replaced; `undefined` takes it away. @param {any} table @param {(string | number)[]} path @param {any} value @returns {any} */
export function put(table, [key, ...rest], value) {
  const copy = Array.isArray(table) ? [...table] : { ...table };
  const next = rest.length ? put(copy[key] ?? {}, rest, value) : value;
  if (next === undefined) Array.isArray(copy) ? copy.splice(Number(key), 1) : delete copy[key];
  else copy[key] = next;
  return copy;
}

/** @param {any} table @param {(string | number)[]} path @returns {any} */
export const at = (table, path) => path.reduce((value, key) => value?.[key], table);

/** An empty text is no text. @param {(string | number)[]} path @param {string} text @returns {Recipe} */
export const say = (path, text) => (document) => {
  const table = { ...at(document, path.slice(0, -1)) };
  const key = path[path.length - 1];
  if (text) table[key] = text;
  else delete table[key];
  const keep = Object.keys(table).length || path[path.length - 2] === "title";
  return put(document, path.slice(0, -1), keep ? table : undefined);
};

/** @param {Doc} document @param {number} index @param {(phase: Phase) => Phase} change @returns {Doc} */
const inPhase = (document, index, change) => put(document, ["phases", index], change(document.phases[index]));

/** Another length: shortest and longest make room for it, and the step that gives and takes keeps the sum.
 * @param {number} index @param {any} target @returns {Recipe} */
export const setTarget = (index, target) => (document) => inPhase(document, index, (phase) => {
  const { min, max, target: before } = phase.minutes;
  if (typeof target !== "number") return put(phase, ["minutes", "target"], target);
  const minutes = { target, min: lower(min, target, min === max), max: higher(max, target, min === max) };
  return withSteps({ ...phase, minutes }, typeof before === "number" ? target - before : 0);
});

/** @param {any} min @param {number} target @param {boolean} fixed */
const lower = (min, target, fixed) => (fixed || (typeof min === "number" && min > target) ? target : min);
/** @param {any} max @param {number} target @param {boolean} fixed */
const higher = (max, target, fixed) => (fixed || (typeof max === "number" && max < target) ? target : max);

/** @param {Phase} phase @param {number} more @returns {Phase} */
function withSteps(phase, more) {
  const flexible = (phase.steps ?? []).findIndex((step) => step.flex);
  const length = flexible < 0 ? null : phase.steps[flexible].minutes;
  if (typeof length !== "number" || length + more < 0.5) return phase;
  return put(phase, ["steps", flexible, "minutes"], length + more);
}

/** A new list with one entry at another place. @template T @param {T[]} list @param {number} from @param {number} to @returns {T[]} */
export function moved(list, from, to) {
  const rest = [...list];
  const [entry] = rest.splice(from, 1);
  rest.splice(Math.max(0, Math.min(to, rest.length)), 0, entry);
  return rest;
}

/** An id that the list does not have yet: "pause", then "pause-2". @param {{id: string}[]} list @param {string} wanted */
export function freeId(list, wanted) {
  const ids = new Set(list.map((each) => each.id));
  const stem = wanted.replace(/-\d+$/, "").slice(0, 36);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!ids.has(id)) return id;
  }
}

/** @param {number} index @param {Phase} phase @returns {Recipe} */
export const addPhase = (index, phase) => (document) => {
  const phases = [...document.phases];
  phases.splice(index, 0, { ...structuredClone(phase), id: freeId(phases, phase.id) });
  return { ...document, phases };
};

/** @param {number} index @returns {Recipe} */
export const duplicatePhase = (index) => (document) => addPhase(index + 1, document.phases[index])(document);
/** @param {number} index @returns {Recipe} */
export const removePhase = (index) => (document) => put(document, ["phases", index], undefined);
/** @param {number} from @param {number} to @returns {Recipe} */
export const movePhase = (from, to) => (document) => ({ ...document, phases: moved(document.phases, from, to) });

/** Another kind brings its room and how it ends; what only group work has goes, or comes. @param {number} index @param {string} kind @returns {Recipe} */
export const setKind = (index, kind) => (document) => inPhase(document, index, (phase) => {
  const grouped = kind === "group-work";
  const advance = alwaysManual(kind) ? "manual" : phase.advance;
  const next = { ...phase, kind, advance, room: grouped ? "groups" : "plenary" };
  if (!DOTTED.has(kind)) delete next.dots;
  if (!POLLED.has(kind)) delete next.poll;
  if (grouped) return phase.kind === kind ? next : { ...next, ...GROUPED };
  const { groups, cards, ...plain } = next;
  return { ...plain, steps: [], return: 0, change: 0 };
});

/** Where citizens give dots to themes. */
export const DOTTED = new Set(["themes", "vote"]);

/** Another way to answer takes what it needs and leaves what it does not. @param {(string | number)[]} path @param {string} answer @returns {Recipe} */
export const answeredBy = (path, answer) => (document) => {
  const { options, most, low, high, ...question } = at(document, path);
  const choice = [{ id: "ja", title: { de: "Ja", en: "Yes" } }, { id: "nein", title: { de: "Nein", en: "No" } }];
  const ends = { low: low ?? { de: "gar nicht", en: "not at all" }, high: high ?? { de: "sehr", en: "very much" } };
  const parts = answer === "scale" ? ends : answer === "text" ? {} : { options: options ?? choice, ...(answer === "multiple" && most ? { most } : {}) };
  return put(document, path, { ...question, answer, ...parts });
};

const GROUPED = {
  return: 30,
  change: 1,
  groups: { size: { min: 5, aim: 7, max: 8 }, mix: "new", diversify: [], apart: [], together: [] },
  steps: [],
};
