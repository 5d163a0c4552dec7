// @ts-check
/** Who is who on the screen: roles that lead, initials, and who is large and who is small on the stage; pure. */

import { countdown } from "./time.js";
import { t } from "./words.js";

/** @typedef {import("./types").Person} Person */

const LEADS = new Set(["moderator", "director", "organizer"]);
const OUTSIDE = new Set(["citizen", "guest", "interpreter", "captioner"]);
const CUES = new Set(["facilitator", "editor", "support"]);
const STAGE = new Set(["moderator", "podium"]);
export const LARGE = 4; // more than four large pictures are small ones

/** @param {string} role */
export const leads = (role) => LEADS.has(role);

/** @param {string} role may lead the room it sits in */
export const leadsRoom = (role) => role === "facilitator" || leads(role);

/** @param {string} role is heard in the plenary without the floor, and may show its screen there and in groups */
export const stages = (role) => STAGE.has(role);

/** @param {string} role reads what only staff read: cues, the staff line */
export const readsCues = (role) => leads(role) || CUES.has(role);

/** @param {string} role may be in the Regieraum */
export const backstage = (role) => !OUTSIDE.has(role);

/** The number of a group, out of its room id. @param {string} group */
export const groupNumber = (group) => group.slice(group.lastIndexOf("/") + 1);

/** Who leads the group while its facilitator is away. @param {import("./store.js").Store} store */
export function leadText(store) {
  const lead = store.lead.value;
  if (!lead || lead.away_since === null) return "";
  const name = lead.name ?? t("app.role.facilitator");
  if (lead.cover === null) return t("app.lead.away", { name });
  return t("app.lead.covered", { name, cover: store.name(lead.cover) || t("app.role.moderator") });
}

/** Where the last one left in a group goes on, and when. @param {import("./store.js").Store} store @param {number} now */
export function aloneText(store, now) {
  const alone = store.lead.value?.alone;
  return alone ? t("app.alone", { number: alone.into, time: countdown(Math.max(alone.at, now), now) }) : "";
}

/** Whom the reader pinned; of a team of interpreters always the one who is on.
 * @param {{live: {pinned: {value: number | null}}, store: import("./store.js").Store}} app @returns {number | null} */
export function pinnedSeat({ live, store }) {
  const pinned = live.pinned.value;
  const teams = /** @type {import("./types").Team[]} */ (store.topic("interpreters").value ?? []);
  return teams.find((team) => pinned !== null && team.seats.includes(pinned))?.on ?? pinned;
}

/** Only citizens and the podium are led through the probe; staff have their own rehearsal. @param {string} role */
export const probes = (role) => role === "citizen" || role === "podium";

/** Of what stands before a bracket. @param {string} name */
export function initials(name) {
  const parts = name.split("(")[0].trim().split(/\s+/).filter(Boolean);
  const first = [...(parts[0] ?? "?")][0];
  const last = parts.length > 1 ? [...parts[parts.length - 1]][0] : "";
  return (first + last).toUpperCase();
}

/** One of six calm tints, always the same for the same seat. @param {number} seat */
export const tint = (seat) => seat % 6;

/** In groups all are equal. In the plenary the floor, who leads, podium and moderation are large. Whom the reader pinned
 * is large everywhere and comes first: a signing picture must not change its place.
 * @param {import("./types").Room} room @param {{pinned?: number | null, equal?: boolean}} wish `equal`: nobody else is large
 * @returns {{large: Person[], small: Person[]}} */
export function stageOf(room, { pinned = null, equal = false } = {}) {
  const kept = room.people.filter((person) => person.seat === pinned);
  const others = room.people.filter((person) => person.seat !== pinned);
  const { large, small } = equal || room.kind !== "plenary" ? { large: [], small: others } : raised({ ...room, people: others });
  const fit = large.slice(0, LARGE - kept.length);
  return { large: [...kept, ...fit], small: [...small, ...large.slice(fit.length)] };
}

/** @param {import("./types").Room} room */
function raised(room) {
  const rank = (/** @type {Person} */ person) => {
    const floor = room.floor.indexOf(person.seat);
    if (floor >= 0) return floor - 100;
    return person.seat === room.lead ? 0 : person.role === "moderator" ? 1 : 2;
  };
  const worthy = room.people.filter((person) => STAGE.has(person.role) || person.seat === room.lead || room.floor.includes(person.seat));
  const large = worthy.sort((a, b) => rank(a) - rank(b)).slice(0, LARGE);
  return { large, small: room.people.filter((person) => !large.includes(person)) };
}

/** Who writes cards for others by role. @param {string | undefined} role */
export const writesFor = (role) => role === "facilitator" || role === "scribe";
