// @ts-check
/** What comes, as sentences: the own next group, the way back, how soon; for the eye and for the ear. Must not know the DOM. */

import { minutesSeconds, moveLeft } from "./time.js";
import { pick, spoken, t } from "./words.js";

/** @typedef {import("./store.js").Store} Store */

/** "Gleich: Kleingruppe 4, mit Maria und Ömer, in 0:25"; empty while nobody is about to move.
 * @param {Store} store @param {number} now */
export function soonText(store, now) {
  const evening = store.evening.value;
  const left = evening && moveLeft(evening, now);
  const time = left === null ? "" : minutesSeconds(Math.ceil(left));
  const group = store.me.value?.next_group ? groupAhead(store.me.value, store) : "";
  if (evening?.next?.kind !== "group-work") return time ? t("app.bar.back", { time }) : group;
  const what = group || (time && t("app.bar.groups"));
  return time ? t("app.bar.in", { what, time }) : what;
}

/** @param {import("./types").Me} me @param {Store} store */
function groupAhead(me, store) {
  const { number: place, seats, topic, names: known } = /** @type {NonNullable<import("./types").Me["next_group"]>} */ (me.next_group);
  const names = seats.filter((seat) => seat !== me.seat).map((seat) => known?.[seat] ?? store.name(seat)).filter(Boolean);
  const number = topic ? `${place} · ${pick(topic)}` : place;
  if (!names.length) return t("app.bar.group", { number });
  return t("app.bar.group_with", { number, names: listed(names) });
}

/** @param {string[]} names */
export const listed = (names) =>
  new Intl.ListFormat(spoken() === "en" ? "en" : "de", { type: "conjunction" }).format(names);
