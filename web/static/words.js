// @ts-check
/** The texts of the reader's language: one catalogue shared with the server; must not know who shows them. */

/** @type {Record<string, string>} */
let catalogue = {};
let language = "de";

/** @param {string} code @param {(url: string) => Promise<Response>} get */
export async function loadWords(code, get = fetch) {
  const answer = await get(`/words/${code}.json`);
  setWords(code, await answer.json());
}

/** @param {string} code @param {Record<string, string>} texts */
export function setWords(code, texts) {
  language = code;
  catalogue = texts;
}

export const spoken = () => language;

/** The text of `key` with its `{facts}`; with a `count`, `key.one` or `key.other`. A missing text shows its key.
 * @param {string} key @param {Record<string, unknown>} facts */
export function t(key, facts = {}) {
  const text = plural(key, facts.count) ?? catalogue[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
}

/** @param {string} key @param {unknown} count */
function plural(key, count) {
  if (count === undefined) return undefined;
  return catalogue[`${key}.${count === 1 ? "one" : "other"}`];
}

/** "Sie sind die Dritte": in words up to the tenth. @param {number} place */
export const place = (place) => t(place <= 10 ? `app.hand.place.${place}` : "app.hand.place.more", { place });

/** A localized value in the reader's language. @param {import("./types").Localized | null | undefined} value */
export function pick(value) {
  if (!value) return "";
  if (language === "easy") return value.easy ?? value.de ?? "";
  return (language === "en" ? value.en : undefined) ?? value.de ?? value.en ?? "";
}
