// @ts-check
/** Cards and themes as editors and plenary see them, own commands not yet answered included; pure. */

import { pick, t } from "./words.js";

/** @typedef {import("./types").Theme} Theme */
/** @typedef {import("./types").TracedCard} TracedCard */
/** @typedef {{id: string} & Theme} OwnTheme */
/** @typedef {{id: string} & TracedCard} OwnCard */
/** @typedef {{search: string, group: string, column: string, all: boolean}} Filter */

/** Where the cards go, by command; `null`: nowhere. @type {Record<string, (data: any, id: string) => [string[], string | null] | null>} */
const MOVES = {
  "theme.add": (data, id) => [Object.keys(data.cards), id],
  "theme.split": (data, id) => [data.cards, id],
  "theme.take": (data) => [Object.keys(data.cards), data.theme],
  "theme.put-back": (data) => [Object.keys(data.cards), null],
};

/** Each theme with its id: the same object while the server's is the same, so that a desk paints only what changed.
 * @type {WeakMap<Theme, OwnTheme>} */
const known = new WeakMap();

/** @param {string} id @param {Theme} theme */
function own(id, theme) {
  const same = known.get(theme) ?? { ...theme, id };
  known.set(theme, same);
  return same;
}

/** All themes by number, with what this editor did and the server has not said yet.
 * @param {Record<string, Theme> | null} sent @param {import("./types").Pending[]} open @returns {OwnTheme[]} */
export function themesNow(sent, open) {
  const themes = new Map(Object.entries(sent ?? {}).map(([id, theme]) => [id, own(id, theme)]));
  for (const entry of open) foresee(themes, entry);
  return [...themes.values()].sort((a, b) => a.number - b.number);
}

/** @param {Map<string, OwnTheme>} themes @param {import("./types").Pending} entry */
function foresee(themes, { command, data, id }) {
  const said = /** @type {any} */ (data);
  const theme = themes.get(said.theme);
  if (command === "theme.add" || command === "theme.split") {
    const number = Math.max(0, ...[...themes.values()].map((each) => each.number)) + 1;
    themes.set(id, { id, number, title: said.title, version: 0, cards: [], pending: true });
  }
  if (command === "theme.rename" && theme) themes.set(theme.id, { ...theme, title: said.title });
  if (command === "theme.remove") themes.delete(said.theme);
  if (command === "theme.merge" && theme) merge(themes, theme, said.into);
  const [cards, to] = MOVES[command]?.(said, id) ?? [[], null];
  if (cards.length) move(themes, new Set(cards), to);
}

/** @param {Map<string, OwnTheme>} themes @param {Set<string>} cards @param {string | null} to */
function move(themes, cards, to) {
  for (const [id, theme] of themes) {
    const left = theme.cards.filter((card) => !cards.has(card));
    if (left.length !== theme.cards.length) themes.set(id, { ...theme, cards: left });
  }
  const theme = to === null ? null : themes.get(to);
  if (theme) themes.set(theme.id, { ...theme, cards: [...theme.cards, ...cards] });
}

/** @param {Map<string, OwnTheme>} themes @param {OwnTheme} theme @param {string} into */
function merge(themes, theme, into) {
  const other = themes.get(into);
  if (!other) return;
  themes.set(into, { ...other, cards: [...other.cards, ...theme.cards] });
  themes.delete(theme.id);
}

/** The theme of each card that is in one. @param {OwnTheme[]} themes @returns {Map<string, OwnTheme>} */
export const placesOf = (themes) => new Map(themes.flatMap((theme) => theme.cards.map((card) => [card, theme])));

/** Cards by number. @param {Record<string, TracedCard> | null} known @returns {OwnCard[]} */
export const cardsNow = (known) => Object.entries(known ?? {}).map(([id, card]) => ({ ...card, id })).sort((a, b) => a.number - b.number);

/** @param {OwnCard[]} cards @param {Filter} filter @param {Map<string, OwnTheme>} places */
export function found(cards, { search, group, column, all }, places) {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter((card) => {
    const text = `${card.text ?? ""} ${t("app.theme.card", { number: card.number })}`.toLocaleLowerCase();
    return (all || !places.has(card.id)) && (!group || group === `${card.phase}/${card.group}`)
      && (!column || column === `${card.phase}/${card.column}`) && words.every((word) => text.includes(word));
  });
}

/** "Karte 17 · Kleingruppe 3 · Erste Runde · Das fehlt" @param {TracedCard} card @param {Record<string, import("./types").CardRound>} rounds */
export function origin(card, rounds) {
  const round = rounds[card.phase];
  const column = round?.columns.find((each) => each.id === card.column);
  return [t("app.theme.card", { number: card.number }), t("app.room.group", { number: card.group }), pick(round?.title), column && pick(column.title), card.called && t("app.card.called")]
    .filter(Boolean).join(" · ");
}

/** "6 Karten aus 4 Kleingruppen"; one voice is said to be one. @param {TracedCard[]} cards */
export function voices(cards) {
  if (cards.length === 1) return t("app.theme.single");
  const groups = new Set(cards.map((card) => `${card.phase}/${card.group}`)).size;
  return `${t("app.theme.cards", { count: cards.length })} ${t("app.theme.groups", { count: groups })}`;
}

/** The own dots, those under way included. @param {import("./types").MyDots | null} mine @param {import("./types").Pending[]} open */
export function dotsNow(mine, open) {
  if (!mine) return null;
  const given = { ...mine.given };
  for (const { command, data } of open) if (command === "dots.give") given[/** @type {any} */ (data).theme] = /** @type {any} */ (data).dots;
  const left = mine.total - Object.values(given).reduce((sum, dots) => sum + dots, 0);
  return { ...mine, given, left };
}
