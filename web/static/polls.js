// @ts-check
/** Polls as this page knows them: which are open, which wait for this person; must not know how they are shown. */

/** @typedef {import("./types").Poll} Poll */

/** @param {import("./store.js").Store} store @returns {(Poll & {id: string})[]} open ones first, the newest first among these */
export function polls(store) {
  const known = /** @type {Record<string, Poll>} */ (store.topic("polls").value ?? {});
  const all = Object.entries(known).map(([id, poll]) => ({ ...poll, id })).reverse();
  return all.sort((a, b) => Number(b.open) - Number(a.open));
}

/** What this person, or the two at this device, have voted in a poll: by person, `null` before.
 * @param {import("./store.js").Store} store @param {string} poll @returns {Record<string, import("./types").MyVote | null>} */
export const mine = (store, poll) => store.topic("my-votes").value?.[poll] ?? {};

/** Open polls in which somebody here has not voted. @param {import("./store.js").Store} store */
export const waiting = (store) => polls(store).filter((poll) => poll.open && Object.values(mine(store, poll.id)).includes(null));

/** The id of the newest poll that waits, or of the shown result: what the page turns to. @param {import("./store.js").Store} store */
export function calls(store) {
  const next = waiting(store)[0] ?? polls(store).find((poll) => !poll.open);
  return next ? `${next.id} ${next.open}` : "";
}
