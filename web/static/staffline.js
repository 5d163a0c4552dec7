// @ts-check
/** The staff line as its reader knows it: the lines in order, and which of them are new; must not know the DOM. */

/** @typedef {import("./store.js").Store} Store */
/** @typedef {import("./types").StaffLine & {number: number}} Line */

/** Oldest first. @param {Store} store @returns {Line[]} */
export function lines(store) {
  const told = /** @type {Record<string, import("./types").StaffLine>} */ (store.topic("staff-line").value ?? {});
  return Object.entries(told).map(([number, line]) => ({ ...line, number: Number(number) })).sort((a, b) => a.number - b.number);
}

/** What others wrote since this person last looked. @param {Store} store @returns {Line[]} */
export const unread = (store) =>
  lines(store).filter((line) => line.number > store.lineSeen.value && line.seat !== store.me.value?.seat);

/** All has been looked at. @param {Store} store */
export function look(store) {
  const newest = lines(store).at(-1)?.number ?? 0;
  if (newest <= store.lineSeen.value) return;
  store.lineSeen.value = newest;
  store.storage.setItem(`line:${store.dialogue}`, String(newest));
}
