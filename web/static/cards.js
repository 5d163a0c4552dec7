// @ts-check
/** The cards a person sees on a board: revealed ones, own ones, and own commands not yet answered; pure. */

/** @typedef {import("./types").ShownCard} ShownCard */

/** What drafts of a differing opinion and of another wording are kept under, with the card's id: no column is called so. */
export const DIFFERS = "differs-";
export const EDITS = "edit-";

/** @param {string} id @param {import("./types").Card} card @param {boolean} mine @returns {ShownCard} */
const shown = (id, card, mine) => ({ ...card, id, mine, pending: false });

/** @param {Map<string, ShownCard>} cards @param {string} group @param {import("./types").Pending} entry */
function foresee(cards, group, entry) {
  const data = /** @type {any} */ (entry.data);
  const known = cards.get(data.card);
  const { id, at } = entry;
  if (entry.command === "card.write" && data.group === group)
    cards.set(id, { id, group, differs: data.differs, column: cards.get(data.differs)?.column ?? data.column, text: data.text, top: false, at, called: Boolean(data.called), mine: true, pending: true });
  if (!known) return;
  if (entry.command === "card.edit") cards.set(data.card, { ...known, text: data.text, pending: true });
  if (entry.command === "card.move") cards.set(data.card, { ...known, column: data.column, pending: true });
  if (entry.command === "card.merge") cards.set(data.card, { ...known, into: data.into, pending: true });
  if (entry.command === "card.split") cards.set(data.card, { ...known, into: null, pending: true });
  if (entry.command === "card.top") cards.set(data.card, { ...known, top: data.on, pending: true });
  if (entry.command === "card.delete") cards.delete(data.card);
}

/** All cards of one group as this person sees them, oldest first.
 * @param {string} group
 * @param {Record<string, import("./types").Card> | null} revealed topic `cards:{group}`
 * @param {Record<string, import("./types").Card> | null} mine topic `my-cards`
 * @param {import("./types").Pending[]} pending
 * @returns {ShownCard[]} */
export function boardCards(group, revealed, mine, pending) {
  const cards = new Map();
  for (const [id, card] of Object.entries(revealed ?? {})) cards.set(id, shown(id, card, Boolean(mine?.[id])));
  for (const [id, card] of Object.entries(mine ?? {})) if (card.group === group) cards.set(id, shown(id, card, true));
  for (const entry of pending) foresee(cards, group, entry);
  return [...cards.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The same as they are read: each with all that lies under it, however deep.
 * @param {ShownCard[]} cards @returns {ShownCard[]} */
export function stacked(cards) {
  const known = new Map(cards.map((card) => [card.id, card]));
  const tops = cards.filter((card) => !known.has(card.into ?? "")).map((card) => ({ ...card, under: /** @type {ShownCard[]} */ ([]) }));
  const byId = new Map(tops.map((card) => [card.id, card]));
  for (const card of cards) if (known.has(card.into ?? "")) byId.get(top(card, known))?.under.push(card);
  return tops;
}

/** @param {ShownCard} card @param {Map<string, ShownCard>} known */
function top(card, known) {
  let at = card;
  for (let depth = 0; at.into && known.has(at.into) && depth < known.size; depth++) at = /** @type {ShownCard} */ (known.get(at.into));
  return at.id;
}

/** Which cards have this person's dots, with what is not answered yet.
 * @param {string[] | null} given topic `my-picks` @param {import("./types").Pending[]} pending @returns {string[]} */
export function picked(given, pending) {
  const cards = new Set(given ?? []);
  for (const { command, data } of pending)
    if (command === "card.pick") data.on ? cards.add(/** @type {string} */ (data.card)) : cards.delete(/** @type {string} */ (data.card));
  return [...cards];
}

/** A differing opinion stands after the card it differs from. @param {ShownCard[]} cards @param {string} column */
export function inColumn(cards, column) {
  const all = cards.filter((card) => card.column === column);
  const known = new Set(all.map((card) => card.id));
  const beside = (/** @type {ShownCard} */ host) => all.filter((card) => card.differs === host.id);
  return all.filter((card) => !known.has(card.differs ?? "")).flatMap((card) => [card, ...beside(card)]);
}
